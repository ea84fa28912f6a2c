# Sourced by make-images.sh: Debian's registry, which this machine gets where it has none.
command -v docker-registry > /dev/null || install_with_apt docker-registry

inputs() { dpkg-query -W docker-registry libc6 busybox-static; }

fill() {
  with_busybox
  copy /usr/bin/docker-registry
  copy_libraries "$image/usr/bin"
  mkdir -p "$image/etc/docker/registry"
  printf '%s\n' 'version: 0.1' 'storage: {filesystem: {rootdirectory: /var/lib/registry}}' 'http: {addr: ":5000"}' > "$image/etc/docker/registry/config.yml"
}

settings=(
  "VOLUME /var/lib/registry"
  "EXPOSE 5000"
  'ENTRYPOINT ["docker-registry"]'
  'CMD ["serve", "/etc/docker/registry/config.yml"]'
)
