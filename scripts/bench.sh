#!/bin/sh
# Builds with optimisation and runs every measurement of bench/; each says what it compares. Usage: bench.sh
set -eu
cd "$(dirname "$0")/.."
scripts/build.sh release all
for measurement in bench/*.py; do
  echo "== $measurement"
  /usr/bin/python3 "$measurement"
done
