#!/bin/sh
# Keeps what users of the official image rely on: first start with MARIADB_* or MYSQL_*, server as `mysql`, arguments to the server.
set -e
case "${1:-}" in -*) set -- mariadbd "$@" ;; esac
case "${1:-}" in mariadbd | mysqld) ;; *) exec "$@" ;; esac
case "${2:-}" in --help | --version | -V) exec "$@" ;; esac

data=/var/lib/mysql
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$data" /run/mysqld
  chown -R mysql:mysql "$data" /run/mysqld
  exec su -s /bin/sh -- mysql -c 'exec "$0" "$@"' "$0" "$@"
fi

quoted() { printf "'%s'" "$(printf %s "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g")"; }

if [ ! -d "$data/mysql" ]; then
  password="${MARIADB_ROOT_PASSWORD:-${MYSQL_ROOT_PASSWORD:-}}"
  from="${MARIADB_ROOT_HOST:-${MYSQL_ROOT_HOST:-%}}"
  database="${MARIADB_DATABASE:-${MYSQL_DATABASE:-}}"
  user="${MARIADB_USER:-${MYSQL_USER:-}}"
  if [ -z "$password${MARIADB_ALLOW_EMPTY_ROOT_PASSWORD:-${MYSQL_ALLOW_EMPTY_PASSWORD:-}}" ]; then
    echo '[ERROR] [Entrypoint]: there is no database yet and no password for its root. Give MARIADB_ROOT_PASSWORD a value, or allow none by MARIADB_ALLOW_EMPTY_ROOT_PASSWORD=1.' >&2
    exit 1
  fi
  # Nobody keeps a test's first start through a crash of the machine.
  mariadb-install-db --innodb-flush-method=nosync --innodb-flush-log-at-trx-commit=0 --datadir="$data" --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve --skip-log-bin --expire-logs-days=0 > /dev/null

  # A server for the rest of the first start, that nobody reaches from outside.
  "$@" --innodb-flush-method=nosync --skip-networking --skip-log-bin --expire-logs-days=0 &
  temporary=$!
  until mariadb-admin --user=root --silent ping > /dev/null 2>&1; do
    kill -0 "$temporary" 2> /dev/null || { echo '[ERROR] [Entrypoint]: the server of the first start ended; see above.' >&2; exit 1; }
    sleep 0.05
  done
  {
    # The roots of other hosts have no password.
    echo "DELETE FROM mysql.global_priv WHERE user = 'root' AND host <> 'localhost'; DELETE FROM mysql.proxies_priv WHERE host <> 'localhost'; FLUSH PRIVILEGES;"
    [ -z "$database" ] || echo "CREATE DATABASE IF NOT EXISTS \`$database\`;"
    if [ -n "$user" ]; then
      echo "CREATE USER $(quoted "$user")@'%' IDENTIFIED BY $(quoted "${MARIADB_PASSWORD:-${MYSQL_PASSWORD:-}}");"
      [ -z "$database" ] || echo "GRANT ALL ON \`$database\`.* TO $(quoted "$user")@'%';"
    fi
    [ "$from" = localhost ] || echo "CREATE USER root@$(quoted "$from") IDENTIFIED BY $(quoted "$password"); GRANT ALL ON *.* TO root@$(quoted "$from") WITH GRANT OPTION;"
    echo "SET PASSWORD FOR root@localhost = PASSWORD($(quoted "$password"));"
  } | mariadb --user=root
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) sh "$file" ;;
      *.sql) mariadb --user=root --password="$password" ${database:+"$database"} < "$file" ;;
    esac
  done
  kill "$temporary"
  wait "$temporary" || true
  echo '[Note] [Entrypoint]: MariaDB init process done. Ready for start up.'
fi
exec "$@"
