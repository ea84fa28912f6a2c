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
  dotnet format analyzers "$project" --diagnostics RS0016 RS0017 RS0036 RS0037 --severity info --verbosity quiet
  LC_ALL=C sort -u "$folder/PublicAPI.Unshipped.txt" -o "$folder/PublicAPI.Unshipped.txt"
done
git status --short -- 'src/*/PublicAPI.*.txt'
