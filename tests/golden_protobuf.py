#!/usr/bin/env python3
"""Runs the golden test of protobuf bodies against the testdata that Kubernetes' own Go modules ship.

Usage: golden_protobuf.py FAKEAPISERVER_TEST. The modules come from the machine's module cache or through `go mod download`.
Exit status 77: no Go here, or a module cannot be fetched; where there is Go, CI=true makes the latter a failure.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

TESTDATA = {  # module: its folder of the newest release
    "k8s.io/api@v0.37.2": "testdata/HEAD",
    "k8s.io/apiextensions-apiserver@v0.37.2": "pkg/apis/testdata/HEAD",
}
TEST = "P0_03.GoldenMessagesAreTheirJson"
SKIPPED = 77


def stop(why, status):
    print(f"{'skipped: golden_protobuf' if status == SKIPPED else 'golden_protobuf.py'}: {why}")
    return status


def fetch(module):
    """The module's folder, and why there is none."""
    with tempfile.TemporaryDirectory() as folder:  # no go.mod around it
        download = subprocess.run(["go", "mod", "download", "-json", module], cwd=folder, capture_output=True, text=True)
    answer = json.loads(download.stdout) if download.stdout.strip() else {}
    return answer.get("Dir"), answer.get("Error") or download.stderr.strip()


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if not shutil.which("go"):
        return stop("no go in the PATH", SKIPPED)
    folders = []
    for module, testdata in TESTDATA.items():
        folder, why = fetch(module)
        if not folder:
            return stop(f"{module} cannot be fetched: {why}", 1 if os.environ.get("CI") == "true" else SKIPPED)
        folders.append(str(pathlib.Path(folder, testdata)))
    environment = dict(os.environ, GAUNTLET_K8S_API_TESTDATA=":".join(folders))
    test = subprocess.run([sys.argv[1], f"--gtest_filter={TEST}"], env=environment, capture_output=True, text=True)
    print(test.stdout, test.stderr, sep="")
    if test.returncode == 0 and "[  PASSED  ] 1 test." not in test.stdout:
        return stop(f"{TEST} did not run", 1)
    return test.returncode


if __name__ == "__main__":
    sys.exit(main())
