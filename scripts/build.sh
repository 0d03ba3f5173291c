#!/bin/sh
# Configures a preset and builds targets of it, if any are named. Usage: build.sh PRESET [TARGET ...]
set -eu
cd "$(dirname "$0")/.."
preset=$1
shift
log=build/$preset-configure.log
mkdir -p build
cmake --preset "$preset" > "$log" 2>&1 || { cat "$log" >&2; exit 2; }
[ $# = 0 ] || cmake --build --preset "$preset" --target "$@"
