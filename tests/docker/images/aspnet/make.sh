# Sourced by make-images.sh: the runtime of the dotnet on the path, with ASP.NET.
dotnet_home="$(dirname "$(readlink -f "$(type -P dotnet)")")"

runtime() { dotnet --list-runtimes | awk -v name="$1" -v version="$version." '$1 == name && index($2, version) == 1 { print $2 }' | sort -V | tail -n 1; }

inputs() {
  echo "$(runtime Microsoft.NETCore.App) $(runtime Microsoft.AspNetCore.App)"
  dpkg-query -W libc6 libssl3 busybox-static
}

fill() {
  local framework found
  with_busybox
  mkdir -p "$image/usr/share/dotnet/shared" "$image/app"
  cp -a "$dotnet_home/dotnet" "$dotnet_home/host" "$image/usr/share/dotnet"
  for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
    found="$(runtime "$framework")"
    [ -n "$found" ] || fail "This machine's dotnet has no $framework $version."
    mkdir "$image/usr/share/dotnet/shared/$framework"
    cp -a "$dotnet_home/shared/$framework/$found" "$image/usr/share/dotnet/shared/$framework"
  done
  ln -s ../share/dotnet/dotnet "$image/usr/bin/dotnet"
  # What the runtime loads by name when it is needed.
  for found in libssl.so.3 libcrypto.so.3 libgssapi_krb5.so.2; do
    copy "$(ldconfig -p | awk -v name="$found" '$1 == name { print $NF; exit }')"
  done
  copy_libraries "$image/usr/share/dotnet" "$image/usr/lib"
  copy /usr/share/zoneinfo
  [ ! -d /etc/ssl/certs ] || cp -rL --parents /etc/ssl/certs "$image"
  add_user app 1654
  own app 755 /home/app
}

settings=(
  "ENV APP_UID=1654"
  "ENV ASPNETCORE_HTTP_PORTS=8080"
  "ENV DOTNET_RUNNING_IN_CONTAINER=true"
  # ICU would add a third to the image.
  "ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1"
  "ENV DOTNET_VERSION=$(runtime Microsoft.NETCore.App)"
  "ENV ASPNET_VERSION=$(runtime Microsoft.AspNetCore.App)"
  'CMD ["sh"]'
)
