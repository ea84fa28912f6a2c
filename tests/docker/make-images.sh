#!/usr/bin/env bash
# Makes the images of the tests from this machine's packages, without a registry, on the engine that answers. What is there with the same inputs is kept.
# usage: tests/docker/make-images.sh [NAME:VERSION …]      default: those of `standard`; postgres:17, which takes longer, and registry:2, which needs a package more, are made by name only
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
. "$here/../../eng/setup.sh"
. "$here/suite.sh"
. "$here/images/root.sh"

standard=(busybox:1 health:1 redis:7 postgres:15 mariadb:10.11 aspnet:10.0)
by_name='postgres:17 registry:2'
wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=("${standard[@]}")
command -v docker > /dev/null || fail "The program docker is missing."
command -v dpkg-query > /dev/null || fail "The images of the tests are made from Debian's or Ubuntu's packages. Elsewhere pull the official ones and name them so: docker tag postgres:15 lumina-test/postgres:15."
[ -x /bin/busybox ] && grep -q static <<< "$(dpkg-query -W -f '${Package} ${Status}\n' busybox-static 2>&1)" || install_with_apt busybox-static

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# In a shell of its own: each image has functions of the same names.
make_image() (
  local name="$1" version="$2" tag="lumina-test/$1:$2" image="$work/$1" stamp old changes=() setting
  [ -f "$here/images/$name/make.sh" ] || fail "There is no image '$name'. Known: ${standard[*]} $by_name"
  . "$here/images/$name/make.sh"
  stamp="$({ inputs; echo "$version"; cat "$here/make-images.sh" "$here"/images/root.sh "$here/images/$name"/*; } | sha256sum | cut -c 1-16)"
  if [ "$(docker image inspect --format '{{index .Config.Labels "lumina-test.inputs"}}' "$tag" 2> /dev/null)" = "$stamp" ]; then
    return
  fi
  new_root
  fill
  for setting in "LABEL lumina-test.inputs=$stamp" "${settings[@]}"; do changes+=(--change "$setting"); done
  old="$(docker image inspect --format '{{.Id}}' "$tag" 2> /dev/null || true)"
  tar -C "$image" --numeric-owner -c . | docker import "${changes[@]}" - "$tag" > /dev/null
  # What a container still uses stays until its end.
  [ -z "$old" ] || docker image rm "$old" > /dev/null 2>&1 || true
  echo "Made $tag, $(du -sm "$image" | cut -f 1) MB."
  rm -rf "$image"
)

for each in "${wanted[@]}"; do
  [[ "$each" == *:* ]] || fail "'$each' is no NAME:VERSION. Known: ${standard[*]} $by_name"
  make_image "${each%%:*}" "${each#*:}"
done
