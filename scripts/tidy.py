#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build folder and prints each finding once. Usage: tidy.py BUILD [part of a path ...]

Tests and generated files are left out: they cost as much again, and what clang-tidy finds in them is mostly GoogleTest.
The checks are in .clang-tidy; among them is Clang's own warning about a dropped Result of a co_await, which GCC 12 lacks.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEFT_OUT = re.compile(r"(_test|_fuzz)\.cpp$|^(build|tests|foundation/boost)/")
FINDING = re.compile(r"^(/[^:]+):(\d+):(\d+): (?:warning|error): ")


def sources(build, parts):
    commands = json.loads((build / "compile_commands.json").read_text())
    paths = {pathlib.Path(command["file"]).resolve() for command in commands}
    names = [str(path.relative_to(ROOT)) for path in paths if path.is_relative_to(ROOT)]
    wanted = [name for name in names if not LEFT_OUT.search(name) and (not parts or any(part in name for part in parts))]
    return sorted(wanted, key=lambda name: -(ROOT / name).stat().st_size)  # the long ones first, so that all end together


def tidy(build, name):
    ran = subprocess.run(["clang-tidy-14", "--quiet", "-p", str(build), str(ROOT / name)], capture_output=True, text=True)
    findings, taken = [], False
    for line in ran.stdout.splitlines():
        if FINDING.match(line):
            taken = True
            findings.append(line.replace(str(ROOT) + "/", ""))
        elif taken and line.startswith((" ", "\t")):
            findings[-1] += "\n" + line
        else:
            taken = False
    if ran.returncode != 0 and not findings:
        findings.append(f"{name}:1:1: clang-tidy failed: {ran.stdout.strip()[:500]} {ran.stderr.strip()[-500:]}")
    return findings


def main():
    if len(sys.argv) < 2 or not (pathlib.Path(sys.argv[1]) / "compile_commands.json").exists():
        print("tidy.py: name a build folder that CMake has configured, e.g. build/dev", file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[1]).resolve()
    names = sources(build, sys.argv[2:])
    if not names:
        print("tidy.py: no source of that build matches", file=sys.stderr)
        return 2
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = {finding for found in pool.map(lambda name: tidy(build, name), names) for finding in found}
    for finding in sorted(findings):
        print(finding)
    print(f"tidy: {len(names)} files, {len(findings) or 'no'} problems, {time.monotonic() - began:.0f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
