#!/bin/sh
# All that has to be green, the quick checks first; stops at the first step that is not. `make test` calls it.
set -eu
cd "$(dirname "$0")/.."
jobs=$(nproc)
began=$(date +%s)
times=

step() {
  title=$1
  shift
  step_began=$(date +%s)
  echo "== $title"
  if ! "$@"; then
    echo "== failed: $title" >&2
    echo "   again: $*" >&2
    exit 1
  fi
  times="$times$(printf '%5d s  %s' $(($(date +%s) - step_began)) "$title")
"
}

tests() {
  ctest --test-dir build/ci --output-on-failure --no-tests=error -j "$jobs" "$@"
}

# Says what has not been tested, and why: CTest shows the output of failures only.
clients() {
  status=0
  tests -L clients || status=$?
  grep -h '^skipped: ' build/ci/Testing/Temporary/LastTest.log || true
  return $status
}

mkdir -p build
step "configure" scripts/build.sh ci
step "lint: what needs no build" tests -L lint -LE slow
step "build, with warnings as errors" scripts/build.sh ci all
step "unit, component and self tests" tests -LE "lint|clients"
step "real clients against the fake API server" clients
step "lint: clang-tidy, headers" tests -L lint -L slow
step "the cases against the reference controller" scripts/run_cases.sh build/ci reference out cases

printf '\n%s%5d s  all\n' "$times" $(($(date +%s) - began))
