#!/bin/sh
# Builds the fuzz targets and runs each for some seconds (run_fuzzers.sh). Usage: fuzz.sh SECONDS
set -eu
cd "$(dirname "$0")/.."
scripts/build.sh fuzz all
scripts/run_fuzzers.sh "$1"
