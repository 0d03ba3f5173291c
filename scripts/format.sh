#!/bin/sh
# Holds all C++ sources against .clang-format, or brings them into its form. Usage: format.sh check|fix
set -eu
cd "$(dirname "$0")/.."
case ${1:-check} in
  check) options="--dry-run -Werror" ;;
  fix) options=-i ;;
  *) echo "format.sh: check or fix, not '$1'" >&2; exit 2 ;;
esac
for file in $(git -c safe.directory='*' ls-files --cached --others --exclude-standard '*.cpp' '*.hpp'); do
  [ ! -e "$file" ] || echo "$file"
done | xargs -P 2 -n 20 clang-format-14 $options
