# Sourced by make-images.sh: an image with a check of its own, that succeeds with HEALTHY=yes or once /tmp/healthy is there.
inputs() { dpkg-query -W busybox-static; }

fill() {
  with_busybox
  mkdir -p "$image/www"
  echo ok > "$image/www/index.html"
}

settings=(
  "ENV HEALTHY=no"
  "EXPOSE 8080"
  # As the first process of a container busybox ends by no signal that it may ignore.
  "STOPSIGNAL SIGKILL"
  'HEALTHCHECK --interval=200ms --timeout=2s --retries=3 CMD [ "$HEALTHY" = yes ] || [ -e /tmp/healthy ]'
  'CMD ["httpd", "-f", "-p", "8080", "-h", "/www"]'
)
