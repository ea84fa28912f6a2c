# Sourced by the scripts at the root: finds what they need and installs what is missing. Quiet when nothing is.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Nothing that a build starts outlives it, and nothing asks a person.
export MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The SDK starts without the ICU libraries too; the projects are culture-invariant anyway.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}"

fail() {
  echo "$*" >&2
  exit 1
}

require_dotnet() {
  command -v dotnet > /dev/null || fail "The .NET 10 SDK is missing. Install it: https://dotnet.microsoft.com/download, or your distribution's package dotnet-sdk-10.0."
  dotnet --list-sdks | grep -qE '^(1[0-9]|[2-9][0-9])\.' || fail "The .NET 10 SDK is missing; there is only: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' '). Install it: https://dotnet.microsoft.com/download."
}

has_postgresql() {
  if [ -n "${LUMINA_POSTGRESQL_BIN:-}" ]; then
    [ -x "$LUMINA_POSTGRESQL_BIN/postgres" ]
    return
  fi
  command -v postgres > /dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' > /dev/null || compgen -G '/usr/pgsql-*/bin/postgres' > /dev/null
}

has_redis() {
  if [ -n "${LUMINA_REDIS_SERVER:-}" ]; then
    [ -x "$LUMINA_REDIS_SERVER" ]
    return
  fi
  command -v redis-server > /dev/null
}

