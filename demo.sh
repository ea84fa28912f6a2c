#!/usr/bin/env bash
# Shows the whole life of an environment: makes it, uses it, stops and starts it, takes it down, and shows that nothing is left.
# usage: ./demo.sh [--platform local|in-memory] [--spec FILE] [--plain]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

require_dotnet
case " $* " in
  *" in-memory "*) ;;
  *)
    [ "$(uname -s)" = Linux ] || fail "Real servers on this machine need Linux. In memory it runs anywhere: ./demo.sh --platform in-memory"
    require_servers
    ;;
esac
demo="$root/samples/Shop/Shop.Demo"
stamp="$demo/obj/demo.stamp"
sources=("$root"/src "$root"/samples/Shop "$root"/Directory.*.props)
if [ ! -f "$stamp" ] || [ -n "$(find "${sources[@]}" \( -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print -quit)" ]; then
  echo "Building the sample."
  LUMINA_BUILD_ALONE=yes build "$demo"
  touch "$stamp"
fi
# Without the runtime's own diagnostics, whose sockets stay behind when a process is killed.
export DOTNET_EnableDiagnostics=0
exec dotnet "$demo/bin/Debug/net10.0/Shop.Demo.dll" --shop "$root/samples/Shop" "$@"
