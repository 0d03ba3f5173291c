#!/bin/sh
# Installs what packaging/debian-packages.txt names and this machine lacks. Usage: install_packages.sh run|test|bench
# Nothing missing: nothing done, no rights needed. Else apt-get is called, through sudo for whoever is not root.
set -eu

purpose=${1:-run}
list=$(dirname "$0")/../packaging/debian-packages.txt

fail() {
  echo "install_packages.sh: $1" >&2
  exit 2
}

case $purpose in
  run | test | bench) ;;
  *) fail "the purpose is run, test or bench, not '$purpose'" ;;
esac

# The names that are wanted for the purpose, one a line.
wanted() {
  sed 's/#.*//' "$list" | while read -r package conditions; do
    [ -n "$package" ] || continue
    for condition in $conditions; do
      case $condition in
        unless=*) ! command -v "${condition#unless=}" > /dev/null || continue 2 ;;
        test | bench | test,bench) case ,$condition, in *",$purpose,"*) ;; *) continue 2 ;; esac ;;
        *) fail "$list: '$condition' beside $package is not test, bench or unless=COMMAND" ;;
      esac
    done
    echo "$package"
  done
}

installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]
}

names=$(wanted)
if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
  fail "Gauntlet is built on Debian 12, and this is not a Debian system (no apt-get). In a container: docker run -it debian:12"
fi

missing=
for package in $names; do
  installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

release=$(. /etc/os-release && echo "${ID:-unknown} ${VERSION_ID:-}")
if [ "$release" != "debian 12" ]; then
  fail "Gauntlet is built on Debian 12, and this is $release. Missing here:$missing"
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo > /dev/null || fail "sudo is missing. As root: apt-get install --no-install-recommends$missing"
  as_root=sudo
fi

echo "Installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# A fresh machine has no package lists, and an old one lists versions that are gone.
if ! { $as_root apt-get -q update &&
       $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing; } > "$log" 2>&1; then
  tail -30 "$log" >&2
  fail "apt-get could not install the packages; the lines above say why"
fi
