#!/usr/bin/env bash
# Writes what is public and not yet recorded into each package's PublicAPI.Unshipped.txt, and takes out what is gone.
# usage: eng/record-api.sh [project …]      default: every package
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

require_dotnet
cd "$root"
projects=("$@")
[ ${#projects[@]} -gt 0 ] || mapfile -t projects < <(grep -LE '<IsPackable>false|<OutputType>Exe' src/*/*.csproj)
for project in "${projects[@]}"; do
  folder="$project"
  [ -d "$folder" ] || folder="$(dirname "$project")"
  for kind in Shipped Unshipped; do
    [ -f "$folder/PublicAPI.$kind.txt" ] || echo '#nullable enable' > "$folder/PublicAPI.$kind.txt"
  done
  # Each pass fixes what it sees; members of types that it has just recorded come with the next.
  for diagnostic in RS0016 RS0017 RS0036 RS0037; do
    dotnet format analyzers "$project" --diagnostics "$diagnostic" --severity info --verbosity quiet
  done
  LC_ALL=C sort -u "$folder/PublicAPI.Unshipped.txt" -o "$folder/PublicAPI.Unshipped.txt"
done
git --no-pager diff --stat -- 'src/*/PublicAPI.*.txt'
