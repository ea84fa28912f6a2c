#!/usr/bin/env bash
# Hunts that take long: kills by the dozen, and the tests of the category Soak.
# usage: ./soak.sh [kill-demo [times] | tests]      default: both
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
. "$root/eng/tests.sh"

what="${1:-all}"
case "$what" in
  all | kill-demo | tests) ;;
  *) fail "'$what' is no hunt. Known: kill-demo [times], tests" ;;
esac
require_dotnet
require_servers
if [ "$what" != tests ]; then
  "$root/eng/kill-demo.sh" "${2:-20}"
fi
if [ "$what" = tests ] || { [ "$what" = all ] && [ -n "$(soak_tests)" ]; }; then
  build "$root/Lumina.Environments.sln"
  expression='Category=Soak'
  run_tests
fi
