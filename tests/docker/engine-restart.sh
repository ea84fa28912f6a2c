#!/usr/bin/env bash
# Restarts the engine that engine-up.sh DIR brought up, as an administrator or an update does: its containers end.
# Returns when it answers again. For the tests of what becomes of environments then; never used on an engine that was there before.
set -euo pipefail
directory="${1:-}"
[[ "$directory" == /* ]] && [ -s "$directory/pid" ] || { echo "usage: tests/docker/engine-restart.sh DIR (the directory given to engine-up.sh)" >&2; exit 1; }
export PATH="$directory/root/usr/sbin:$directory/root/usr/bin:$PATH" DOCKER_HOST="unix://$directory/docker.sock"
pid="$(cat "$directory/pid")"
mapfile -d '' -t command < "/proc/$pid/cmdline"
kill "$pid"
for ((i = 0; i < 300; i++)); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
setsid nohup "${command[@]}" >> "$directory/log" 2>&1 < /dev/null &
for ((i = 0; i < 300; i++)); do
  timeout 20 docker version > /dev/null 2>&1 && exit 0
  sleep 0.1
done
tail -n 20 "$directory/log" >&2
exit 1
