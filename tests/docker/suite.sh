# Sourced: packages of a Debian suite that need not be this machine's, fetched and checked by apt and unpacked beside the system.

# Sets `suite`, apt's options for the suite with its lists in a directory of its own.
open_suite() {
  local directory="$1" name="$2" mirror
  mkdir -p "$directory"/lists/partial "$directory"/cache/archives/partial
  : > "$directory/status"
  mirror="$(debian_mirror)"
  [ -n "$mirror" ] || fail "This machine's apt has no Debian mirror to take packages of $name from."
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $name main" > "$directory/sources.list"
  suite=(-qq -o "Dir::Etc::SourceList=$directory/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
    -o "Dir::State::Lists=$directory/lists" -o "Dir::State::status=$directory/status" -o "Dir::Cache=$directory/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Debug::NoLocking=1)
  apt-get "${suite[@]}" update
}

# Known once apt has its lists.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI) $(LABEL)' 'Created-By: Packages' | sed -n 's/ Debian$//p' | head -n 1
}

# Unpacks packages, as files in a directory, into a root; what a pattern names is left out.
unpack() {
  local packages="$1" into="$2" without="${3:-}" package
  mkdir -p "$into"
  for package in "$packages"/*.deb; do
    [[ -n "$without" && "$(basename "$package")" =~ ^($without) ]] || dpkg-deb -x "$package" "$into"
  done
}
