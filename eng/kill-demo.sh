#!/usr/bin/env bash
# Kills the demonstration (kill -9) at random moments and looks for what is left: processes, sockets, shared memory, directories.
# usage: eng/kill-demo.sh [times]      default: 20
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

times="${1:-20}"
patience=10
[[ "$times" =~ ^[1-9][0-9]*$ ]] || fail "usage: eng/kill-demo.sh [times]"
[ "$(uname -s)" = Linux ] || fail "The hunt needs Linux."

# A directory of its own below which the demonstration's temporary files lie, and a mark that its processes inherit.
work="$(mktemp -d /tmp/lumina-hunt.XXXXXX)"
chmod 755 "$work"
mark="LUMINA_HUNT=$(basename "$work")"
trap 'rm -rf "$work"' EXIT

# Processes that bear the mark or work below the directory, as lines: pid name
family() {
  local pid
  {
    grep -lzxF -- "$mark" /proc/[0-9]*/environ
    find /proc/[0-9]* -maxdepth 1 -name cwd -lname "$work/*"
  } 2> /dev/null | cut -d/ -f3 | sort -un | while read -r pid; do
    # A zombie holds nothing, and its parent's end takes it away; a process that has gone meanwhile has no status.
    grep -qs '^State:.[^ZX]' "/proc/$pid/status" && echo "$pid $(cat "/proc/$pid/comm" 2> /dev/null)" || true
  done
}

# What a run has made outside of its directory goes by the token in the name of its directory, or by the process that made it.
tokens=()
pids=()
note() {
  local path pid name
  for path in "$work"/lumina-*; do
    [ -e "$path" ] && tokens+=("$(basename "$path")")
  done
  while read -r pid name; do pids+=("$pid"); done < <(family)
}

left() {
  family | sed 's/^/process /'
  ls -A "$work" | sed 's/^/in the temporary directory: /'
  grep -F " $work/" /proc/net/unix | awk '{ print "socket " $NF }' || true
  local token pid
  for token in $(printf '%s\n' "${tokens[@]}" | sort -u); do
    ls -d /dev/shm/*"${token#lumina-}"* 2> /dev/null | sed 's/^/in shared memory: /' || true
  done
  for pid in $(printf '%s\n' "${pids[@]}" | sort -un); do
    awk -v pid="$pid" '$5 == pid { print "segment of shared memory " $2 " of process " pid }' /proc/sysvipc/shm
  done
}

run() {
  env "$mark" TMPDIR="$work" setsid "$root/demo.sh" --plain > "$work.log" 2>&1 < /dev/null &
  demo=$!
}

# One run to its end says how long it takes, and that it leaves nothing by itself.
started="$(date +%s%N)"
run
wait "$demo" || { cat "$work.log" >&2; rm -f "$work.log"; fail "The demonstration failed."; }
length=$((($(date +%s%N) - started) / 1000000))
echo "A whole run takes $length ms. Killing $times runs."

failures=0
tokens=() pids=()
if remains="$(left)" && [ -n "$remains" ]; then
  failures=1
  echo "A run that nobody killed left:"
  sed 's/^/  /' <<< "$remains"
  rm -rf "${work:?}"/*
fi
for ((i = 1; i <= times; i++)); do
  tokens=() pids=()
  moment=$(((RANDOM * 32768 + RANDOM) % length))
  run
  sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
  note
  # Waited for at once, so that the shell has nothing to say of it.
  { kill -9 "$demo" && wait "$demo"; } 2> /dev/null || true
  note
  killed="$(date +%s%N)"
  while remains="$(left)" && [ -n "$remains" ] && [ $((($(date +%s%N) - killed) / 1000000000)) -lt "$patience" ]; do
    sleep 0.1
  done
  if [ -n "$remains" ]; then
    failures=$((failures + 1))
    echo "$i: killed after $moment ms; left after $patience s:"
    sed 's/^/  /' <<< "$remains"
    rm -rf "${work:?}"/*
  else
    echo "$i: killed after $moment ms; nothing left after $((($(date +%s%N) - killed) / 1000000)) ms"
  fi
done
rm -f "$work.log"
[ "$failures" -eq 0 ] || fail "Something was left $failures times."
echo "$times kills left nothing."
