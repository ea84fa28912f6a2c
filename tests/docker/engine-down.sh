#!/usr/bin/env bash
# Ends the engine that engine-up.sh DIR brought up, and takes away all that it made: containers, mounts, networks, rules, files.
# An engine that was there before stays as it is. Nothing to end is no error.
set -uo pipefail
directory="${1:-}"
[[ "$directory" == /* ]] || { echo "usage: tests/docker/engine-down.sh DIR (the directory given to engine-up.sh)" >&2; exit 1; }
[ -e "$directory/root" ] || [ -e "$directory/apt" ] || [ -e "$directory/log" ] || exit 0
group="lumina-$(basename "$directory")"
export PATH="$directory/root/usr/bin:$PATH" DOCKER_HOST="unix://$directory/docker.sock"

# Its processes bear the directory in their command, a number alone may be somebody else's by now.
engines() { grep -lzF -- "$directory/" /proc/[0-9]*/cmdline 2> /dev/null | cut -d/ -f3 | while read -r pid; do
  case "$(cat "/proc/$pid/comm" 2> /dev/null)" in dockerd | containerd* | docker-proxy) echo "$pid" ;; esac
done; }
contained() { find /sys/fs/cgroup -path "*/$group/*" -name cgroup.procs -exec cat {} + 2> /dev/null | sort -un; }

pid="$(cat "$directory/pid" 2> /dev/null)"
if [ -n "$pid" ] && grep -qzF -- "$directory/" "/proc/$pid/cmdline" 2> /dev/null; then
  timeout 60 docker ps -aq 2> /dev/null | xargs -r timeout 60 docker rm -fv > /dev/null 2>&1
  timeout 30 docker network ls -q --filter type=custom 2> /dev/null | xargs -r timeout 60 docker network rm > /dev/null 2>&1
  kill "$pid"
  for ((i = 0; i < 150; i++)); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
fi
# Where the engine itself was killed, its shims and containers still run.
for ((i = 0; i < 50; i++)); do
  remaining="$(engines; contained)"
  [ -n "$remaining" ] || break
  kill -9 $remaining 2> /dev/null
  sleep 0.1
done
find /sys/fs/cgroup -depth -type d -path "*/$group*" -exec rmdir {} + 2> /dev/null

awk -v below="$directory/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount "$mount" || umount -l "$mount"; done
if [ -e "$directory/forward" ]; then
  for link in $(ls /sys/class/net | grep -E '^(docker0|br-[0-9a-f]{12}|veth[0-9a-f]{7})$'); do ip link del "$link" 2> /dev/null; done
  # Only the engine's own rules: those of others may have changed meanwhile. One transaction.
  for tables in iptables ip6tables; do
    saved="$("$tables-save" 2> /dev/null)"
    grep -qE 'DOCKER' <<< "$saved" || continue
    grep -vE 'DOCKER|docker0|br-[0-9a-f]{12}' <<< "$saved" | { [ "$tables" = iptables ] && sed "s/^:FORWARD [A-Z]*/:FORWARD $(cat "$directory/forward")/" || cat; } | "$tables-restore"
  done
  cat "$directory/ip_forward" > /proc/sys/net/ipv4/ip_forward
  while read -r made; do find "$made" -depth \( -type d -o -type s \) -exec sh -c 'if [ -d "$1" ]; then rmdir "$1"; else rm -f "$1"; fi' - {} \; 2> /dev/null; done < "$directory/made"
fi
rm -rf "$directory"
[ ! -e "$directory" ] || { echo "Something of the engine is left in '$directory'." >&2; exit 1; }
