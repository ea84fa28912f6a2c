#!/bin/sh
# Keeps what users of the official image rely on: arguments or a configuration file to the server, server as `redis`.
set -e
case "${1:-}" in -* | *.conf) set -- redis-server "$@" ;; esac
[ "${1:-}" = redis-server ] || exec "$@"
case "${2:-}" in --help | --version | -V) exec "$@" ;; esac
if [ "$(id -u)" = 0 ]; then
  find . \! -user redis -exec chown redis:redis {} +
  exec su -s /bin/sh -- redis -c 'exec "$0" "$@"' "$0" "$@"
fi
shift
# The official image is built without the mode that refuses strangers without a password; what the user says comes later and wins.
case "${1:-}" in
  '' | -*) exec redis-server --protected-mode no "$@" ;;
esac
file="$1"
shift
exec redis-server "$file" --protected-mode no "$@"
