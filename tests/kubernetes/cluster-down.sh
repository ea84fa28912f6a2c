#!/usr/bin/env bash
# Ends the cluster that cluster-up.sh DIR brought up, and takes away all that it made. Nothing to end is no error.
set -uo pipefail
directory="${1:-}"
[[ "$directory" == /* ]] || { echo "usage: tests/kubernetes/cluster-down.sh DIR (the directory given to cluster-up.sh)" >&2; exit 1; }
[ -e "$directory/tmp" ] || exit 0

# Its processes bear the directory in their command; a number alone may be somebody else's by now.
running() { grep -lzF -- "$directory/" /proc/[0-9]*/cmdline 2> /dev/null | cut -d/ -f3 | while read -r pid; do
  case "$(cat "/proc/$pid/comm" 2> /dev/null)" in
    etcd | kube-* | kubemark) echo "$pid" ;;
    # It would bring its node back.
    bash) ! grep -qzF hollow-node.sh "/proc/$pid/cmdline" 2> /dev/null || echo "$pid" ;;
  esac
done; }

# What a hollow node makes outside of the directory, whatever TMPDIR says: a root and the socket of its runtime, which its log names, and other sockets, which only its descriptors do.
mapfile -t outside < <(
  sed -nE 's|.*Using (/tmp/hollow-kubelet\.[0-9]+) as root dir.*|\1|p' "$directory"/node-*.log 2> /dev/null
  grep -ohE '/tmp/kubelet_remote[^ ]*\.sock' "$directory"/node-*.log 2> /dev/null | sort -u
  for pid in $(running); do readlink /proc/"$pid"/fd/* 2> /dev/null; done | sed -nE 's/^socket:\[([0-9]+)\]$/\1/p' |
    awk 'NR == FNR { held[$1]; next } $7 in held && $8 ~ "^/tmp/plugin[0-9]+$" { print $8 }' - /proc/net/unix | sort -u
)

# Volumes that are still there, as the API server itself tells.
api="$(sed -n 's|.*server: "\([^"]*\)".*|\1|p' "$directory/kubeconfig" 2> /dev/null)"
[ -z "$api" ] || mapfile -t -O "${#outside[@]}" outside < <(
  curl -sf -A tests --noproxy '*' --max-time 5 --cacert "$directory/certs/apiserver.crt" -H "Authorization: Bearer $(cut -d, -f1 "$directory/tokens.csv")" "$api/api/v1/persistentvolumes" |
    grep -oE '/tmp/hostpath_pv/[0-9a-f-]+' | sort -u
)

# Nothing of it is worth an orderly end, and the API server would wait for its watches.
for ((i = 0; i < 50; i++)); do
  remaining="$(running)"
  [ -n "$remaining" ] || break
  kill -9 $remaining 2> /dev/null
  sleep 0.05
done
rm -rf "$directory" "${outside[@]}"
rmdir /tmp/hostpath_pv 2> /dev/null
[ ! -e "$directory" ] && [ -z "$(running)" ] || { echo "Something of the cluster is left in '$directory'." >&2; exit 1; }
