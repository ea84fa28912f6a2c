#!/usr/bin/env bash
# Hunts that take long: kills by the hundred, seeds by the million, and the tests of the category Soak.
# usage: ./soak.sh [kill-demo [times] | simulation [count [first]] | resets [count [first]] | postgresql [version …] | tests]      default: all but postgresql
# tests: 200 kills of a process on the local platform, each followed by a recovery (LUMINA_SOAK_KILLS and LUMINA_SOAK_SEED change how many and when), a race of two processes for a minute,
# 30 kills of a process over containers (LUMINA_SOAK_CONTAINER_KILLS), the conformance suites of services and databases in containers and of PostgreSQL that is kept, terraform against moto,
# 30 kills of terraform and of its host against moto, where both are on the machine (LUMINA_SOAK_TERRAFORM_KILLS, LUMINA_SOAK_AWS_HOST_KILLS), and 8 whose recovery finds what was made by tags and names (LUMINA_SOAK_AWS_KILLS).
# 6 kills of a process over a cluster (LUMINA_SOAK_KUBERNETES_KILLS), twenty environments on it at once, and the conformance suite of services on it.
# postgresql: what is tested of PostgreSQL, on servers of other versions than the machine's (14, 16, 17 and 18 by default), which npm has.
# resets: so many times sessions do what a seed chooses to a database, it is reset, and a dump of it is compared with that of one that nobody has touched.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
. "$root/eng/tests.sh"

what="${1:-all}"
case "$what" in
  all | kill-demo | simulation | resets | postgresql | tests) ;;
  *) fail "'$what' is no hunt. Known: kill-demo [times], simulation [count [first]], resets [count [first]], postgresql [version …], tests" ;;
esac
require_dotnet
check_required

# One process for each core: a simulation has its process to itself. Optimized: a million seeds take hours.
simulate() {
  local count="$1" first="$2" workers running=() each worker failed=0
  build -c Release "$root/tests/Lumina.Environments.Simulation"
  workers="$(nproc)"
  each=$(((count + workers - 1) / workers))
  for ((worker = 0; worker < workers; worker++)); do
    dotnet "$root/tests/Lumina.Environments.Simulation/bin/Release/net10.0/Lumina.Environments.Simulation.dll" run $((first + worker * each)) "$each" &
    running+=($!)
  done
  for worker in "${running[@]}"; do
    wait "$worker" || failed=1
  done
  return $failed
}

case "$what" in
  simulation)
    simulate "${2:-20000}" "${3:-0}"
    exit 0
    ;;
  postgresql)
    "$root/eng/postgresql-versions.sh" "${@:2}"
    exit 0
    ;;
  all) simulate 20000 0 ;;
esac
require_servers mariadb
if [ "$what" = resets ] || [ "$what" = all ]; then
  build "$root/tests/Lumina.Environments.Data.Tests"
  resets=1000
  first=1
  [ "$what" = all ] || { resets="${2:-1000}"; first="${3:-1}"; }
  LUMINA_SOAK_RESETS="$resets" LUMINA_SOAK_SEED="$first" dotnet test --no-build --nologo "$root/tests/Lumina.Environments.Data.Tests" --filter FullyQualifiedName~Whatever_sessions_have_done
  [ "$what" = all ] || exit 0
fi
if [ "$what" != tests ]; then
  "$root/eng/kill-demo.sh" "${2:-20}"
fi
if [ "$what" = tests ] || { [ "$what" = all ] && [ -n "$(soak_tests)" ]; }; then
  build "$root/Lumina.Environments.sln"
  expression='Category=Soak'
  trap 'end_docker; end_kubernetes' EXIT
  if need_docker; then
    require_docker
  fi
  if need_kubernetes; then
    require_kubernetes
  fi
  run_tests
fi
