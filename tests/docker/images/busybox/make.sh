# Sourced by make-images.sh.
inputs() { dpkg-query -W busybox-static; }

fill() { with_busybox; }

settings=('CMD ["sh"]')
