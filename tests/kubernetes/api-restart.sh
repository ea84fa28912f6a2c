#!/usr/bin/env bash
# Restarts the API server of the cluster that cluster-up.sh DIR brought up, as an upgrade does; returns when it answers again.
set -euo pipefail
directory="${1:-}"
[[ "$directory" == /* ]] && [ -s "$directory/apiserver.pid" ] || { echo "usage: tests/kubernetes/api-restart.sh DIR (the directory given to cluster-up.sh)" >&2; exit 1; }
pid="$(cat "$directory/apiserver.pid")"
mapfile -d '' -t command < "/proc/$pid/cmdline"
kill -9 "$pid"
for ((i = 0; i < 100; i++)); do kill -0 "$pid" 2> /dev/null || break; sleep 0.05; done
TMPDIR="$directory/tmp" setsid nohup "${command[@]}" >> "$directory/apiserver.log" 2>&1 < /dev/null &
echo "$!" > "$directory/apiserver.pid"
port="$(printf '%s\n' "${command[@]}" | sed -n 's/^--secure-port=//p')"
token="$(cut -d, -f1 "$directory/tokens.csv")"
for ((i = 0; i < 300; i++)); do
  curl -sf -A tests --noproxy '*' --max-time 5 --cacert "$directory/certs/apiserver.crt" -H "Authorization: Bearer $token" "https://127.0.0.1:$port/readyz" > /dev/null && exit 0
  sleep 0.1
done
tail -n 20 "$directory/apiserver.log" >&2
exit 1
