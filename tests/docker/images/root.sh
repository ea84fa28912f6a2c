# Sourced by make-images.sh: what an image's make.sh fills its root, the directory $image, with.

# A root that is usable: directories, names of users, resolution of hosts.
new_root() {
  local directory
  mkdir -p "$image"/{usr/{bin,sbin,lib,lib64,local/bin},etc,proc,sys,dev,run,tmp,root,home,var/{lib,log,tmp}}
  for directory in bin sbin lib lib64; do ln -s "usr/$directory" "$image/$directory"; done
  ln -s ../run "$image/var/run"
  chmod 1777 "$image/tmp" "$image/var/tmp"
  printf '%s\n' root:x:0:0:root:/root:/bin/sh nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin > "$image/etc/passwd"
  printf '%s\n' root:x:0: nogroup:x:65534: > "$image/etc/group"
  echo 'hosts: files dns' > "$image/etc/nsswitch.conf"
}

# A shell and the usual programs, where the image has none of its own.
with_busybox() {
  local program
  cp /bin/busybox "$image/usr/bin"
  for program in $(/bin/busybox --list); do
    [ -e "$image/usr/bin/$program" ] || [ -e "$image/usr/sbin/$program" ] || ln -s busybox "$image/usr/bin/$program"
  done
}

# Files and directories of this machine, at the same place.
copy() {
  cp -rd --parents "$@" "$image"
}

# The libraries that programs and libraries below some directories of the image are linked with.
copy_libraries() {
  local libraries
  # Scripts and data among them are nothing to ldd.
  libraries="$({ find "$@" -type f \( -perm -u+x -o -name '*.so*' \) -exec ldd {} + 2> /dev/null || true; } | grep -oE '/[^ ]+\.so[^ ]*' | grep -vF "$image" | sort -u)"
  xargs -r cp -L --parents -t "$image" <<< "$libraries"
}

# Packages of a Debian suite with all that they depend on, except what a server for tests never uses.
from_suite() {
  local name="$1"
  shift
  open_suite "$work/apt" "$name"
  apt-get "${suite[@]}" install -y --no-install-recommends --download-only "$@"
  unpack "$work/apt/cache/archives" "$image" 'libllvm|libz3|perl|libperl|postgresql.*-common|debconf|dpkg|tar_|locales|ssl-cert|libicu-dev|python|systemd|ucf|sensible'
  rm -rf "$work/apt" "$image"/usr/share/{doc,man,locale,lintian}
}

add_user() {
  echo "$1:x:$2:$2::/home/$1:/bin/sh" >> "$image/etc/passwd"
  echo "$1:x:$2:" >> "$image/etc/group"
}

# A directory of the image that a user of it owns.
own() {
  local user="$1" mode="$2" directory="$3" id
  id="$(sed -n "s/^$user:x:\([0-9]*\):.*/\1/p" "$image/etc/passwd")"
  mkdir -p "$image$directory"
  chown "$id:$id" "$image$directory"
  chmod "$mode" "$image$directory"
}
