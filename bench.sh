#!/usr/bin/env bash
# Runs the benchmarks, with what they need brought up and taken away again; the last lines are one for each aim: name: measured X, aim Y: met|missed
# usage: ./bench.sh [filter]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

# Whether the filter takes the class.
takes() { [[ "${1,,}" == *"${filter,,}"* ]]; }

filter="${1:-}"
require_dotnet
[ "$(uname -s)" = Linux ] && require_servers
cd "$root"
build -c Release benchmarks/Lumina.Environments.Benchmarks
trap 'end_docker; end_kubernetes' EXIT
if takes Containers; then
  require_docker
fi
if takes KubernetesEnvironments; then
  require_kubernetes
fi
dotnet run --no-build -c Release --project benchmarks/Lumina.Environments.Benchmarks -- "$@"
