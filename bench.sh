#!/usr/bin/env bash
# Runs the benchmarks; the last lines are one for each aim: name: measured X, aim Y: met|missed
# usage: ./bench.sh [filter]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

require_dotnet
[ "$(uname -s)" = Linux ] && require_servers
cd "$root"
build -c Release benchmarks/Lumina.Environments.Benchmarks
exec dotnet run --no-build -c Release --project benchmarks/Lumina.Environments.Benchmarks -- "$@"
