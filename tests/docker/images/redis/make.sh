# Sourced by make-images.sh: the server that is on this machine.
inputs() { dpkg-query -W redis-server redis-tools libc6 busybox-static; }

fill() {
  with_busybox
  # Debian's redis-server is a link to redis-check-rdb, one program under several names.
  copy /usr/bin/redis-server /usr/bin/redis-check-rdb /usr/bin/redis-check-aof /usr/bin/redis-cli /usr/bin/redis-benchmark
  copy_libraries "$image/usr/bin"
  add_user redis 999
  own redis 755 /data
  install -m 755 "$here/images/redis/entrypoint.sh" "$image/usr/local/bin/docker-entrypoint.sh"
}

settings=(
  "VOLUME /data"
  "WORKDIR /data"
  "EXPOSE 6379"
  'ENTRYPOINT ["docker-entrypoint.sh"]'
  'CMD ["redis-server"]'
)
