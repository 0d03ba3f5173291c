#!/usr/bin/env python3
"""Runs the commands of docs/tour.md in one shell, and compares what they print with what the page says.

Usage: run.py BUILD [--page FILE]     BUILD is a build folder such as build/dev; page.py says how a page is written.
Exit codes: 0 all is as written, 1 it is not, 2 usage, 77 skipped: a tool that the page uses is absent.
"""
import argparse
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True  # nothing is left beside the sources

import page  # noqa: E402

SKIPPED = 77
STEP_WITHIN = 60  # seconds; a step needs less than one
TOOLS = ("bash", "kubectl", "curl", "openssl", "awk", "tail", "sed")
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Failed(Exception):
    """A step could not be done; the text says why."""


class Shell:
    """One bash for all steps, used with `with`; whatever it started ends with it."""

    def __init__(self, folder, environment):
        self._folder = folder
        self._environment = environment

    def __enter__(self):
        told, tell = os.pipe()
        self._process = subprocess.Popen(["bash", "--noprofile", "--norc"], cwd=self._folder, env=self._environment,
                                         stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         pass_fds=[tell], start_new_session=True)
        os.close(tell)
        self._told, self._tell = told, tell
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # the page has ended all that it started
        self._process.wait()
        os.close(self._told)

    def run(self, commands):
        """Exit code and output of the commands, whose errors are part of it."""
        script, output = self._folder / "commands.sh", self._folder / "output.txt"
        script.write_text(commands)
        # The commands have the shell's variables and jobs, but neither its input nor its word to us.
        line = f". '{script}' > '{output}' 2>&1 < /dev/null {self._tell}>&-; echo $? >&{self._tell}\n"
        self._process.stdin.write(line.encode())
        self._process.stdin.flush()
        if not select.select([self._told], [], [], STEP_WITHIN)[0]:
            raise Failed(f"not done after {STEP_WITHIN} seconds; printed so far:\n{output.read_text()}")
        code = os.read(self._told, 16).decode().strip()
        if not code:
            raise Failed(f"the shell ended; it had printed:\n{output.read_text()}")
        return int(code), output.read_text()


def environment_for(build, folder):
    """Without what could send requests elsewhere than to this machine."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    kept.pop("KUBECONFIG", None)
    return {**kept, "PATH": f"{build / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8"}


def run_page(build, path):
    name = os.path.relpath(path, ROOT)
    steps = page.read_steps(name, path.read_text())
    folder = build / "tour"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.monotonic()
    with Shell(folder, environment_for(build, folder)) as shell:
        for step in steps:
            try:
                code, printed = shell.run(step.commands)
            except Failed as failed:
                print(f"failed: {name}:{step.line}: {failed}")
                return 1
            told = page.differences(name, step, printed)
            if code != 0:
                told.append(f"{name}:{step.line}: exit code {code}")
            if told:
                print("\n".join(["failed: written (-) and printed (+) differ", *told, "--- the commands", step.commands]))
                print(f"the logs are in {folder}")
                return 1
    print(f"passed: {len(steps)} steps of {name}, {time.monotonic() - began:.1f} s")
    return 0


def read_arguments():
    parser = argparse.ArgumentParser(description="Runs docs/tour.md and compares.")
    parser.add_argument("build", type=pathlib.Path, help="a build folder, for instance build/dev")
    parser.add_argument("--page", type=pathlib.Path, default=ROOT / "docs/tour.md", metavar="FILE", help="another page")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    for program in ("gauntlet", "gauntlet-reference"):
        if not (arguments.build / "bin" / program).exists():
            parser.error(f"{arguments.build}/bin/{program} is not built")
    return arguments


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started ends with us
    arguments = read_arguments()
    absent = [tool for tool in TOOLS if not shutil.which(tool)]
    if absent:
        print(f"skipped: tour: {', '.join(absent)} not in PATH")
        return SKIPPED
    try:
        return run_page(arguments.build, arguments.page.resolve())
    except page.PageError as error:
        print(f"failed: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
