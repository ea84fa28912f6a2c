# Sourced by make-images.sh: the server that is on this machine.
inputs() { dpkg-query -W mariadb-server-core libc6 busybox-static; }

fill() {
  local program
  with_busybox
  for program in mariadbd mariadb mariadb-admin mariadb-dump mariadb-install-db my_print_defaults resolveip; do
    copy "$(type -P "$program")"
  done
  copy /usr/share/mysql /usr/lib/mysql/plugin /usr/lib/locale/C.utf8
  copy_libraries "$image/usr/sbin" "$image/usr/bin" "$image/usr/lib/mysql/plugin"
  ln -s mariadb "$image/usr/bin/mysql"
  ln -s mariadb-admin "$image/usr/bin/mysqladmin"
  ln -s mariadb-dump "$image/usr/bin/mysqldump"
  ln -s mariadbd "$image/usr/sbin/mysqld"
  mkdir -p "$image/etc/mysql"
  cat > "$image/etc/mysql/my.cnf" << 'END'
[client-server]
socket = /run/mysqld/mysqld.sock

[mariadbd]
datadir = /var/lib/mysql
pid-file = /run/mysqld/mysqld.pid
skip-name-resolve
host-cache-size = 0
expire_logs_days = 10
character-set-server = utf8mb4
collation-server = utf8mb4_general_ci
END
  add_user mysql 999
  own mysql 755 /var/lib/mysql
  own mysql 1777 /run/mysqld
  mkdir -p "$image/docker-entrypoint-initdb.d"
  install -m 755 "$here/images/mariadb/entrypoint.sh" "$image/usr/local/bin/docker-entrypoint.sh"
}

settings=(
  "ENV LANG=C.UTF-8"
  "VOLUME /var/lib/mysql"
  "EXPOSE 3306"
  'ENTRYPOINT ["docker-entrypoint.sh"]'
  'CMD ["mariadbd"]'
)
