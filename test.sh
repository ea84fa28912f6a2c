#!/usr/bin/env bash
# Runs the tests: all of them, or those of one category or package. Ends with one line: N passed, N failed, N skipped.
# usage: ./test.sh [category or package]      LUMINA_TEST_REQUIRE=postgresql,redis,mariadb,docker,kubernetes,terraform,moto: what is missing fails instead of being skipped
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
. "$root/eng/tests.sh"

[ $# -le 1 ] || fail "usage: ./test.sh [category or package]; known: $(known_filters)"
require_dotnet
check_required
select_tests "${1:-}"
[ "$(uname -s)" = Linux ] && require_servers mariadb
build "$root/Lumina.Environments.sln"
trap 'end_docker; end_kubernetes' EXIT
if need_docker; then
  require_docker
fi
if need_kubernetes; then
  require_kubernetes
fi
run_tests
