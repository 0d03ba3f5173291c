#!/usr/bin/env python3
"""Runs the golden test of protobuf bodies against the testdata that the Go module k8s.io/api ships.

Usage: golden_protobuf.py FAKEAPISERVER_TEST. The module comes from the machine's module cache or through `go mod download`.
Exit status 77: no Go here, or the module cannot be fetched; where there is Go, CI=true makes the latter a failure.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

MODULE = "k8s.io/api@v0.37.2"
TEST = "P0_03.GoldenMessagesAreTheirJson"
SKIPPED = 77


def stop(why, status):
    print(f"golden_protobuf.py: {why}", file=sys.stderr)
    return status


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if not shutil.which("go"):
        return stop("no go in the PATH", SKIPPED)
    with tempfile.TemporaryDirectory() as folder:  # no go.mod around it
        download = subprocess.run(["go", "mod", "download", "-json", MODULE], cwd=folder, capture_output=True, text=True)
    answer = json.loads(download.stdout) if download.stdout.strip() else {}
    if download.returncode != 0 or "Dir" not in answer:
        return stop(f"{MODULE} cannot be fetched: {answer.get('Error') or download.stderr.strip()}",
                    1 if os.environ.get("CI") == "true" else SKIPPED)
    testdata = pathlib.Path(answer["Dir"], "testdata", "HEAD")
    environment = dict(os.environ, GAUNTLET_K8S_API_TESTDATA=str(testdata))
    test = subprocess.run([sys.argv[1], f"--gtest_filter={TEST}"], env=environment, capture_output=True, text=True)
    print(test.stdout, test.stderr, sep="")
    if test.returncode == 0 and "[  PASSED  ] 1 test." not in test.stdout:
        return stop(f"{TEST} did not run", 1)
    return test.returncode


if __name__ == "__main__":
    sys.exit(main())
