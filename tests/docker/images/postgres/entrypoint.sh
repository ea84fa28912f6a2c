#!/bin/sh
# Keeps what users of the official image rely on: first start with POSTGRES_*, server as `postgres`, arguments to the server.
set -e
case "${1:-}" in -*) set -- postgres "$@" ;; esac
[ "${1:-}" = postgres ] || exec "$@"
case "${2:-}" in --help | --version | -V) exec "$@" ;; esac

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chmod 700 "$PGDATA"
  chown -R postgres:postgres "$PGDATA" /run/postgresql
  exec su -s /bin/sh -- postgres -c 'exec "$0" "$@"' "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user="${POSTGRES_USER:-postgres}"
  database="${POSTGRES_DB:-$user}"
  password="${POSTGRES_PASSWORD:-}"
  [ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password="$(cat "$POSTGRES_PASSWORD_FILE")"
  method="${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}"
  if [ -z "$password" ] && [ "$method" != trust ]; then
    echo 'Error: there is no database yet and no superuser password for it. Give POSTGRES_PASSWORD a value ("-e POSTGRES_PASSWORD=..."), or let everybody in by POSTGRES_HOST_AUTH_METHOD=trust.' >&2
    exit 1
  fi
  echo "$password" > /tmp/password
  # Nobody keeps a test's first start through a crash of the machine.
  # shellcheck disable=SC2086
  initdb --no-sync -U "$user" --auth-local=trust --auth-host="$method" $([ -z "$password" ] || echo --pwfile=/tmp/password) ${POSTGRES_INITDB_ARGS:-}
  rm -f /tmp/password
  printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"

  # A server for the rest of the first start, that nobody reaches from outside.
  program="$1"
  shift
  pg_ctl -w start -o "-c listen_addresses='' -c fsync=off $(for argument in "$@"; do printf "'%s' " "$(echo "$argument" | sed "s/'/'\\\\''/g")"; done)"
  [ "$database" = postgres ] || createdb -U "$user" -- "$database"
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) sh "$file" ;;
      *.sql) psql -v ON_ERROR_STOP=1 -U "$user" -d "$database" -f "$file" ;;
    esac
  done
  pg_ctl -w -m fast stop
  set -- "$program" "$@"
  printf '\nPostgreSQL init process complete; ready for start up.\n\n'
fi
exec "$@"