has_mariadb() {
  if [ -n "${LUMINA_MARIADB_SERVER:-}" ]; then
    [ -x "$LUMINA_MARIADB_SERVER" ]
    return
  fi
  command -v mariadbd > /dev/null || [ -x /usr/sbin/mariadbd ] || [ -x /usr/libexec/mariadbd ]
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Makes sure that PostgreSQL and Redis, and MariaDB where 'mariadb' is given, are on this machine: the programs alone, none of them is left running as a system's service.
require_servers() {
  local missing=() mariadb="${1:-}"
  has_postgresql || missing+=(postgresql)
  has_redis || missing+=(redis-server)
  [ "$mariadb" != mariadb ] || has_mariadb || missing+=(mariadb-server)
  [ ${#missing[@]} -eq 0 ] && return

  local how="Install PostgreSQL's server and Redis (for tests MariaDB's server, too), for instance by 'dnf install postgresql-server redis mariadb-server', 'pacman -S postgresql redis mariadb' or 'apk add postgresql redis mariadb', or say where they are in LUMINA_POSTGRESQL_BIN (a directory), LUMINA_REDIS_SERVER and LUMINA_MARIADB_SERVER (files)."
  command -v apt-get > /dev/null || fail "Missing: ${missing[*]}. $how"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo > /dev/null || fail "Missing: ${missing[*]}. Run 'apt-get install ${missing[*]}' as root, or install sudo."
  fi
  install_with_apt "${missing[@]}"
  has_postgresql || fail "PostgreSQL's server is still not found; LUMINA_POSTGRESQL_BIN is '${LUMINA_POSTGRESQL_BIN:-}'."
  has_redis || fail "redis-server is still not found; LUMINA_REDIS_SERVER is '${LUMINA_REDIS_SERVER:-}'."
  [ "$mariadb" != mariadb ] || has_mariadb || fail "mariadbd is still not found; LUMINA_MARIADB_SERVER is '${LUMINA_MARIADB_SERVER:-}'."
}

# Makes sure that a Docker engine answers and has the images of the tests: the one that is there, or one of our own until end_docker. Where neither can be, it says why and tests of containers skip, unless they are required.
require_docker() {
  local settings said=''
  docker_directory="/tmp/lumina-docker.$$"
  said="$(mktemp)"
  if settings="$("$root/tests/docker/engine-up.sh" "$docker_directory" 2> "$said")" && eval "$settings" && "$root/tests/docker/make-images.sh" > "$said" 2>&1; then
    # Whether the engine is our own, which tests may restart.
    if [ -e "$docker_directory" ]; then
      export LUMINA_TEST_ENGINE="$docker_directory"
    fi
    "$root/tests/docker/make-images.sh" registry:2 > "$said" 2>&1 || { cat "$said" >&2; echo "Tests that pull images from a registry will be skipped."; }
    rm -f "$said"
    return
  fi
  end_docker
  lacking docker Docker "a Docker engine with the images of the tests" "$said"
}

# Ends the engine of our own; does nothing to another.
end_docker() {
  [ -z "${docker_directory:-}" ] || "$root/tests/docker/engine-down.sh" "$docker_directory"
  docker_directory=''
}

# Makes sure that there is a cluster for the tests: the user's own where LUMINA_TEST_KUBERNETES allows it, else one of this machine alone until end_kubernetes. Where neither can be, it says why and tests of a cluster skip, unless they are required.
require_kubernetes() {
  local settings said=''
  [ -z "${LUMINA_TEST_KUBERNETES:-}" ] || [ -z "${KUBECONFIG:-}" ] || return 0
  kubernetes_directory="/tmp/lumina-kubernetes.$$"
  said="$(mktemp)"
  if settings="$("$root/tests/kubernetes/cluster-up.sh" "$kubernetes_directory" 2> "$said")" && eval "$settings"; then
    # It is our own, which tests may restart.
    export LUMINA_TEST_KUBERNETES=yes LUMINA_TEST_CLUSTER="$kubernetes_directory"
    rm -f "$said"
    return
  fi
  end_kubernetes
  lacking kubernetes Kubernetes "a Kubernetes cluster" "$said"
}

# Tells the tests why there is none of what they need, unless it is required. usage: lacking NAME TITLE WHAT FILE-THAT-SAYS-WHY
lacking() {
  local said
  said="$(cat "$4")"
  rm -f "$4"
  echo "$said" >&2
  export "LUMINA_${1^^}_MISSING=$(tail -n 1 <<< "$said")"
  case ",${LUMINA_TEST_REQUIRE:-}," in *",$1,"*) fail "LUMINA_TEST_REQUIRE asks for $3." ;; esac
  echo "Tests that need $2 will be skipped."
}

# Ends the cluster of our own; does nothing to another.
end_kubernetes() {
  [ -z "${kubernetes_directory:-}" ] || "$root/tests/kubernetes/cluster-down.sh" "$kubernetes_directory"
  kubernetes_directory=''
}

install_with_apt() {
  echo "Installing with apt-get: $* (their own services stay off)."
  local log code=0 policy=/usr/sbin/policy-rc.d ours=''
  log="$(mktemp)"
  # Debian's way to install a server without starting it; an administrator's own policy stays.
  if [ ! -e "$policy" ]; then
    ours=yes
    trap "as_root rm -f '$policy'" EXIT
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" > /dev/null
    as_root chmod 755 "$policy"
  fi
  { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; } > "$log" 2>&1 < /dev/null || code=$?
  if [ -n "$ours" ]; then
    as_root rm -f "$policy"
    trap - EXIT
  fi
  if [ "$code" -ne 0 ]; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "apt-get could not install: $*. What it said last is above."
  fi
  rm -f "$log"
}

# Builds projects or the solution; says nothing unless it fails. With LUMINA_BUILD_ALONE it leaves neither a compiler server nor temporary files.
build() {
  local log temporary="${TMPDIR:-/tmp}" alone=() server="lumina-$$-$RANDOM" code=0
  log="$(mktemp)"
  if [ -n "${LUMINA_BUILD_ALONE:-}" ]; then
    temporary="$(mktemp -d)"
    # A compiler server of this build alone, which ends with it: without one each project starts a compiler of its own, for minutes in all.
    alone=(-p:UseSharedCompilation=false)
    command -v pkill > /dev/null && alone=(-p:UseSharedCompilation=true "-p:SharedCompilationId=$server")
  fi
  # No profiles for the just-in-time compiler: they cost a fifth of the processor's time, and a build is over before they repay it.
  TMPDIR="$temporary" DOTNET_TieredPGO=0 dotnet build --nologo -v q -nodeReuse:false "${alone[@]}" "$@" > "$log" 2>&1 < /dev/null || code=$?
  if [ -n "${LUMINA_BUILD_ALONE:-}" ]; then
    if command -v pkill > /dev/null; then
      pkill -f -- "-pipename:$server" || true
      while pgrep -f -- "-pipename:$server" > /dev/null; do sleep 0.1; done
      rm -f "/tmp/$server" # its socket, which lies there whatever TMPDIR says
    fi
    rm -rf "$temporary"
  fi
  if [ "$code" -ne 0 ]; then
    grep -E "error|warning" "$log" | sort -u >&2 || cat "$log" >&2
    rm -f "$log"
    fail "The build failed."
  fi
  rm -f "$log"
}
