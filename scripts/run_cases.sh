#!/bin/sh
# Runs cases against a controller. Usage: run_cases.sh BUILD CONTROLLER OUT CASES ...
# Reports: OUT/run.json (docs/result-format.md) and OUT/junit.xml. The exit code is gauntlet's (docs/exit-codes.md).
set -eu
cd "$(dirname "$0")/.."
build=$1 controller=$2 out=$3
shift 3
mkdir -p "$out"
exec "$build/bin/gauntlet" run -c "$controller" -o "$out" --report json --report junit "$@"
