# Sourced by make-images.sh: the server that is on this machine, or that of the Debian suite with this version.
home="/usr/lib/postgresql/$version"

postgres_is_here() { [ -x "$home/bin/postgres" ]; }

inputs() {
  if postgres_is_here; then dpkg-query -W "postgresql-$version" libc6 busybox-static; else echo "the suite's"; fi
}

fill() {
  if postgres_is_here; then
    with_busybox
    copy "$home" "/usr/share/postgresql/$version" /usr/share/zoneinfo /usr/lib/locale/C.utf8
  else
    case "$version" in
      15) from_suite bookworm "postgresql-$version" libc-bin ;;
      17) from_suite trixie "postgresql-$version" libc-bin ;;
      *) fail "PostgreSQL $version is neither on this machine nor in a Debian suite that this script knows (15, 17)." ;;
    esac
    with_busybox
  fi
  # Compiling queries needs LLVM, which is bigger than all of the rest.
  rm -rf "$image$home"/lib/bitcode "$image$home"/lib/llvmjit*
  ! postgres_is_here || copy_libraries "$image$home"
  sed -i "s/^#listen_addresses = .*/listen_addresses = '*'/" "$image/usr/share/postgresql/$version/postgresql.conf.sample"
  add_user postgres 999
  own postgres 1777 /var/lib/postgresql/data
  own postgres 2777 /run/postgresql
  mkdir -p "$image/docker-entrypoint-initdb.d"
  install -m 755 "$here/images/postgres/entrypoint.sh" "$image/usr/local/bin/docker-entrypoint.sh"
}

settings=(
  "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$home/bin"
  "ENV LANG=C.UTF-8"
  "ENV PG_MAJOR=$version"
  "ENV PGDATA=/var/lib/postgresql/data"
  "VOLUME /var/lib/postgresql/data"
  "EXPOSE 5432"
  "STOPSIGNAL SIGINT"
  'ENTRYPOINT ["docker-entrypoint.sh"]'
  'CMD ["postgres"]'
)
