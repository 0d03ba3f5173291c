#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build folder and prints each finding once. Usage: tidy.py BUILD [part of a path ...]

Tests and generated files are left out: they cost as much again, and what clang-tidy finds in them is mostly GoogleTest.
The checks are in .clang-tidy; among them is Clang's own warning about a dropped Result of a co_await, which GCC 12 lacks.

Nearly all of its time goes into the headers of Asio and the standard library, so files that are compiled alike and share
no file-local name are read as one. Where they do not compile together after all, each is read by itself.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LEFT_OUT = re.compile(r"(_test|_fuzz)\.cpp$|^(build|tests|foundation/boost)/")
UNITED = re.compile(r'^#include "(.+)"$', re.MULTILINE)  # CMake's sources of a unity build
ONLY_OF_GCC = {"-Wno-subobject-linkage"}
FINDING = re.compile(r"^(/[^:]+):(\d+):(\d+): (?:warning|error): ")
DOES_NOT_COMPILE = "[clang-diagnostic-error]"
OURS = str(ROOT) + r"/(foundation|fakeapiserver|harness|reference_controller|reporters|bench)/.*\.[ch]pp$"
MOST_TOGETHER = 24
TYPE_NAME = re.compile(r"^(?:template <.*> )?(?:struct|class|union|enum class|enum) (\w+)")
ALIAS = re.compile(r"^using (\w+) =|^using (?:\w+::)+(\w+);|^namespace (\w+) =")
OTHER_NAME = re.compile(r"^(?=\w)[\w:<>,&* ]*?[ &*](\w+)(?:\(|\[| = |\{|;)")


def sources_of(path):
    """The source itself, or what CMake has put together in it."""
    return [pathlib.Path(source).resolve() for source in UNITED.findall(path.read_text())] if "Unity" in path.parts else [path]


def read_commands(build):
    """The flags of each source by its name, without compiler, input and output."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        kept = tuple(word for word in words[1:words.index("-o")] if not word.endswith("/g++") and word not in ONLY_OF_GCC)
        for path in sources_of(pathlib.Path(entry["file"]).resolve()):
            if path.is_relative_to(ROOT):
                flags[str(path.relative_to(ROOT))] = kept
    return flags


def local_names(name):
    """What stands at the beginning of a line, since nothing in a namespace is indented; and what it means. Files may have
    the same alias, but nothing else of the same name."""
    names = {}
    for line in (ROOT / name).read_text().splitlines():
        if found := ALIAS.match(line):
            names[next(filter(None, found.groups()))] = line
        elif found := TYPE_NAME.match(line) or OTHER_NAME.match(line):
            names[found[1]] = name
    return names


def can_stand_together(names, others):
    return all(names[word] == others[word] for word in names.keys() & others.keys())


def groups(flags, parts):
    wanted = [name for name in sorted(flags) if not LEFT_OUT.search(name) and (not parts or any(p in name for p in parts))]
    made = []  # [flags, names of files, file-local names]
    for name in wanted:
        names = local_names(name)
        for group in made:
            if group[0] == flags[name] and len(group[1]) < MOST_TOGETHER and can_stand_together(group[2], names):
                group[1].append(name)
                group[2].update(names)
                break
        else:
            made.append([flags[name], [name], names])
    return sorted((files for _, files, _ in made), key=lambda files: -len(files))  # so that all end together


def run_clang_tidy(source, flags, *options):
    command = ["clang-tidy-14", "--quiet", "--header-filter=" + OURS, "--config-file", str(ROOT / ".clang-tidy"), *options, str(source)]
    return subprocess.run([*command, "--", *flags], capture_output=True, text=True)


def findings_of(ran, what):
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
        findings.append(f"{what}:1:1: clang-tidy failed: {ran.stdout.strip()[:500]} {ran.stderr.strip()[-500:]}")
    return findings


def tidy(files, flags, folder):
    """The findings, and how many runs they took."""
    if len(files) > 1:
        together = pathlib.Path(folder, files[0].replace("/", "_"))
        together.write_text("".join(f'#include "{ROOT / name}"\n' for name in files))
        # A name of one file may hide one of another here; GCC warns of those that hide one of their own.
        ran = run_clang_tidy(together, [*flags[files[0]], "-Wno-shadow"], "--checks=-bugprone-suspicious-include")
        if DOES_NOT_COMPILE not in ran.stdout:
            return findings_of(ran, files[0]), 1
    findings = []
    for name in files:
        findings += findings_of(run_clang_tidy(ROOT / name, flags[name]), name)
    return findings, len(files)


def main():
    if len(sys.argv) < 2 or not (pathlib.Path(sys.argv[1]) / "compile_commands.json").exists():
        print("tidy.py: name a build folder that CMake has configured, e.g. build/dev", file=sys.stderr)
        return 2
    flags = read_commands(pathlib.Path(sys.argv[1]).resolve())
    together = groups(flags, sys.argv[2:])
    if not together:
        print("tidy.py: no source of that build matches", file=sys.stderr)
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(lambda files: tidy(files, flags, folder), together))
    findings = {finding for found, _ in outcomes for finding in found}
    for finding in sorted(findings):
        print(finding)
    count = sum(len(files) for files in together)
    runs = sum(runs for _, runs in outcomes)
    print(f"tidy: {count} files in {runs} runs, {len(findings) or 'no'} problems, {time.monotonic() - began:.0f} s")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
