#!/usr/bin/env bash
# Brings up a Docker engine where none answers, on Debian or Ubuntu as root, and says how to reach it in lines for the shell:
#   eval "$(tests/docker/engine-up.sh DIR)"        and at the end:  tests/docker/engine-down.sh DIR
# All that the engine has lies below DIR, a short path. An engine that is there is left alone, and nothing is printed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../eng/setup.sh"
. "$here/suite.sh"

directory="${1:-}"
[[ "$directory" == /* ]] || fail "usage: tests/docker/engine-up.sh DIR (an absolute path; a new directory)"
[ ${#directory} -le 80 ] || fail "'$directory' is too long: a socket's path has at most 107 characters."
export DOCKER_CONFIG="${DOCKER_CONFIG:-${HOME:-/root}/.docker}"

answers() { timeout 20 docker version --format '{{.Server.Version}}' > /dev/null 2>&1; }

say() { printf 'export DOCKER_HOST=unix://%s PATH="$PATH":%s\n' "$directory/docker.sock" "$directory/root/usr/bin"; }

if answers; then
  # A second call for the same directory says it again.
  [ "${DOCKER_HOST:-}" != "unix://$directory/docker.sock" ] || say
  exit 0
fi
if DOCKER_HOST="unix://$directory/docker.sock" PATH="$directory/root/usr/bin:$PATH" answers; then
  say
  exit 0
fi

[ "$(uname -s)" = Linux ] || fail "No Docker engine answers; start Docker (its desktop application, or its service)."
command -v apt-get > /dev/null || fail "No Docker engine answers, and one can be brought up only on Debian and Ubuntu. Install Docker and start its service, or set DOCKER_HOST."
[ "$(id -u)" -eq 0 ] || fail "No Docker engine answers, and only root can bring one up. Start Docker's service, set DOCKER_HOST, or run this as root."
# Two engines of one network would take each other's bridge and rules away.
for other in $(pgrep -x dockerd || true); do
  [ "$(readlink "/proc/$other/ns/net")" != "$(readlink /proc/self/ns/net)" ] ||
    fail "No Docker engine answers at '${DOCKER_HOST:-the usual place}', and another one runs on this machine: process $other, $(tr '\0' ' ' < "/proc/$other/cmdline"). Set DOCKER_HOST to its address (-H)."
done

fetch_engine() {
  . /etc/os-release
  mkdir -p "$directory/packages"
  apt-get -qq update
  local engine=(docker.io containerd)
  [ -z "$(apt-cache search --names-only '^docker-cli$')" ] || engine+=(docker-cli)
  # Debian 12 has an engine from 2020. That of Debian 13 asks no more of the system; its runc would.
  suite=(-qq -o APT::Sandbox::User=root)
  (cd "$directory/packages" && apt-get "${suite[@]}" download runc tini)
  if [ "${ID:-}" = debian ] && [ "${VERSION_ID:-13}" = 12 ]; then
    open_suite "$directory/apt" trixie
    engine=(docker.io containerd docker-cli)
  fi
  (cd "$directory/packages" && apt-get "${suite[@]}" download "${engine[@]}")
  unpack "$directory/packages" "$directory/root"
  rm -rf "$directory/packages" "$directory/apt"
}

# What an engine changes on the machine, for engine-down.sh to put back.
remember() {
  cat /proc/sys/net/ipv4/ip_forward > "$directory/ip_forward"
  { iptables -S FORWARD | sed -n 's/^-P FORWARD //p'; } > "$directory/forward"
  for made in /opt/containerd /run/containerd /run/docker /var/lib/docker /etc/docker; do
    [ -e "$made" ] || echo "$made"
  done > "$directory/made"
}

give_up() {
  tail -n 20 "$directory/log" >&2
  fail "The Docker engine $1. What it said last is above; it needs all of root's rights (in a container: --privileged)."
}

[ -n "$(type -P iptables)" ] || install_with_apt iptables >&2
trap '[ -n "${up:-}" ] || "$here/engine-down.sh" "$directory"' EXIT
mkdir -p "$directory"
fetch_engine >&2
remember
export PATH="$directory/root/usr/sbin:$directory/root/usr/bin:$PATH"
# A control group of its own, so that whatever a container runs can be found; no descriptor of the caller's, who might wait for its end.
setsid nohup dockerd --data-root "$directory/data" --exec-root "$directory/exec" --pidfile "$directory/pid" --host "unix://$directory/docker.sock" --group "$(id -g)" \
  --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/lumina-$(basename "$directory")" > "$directory/log" 2>&1 < /dev/null &
engine=$!
export DOCKER_HOST="unix://$directory/docker.sock"
until answers; do
  kill -0 "$engine" 2> /dev/null || give_up "ended at once"
  [ "$SECONDS" -lt 120 ] || give_up "did not answer within two minutes"
  sleep 0.1
done
up=yes
say
