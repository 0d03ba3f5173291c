#!/bin/sh
# Builds the fuzz targets and runs each for some seconds, from the seeds in tests/corpus. Usage: fuzz.sh SECONDS
# What is found new stays in build/fuzz/corpus; an input that breaks something is written to build/fuzz/NAME-crash-*.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
scripts/build.sh fuzz all
for program in build/fuzz/bin/*_fuzz; do
  name=$(basename "$program")
  mkdir -p "build/fuzz/corpus/$name"
  seeds=
  [ ! -d "tests/corpus/$name" ] || seeds=tests/corpus/$name
  echo "== $name, $seconds s"
  "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" $seeds
done
