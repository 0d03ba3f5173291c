#!/bin/sh
# Builds with optimisation and runs every program of bench/. Usage: bench.sh
set -eu
cd "$(dirname "$0")/.."
scripts/build.sh release all
found=
for program in build/release/bin/*_bench; do
  [ -x "$program" ] || continue
  found=yes
  echo "== $(basename "$program")"
  "$program"
done
[ -n "$found" ] || { echo "bench.sh: bench/ has no program yet" >&2; exit 1; }
