#!/usr/bin/env python3
"""Runs programs that use real Kubernetes clients against `gauntlet serve`, each with a server of its own.

Usage: run.py BUILD [TEST ...] [--repeat N]     BUILD is a build folder such as build/dev; without names: all tests.
Dependencies are pinned beside each program and installed in BUILD/clients. Exit codes: 0 all passed, 1 failed, 2 usage,
77 skipped: a toolchain is absent, or, unless CI=true, its packages could not be fetched.
"""
import argparse
import dataclasses
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # nothing is left beside the sources

import faults  # noqa: E402
import toolchains  # noqa: E402
from gauntlet_server import GauntletServer, ServerError  # noqa: E402

SKIPPED = 77
RUNS_WITHIN = 240  # seconds for one program against one server; the slowest needs a tenth of it
SHOWN_LINES = 60
NOTICED_WITHIN = 10

JSON = {"GAUNTLET_CONTENT_TYPE": "application/json"}
WITH_FAULTS = {"GAUNTLET_FAULTS": "1"}
TIMES = re.compile(r",times=(\d+)")


@dataclasses.dataclass
class Test:
    prepare: object
    environment: dict = dataclasses.field(default_factory=dict)
    faults: tuple = ()


TESTS = {
    "kubectl": Test(toolchains.prepare_kubectl),
    "kubectl.faults": Test(toolchains.prepare_kubectl_with_faults, WITH_FAULTS, faults.KUBECTL),
    "go": Test(toolchains.prepare_go),
    "go.json": Test(toolchains.prepare_go, JSON),
    "go.faults": Test(toolchains.prepare_go, WITH_FAULTS, faults.GO),
    "python": Test(toolchains.prepare_python),
    "python.faults": Test(toolchains.prepare_python, WITH_FAULTS, faults.PYTHON),
    "javascript": Test(toolchains.prepare_javascript),
    "javascript.faults": Test(toolchains.prepare_javascript, WITH_FAULTS, faults.JAVASCRIPT),
    "rust": Test(toolchains.prepare_rust),
    "rust.faults": Test(toolchains.prepare_rust, WITH_FAULTS, faults.RUST),
}


class Failed(Exception):
    """A test failed; the text says how."""


def last_lines(text):
    return "\n".join(text.splitlines()[-SHOWN_LINES:])


def hits_of(fault):
    times = TIMES.search(fault)
    return int(times.group(1)) if times else 1


def missed_faults(server, wanted):
    """What hit a watch is counted when the server has noticed its end."""
    deadline = time.monotonic() + NOTICED_WITHIN
    met = server.injected_faults()
    while sum(met.values()) < wanted and time.monotonic() < deadline:
        time.sleep(0.05)
        met = server.injected_faults()
    counts = "".join(f"\n  {number} of {labels}" for labels, number in sorted(met.items()))
    return f"only {sum(met.values())} of {wanted} faults were met:{counts}" if sum(met.values()) < wanted else ""


def end_group(process):
    """What the program started itself goes with it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # the usual case
    process.wait()


def run_program(program, test, gauntlet, folder):
    environment = {**os.environ, **test.environment, **program.environment, "HOME": str(folder)}
    with GauntletServer(gauntlet, folder, test.faults) as server:
        environment["KUBECONFIG"] = str(server.kubeconfig)
        output = folder / "output.log"
        with output.open("w") as file:
            process = subprocess.Popen(program.command, env=environment, stdin=subprocess.DEVNULL, stdout=file,
                                       stderr=subprocess.STDOUT, cwd=folder, start_new_session=True)
            try:
                code = process.wait(RUNS_WITHIN)
                problem = f"exit code {code}" if code else ""
            except subprocess.TimeoutExpired:
                problem = f"not done after {RUNS_WITHIN} seconds"
            finally:
                end_group(process)
        if not problem:
            problem = missed_faults(server, sum(map(hits_of, test.faults)))
        if problem:
            raise Failed(f"{program.name}: {problem}\n--- the end of {output}\n{last_lines(output.read_text())}\n"
                         f"--- the end of the log of gauntlet serve\n{last_lines(server.log())}")


def run_test(name, build, repeat):
    """Returns an exit code."""
    test = TESTS[name]
    began = time.monotonic()
    try:
        programs = test.prepare(build / "clients" / name.split(".")[0])
    except toolchains.Absent as absent:
        print(f"skipped: {name}: {absent}")
        return SKIPPED
    except toolchains.NotFetched as missing:
        in_ci = os.environ.get("CI") == "true"
        print(f"{'failed' if in_ci else 'skipped'}: {name}: {missing}")
        return 1 if in_ci else SKIPPED
    except subprocess.CalledProcessError as failed:
        print(f"failed: {name}: {' '.join(failed.cmd)}\n{last_lines(failed.stdout)}")
        return 1
    print(f"{name}: made ready in {time.monotonic() - began:.1f} s", flush=True)
    for number in range(1, repeat + 1):
        for program in programs:
            began = time.monotonic()
            try:
                run_program(program, test, build / "bin/gauntlet", build / "clients/runs" / name)
            except (Failed, ServerError) as failed:
                print(f"failed: {name}, run {number} of {repeat}: {failed}")
                return 1
            print(f"passed: {name}: {program.name}, run {number} of {repeat}, {time.monotonic() - began:.1f} s", flush=True)
    return 0


def read_arguments():
    parser = argparse.ArgumentParser(description="Runs real Kubernetes clients against `gauntlet serve`.")
    parser.add_argument("build", type=pathlib.Path, help="a build folder, for instance build/dev")
    parser.add_argument("tests", nargs="*", metavar="TEST", help=f"of {', '.join(TESTS)}; without any: all")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="so often, each time against a new server")
    arguments = parser.parse_args()
    for name in arguments.tests:
        if name not in TESTS:
            parser.error(f"there is no test {name}; there are {', '.join(TESTS)}")
    if arguments.repeat < 1:
        parser.error("--repeat: at least 1")
    arguments.build = arguments.build.resolve()
    if not (arguments.build / "bin/gauntlet").exists():
        parser.error(f"{arguments.build}/bin/gauntlet is not built")
    return arguments


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server and the program end with us
    arguments = read_arguments()
    codes = [run_test(name, arguments.build, arguments.repeat) for name in arguments.tests or TESTS]
    if 1 in codes:
        return 1
    return 0 if 0 in codes else SKIPPED


if __name__ == "__main__":
    sys.exit(main())
