#!/bin/sh
# Runs every fuzz target that stands in build/fuzz/bin for some seconds, from its seeds in tests/corpus, which stay as
# they are. Usage: run_fuzzers.sh SECONDS
# What is found new stays in build/fuzz/corpus; an input that breaks something is written to build/fuzz/NAME-crash-*.
set -eu
cd "$(dirname "$0")/.."
[ $# = 1 ] || { echo "usage: run_fuzzers.sh SECONDS" >&2; exit 2; }
seconds=$1
failed=
for program in build/fuzz/bin/*_fuzz; do
  [ -x "$program" ] || { echo "run_fuzzers.sh: nothing in build/fuzz/bin; scripts/build.sh fuzz all builds it" >&2; exit 2; }
  name=$(basename "$program")
  mkdir -p "build/fuzz/corpus/$name"
  seeds=
  [ ! -d "tests/corpus/$name" ] || seeds=tests/corpus/$name
  echo "== $name, $seconds s"
  # libFuzzer writes to the first folder only.
  "$program" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
    -artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" $seeds || failed="$failed $name"
done
[ -z "$failed" ] || { echo "run_fuzzers.sh: failed:$failed" >&2; exit 1; }
