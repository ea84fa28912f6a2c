# Sourced by test.sh and soak.sh: which tests are meant, running them, and the line at the end.

# A category is a trait of tests; a package goes by the last part of its name.
categories() {
  grep -rhoE --include='*.cs' '\[(assembly: )?(Trait|AssemblyTrait)\("Category", "[A-Za-z0-9]+"\)' "$root/tests" "$root/samples" | sed -E 's/.*"([A-Za-z0-9]+)"\)/\1/' | sort -u | grep -vx Soak || true
}

packages() {
  local project
  for project in "$root"/tests/Lumina.Environments.*.Tests; do
    [ -d "$project" ] && basename "$project" | sed -E 's/^Lumina\.Environments\.(.*)\.Tests$/\1/'
  done
  for project in "$root"/samples/*/*.Tests; do
    [ -d "$project" ] && basename "$project" .Tests
  done
}

known_filters() {
  { categories; packages; echo Integration; } | sort -fu | paste -sd' '
}

soak_tests() {
  grep -rlE --include='*.cs' 'Trait\("Category", "Soak"\)' "$root/tests" || true
}

expression='Category!=Soak'
integration='(Category=Terraform|Category=Kubernetes|Category=Monitoring|Category=Networking)'
package=''

# What LUMINA_TEST_REQUIRE names must be something that tests look for: a slip of the pen would require nothing.
check_required() {
  local known='postgresql redis mariadb docker kubernetes terraform moto' names name
  IFS=', ' read -ra names <<< "${LUMINA_TEST_REQUIRE:-}"
  for name in "${names[@]}"; do
    [[ " $known " == *" $name "* ]] || fail "LUMINA_TEST_REQUIRE asks for '$name', which no test looks for. Known: ${known// /,}"
  done
  export LUMINA_TEST_REQUIRE="$(IFS=,; echo "${names[*]}")"
}

# Sets what run_tests runs: everything, a category in every project and all of the package of that name, or the categories of Integration.
select_tests() {
  [ -n "$1" ] || return 0
  if [ "${1,,}" = integration ]; then
    expression="$integration&Category!=Soak"
    return
  fi
  local category
  category="$(categories | grep -iFx -- "$1" || true)"
  package="$(packages | grep -iFx -- "$1" || true)"
  [ -n "$category$package" ] || fail "'$1' is no category of tests and no package with tests. Known: $(known_filters)"
  expression="Category=${category:-$package}&Category!=Soak"
}

# Whether what is meant has tests of containers, or of a cluster: they carry the category, or lie in the package of that name.
need_docker() { need Docker; }
need_kubernetes() { need Kubernetes; }

need() {
  [ -n "$(categories | grep -x "$1")" ] || return 1
  case "$expression" in
    'Category!=Soak' | "Category=$1&"* | "$integration&"* | Category=Soak) return 0 ;;
  esac
  # Tests of another category in files that have this one's, too.
  local category="${expression#Category=}"
  grep -rlE --include='*.cs' "\"Category\", \"$1\"" "$root/tests" "$root/samples" | xargs -r grep -lF "\"Category\", \"${category%%&*}\"" | grep -q .
}

# Those that mostly wait, or keep one core busy, run beside others that do, one after the other where there are several. Docker's restart the engine, which others have containers in.
declare -A beside=(
  [Lumina.Environments.Aws.Tests]='Lumina.Environments.Tests Lumina.Environments.Kubernetes.Tests Lumina.Environments.Data.Tests'
  [Lumina.Environments.Docker.Tests]=Lumina.Environments.Sqlite.Tests
  [Lumina.Environments.Documentation.Tests]=Lumina.Environments.Simulation.Tests
  [Lumina.Environments.XunitV3.Tests]=Lumina.Environments.Xunit.Tests
)

run_beside() {
  local results="$1" name code=0
  shift
  for name; do
    run_project "$root/tests/$name/$name.csproj" "$results" > "$results/$name.log" || code=1
  done
  return "$code"
}

run_tests() {
  local results failures=0 project name other running=() passed=0 failed=0 skipped=0
  results="$(mktemp -d)"
  trap "rm -rf '$results'; end_docker; end_kubernetes" EXIT
  for project in "$root"/tests/*.Tests/*.Tests.csproj "$root"/samples/*/*.Tests/*.Tests.csproj; do
    name="$(basename "$project" .csproj)"
    other="${beside[$name]:-}"
    if [ -n "$other" ]; then
      run_beside "$results" $other &
      running+=("$! $other")
    fi
    [[ " ${beside[*]} " == *" $name "* ]] || run_project "$project" "$results" | tee "$results/$name.log" || failures=$((failures + 1))
  done
  for other in "${running[@]}"; do
    wait "${other%% *}" || failures=$((failures + 1))
    for name in ${other#* }; do
      cat "$results/$name.log"
    done
  done

  local total executed good bad
  while read -r total executed good bad; do
    passed=$((passed + good))
    failed=$((failed + bad))
    skipped=$((skipped + total - executed))
  done < <(counts "$results")

  skip_reasons "$results"
  local code=0
  if [ "$failed" -gt 0 ]; then
    echo "What failed:"
    cat "$results"/*.log | failed_tests
    code=1
  elif [ "$failures" -gt 0 ]; then
    echo "A test run ended before its tests did: see above."
    code=1
  elif [ $((passed + skipped)) -eq 0 ]; then
    echo "No test ran."
    code=1
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  return $code
}

# Runs what is meant of one project. usage: run_project FILE RESULTS-DIRECTORY
run_project() {
  local name filter="$expression"
  name="$(basename "$1" .csproj)"
  case "$name" in "Lumina.Environments.$package.Tests" | "$package.Tests") filter='Category!=Soak' ;; esac
  # Without profiles for the just-in-time compiler, as in build.
  DOTNET_TieredPGO=0 dotnet test "$(dirname "$1")/bin/Debug/net10.0/$name.dll" --nologo --filter "$filter" --results-directory "$2" \
    --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
    --blame-hang --blame-hang-timeout 5m --blame-hang-dump-type none < /dev/null 2>&1 | sed -E '/^(No test matches|Results File:|Data collector|Starting test execution|A total of|$)/d; /^  Skipped /d; /^\[xUnit.*\[SKIP\]$/d'
}

# Each reason for which tests were skipped, once, with their number: the runner's own lines name the tests and not the reason.
skip_reasons() {
  local file
  for file in "$1"/*.trx; do
    [ -e "$file" ] || continue
    awk '/<UnitTestResult / { skipped = /outcome="NotExecuted"/ } skipped && match($0, /<Message>[^<]*/) { print substr($0, RSTART + 9, RLENGTH - 9) }' "$file"
  done | sed -E "s/&#xD;//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&apos;/'/g; s/&amp;/\&/g" | sort | uniq -c | sort -rn | sed -E 's/^ *([0-9]+) (.*)$/Skipped \1: \2/'
}

# What was printed of each failed test, without the stack's frames that are not this repository's. Once more at the end, since whoever
# reads a long log, or only its last part, looks there.
failed_tests() {
  awk '/^  (Failed|Passed|Skipped) / || /^(Failed|Passed)!/ || /^\[xUnit/ { shown = /^  Failed / } shown && !(/^ +at / && !/ in /)' | cut -c1-500
}

# For each result file: total, executed, passed, and everything that ended badly.
counts() {
  local file line
  for file in "$1"/*.trx; do
    [ -e "$file" ] || continue
    line="$(grep -m1 -o '<Counters [^>]*>' "$file")"
    echo "$(counter total) $(counter executed) $(counter passed) $(($(counter failed) + $(counter error) + $(counter timeout) + $(counter aborted)))"
  done
}

counter() {
  sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<< "$line"
}
