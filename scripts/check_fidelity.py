#!/usr/bin/env python3
"""Holds the tables of docs/api-fidelity.md against the tests that they name, in both directions.

Each id has one row; each test that a row names is there and names the id; each test that names an id stands in its row. A test
is `NAME_test` below fakeapiserver/, `clients.NAME`, a CTest test of real clients, or `FOLDER/NAME_test` from the root, in another
layer, which knows nothing of the ids.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = "docs/api-fidelity.md"
IDS = [f"P0-{number:02}" for number in range(1, 35)] + [f"P1-{number:02}" for number in range(1, 19)]
ROW = re.compile(r"^\| (P\d-\d\d) \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$")
CPP_TEST = re.compile(r"(?<![\w./])(?:\w+/)*\w+_test\b")
CLIENTS_TEST = re.compile(r"\bclients\.\w+(?:\.\w+)?")
ID_IN_CODE = re.compile(r"(?:\bTEST(?:_F|_P)?\(|\W)(P[01])[-_](\d\d)\b")
STATES = ("yes", "partly", "no")


def rows_of(page):
    """(line, id, state, tests) of each row of the tables."""
    for number, line in enumerate(page.splitlines(), 1):
        row = ROW.match(line)
        if row:
            yield number, row.group(1), row.group(3).strip(), row.group(4)


def ids_in(text):
    return {f"{priority}-{number}" for priority, number in ID_IN_CODE.findall(text)}


def cpp_path(test, ids_by_file):
    """The file of a test as a row names it; None: there is none."""
    for path in (f"fakeapiserver/{test}.cpp", f"{test}.cpp", f"{test}.py"):
        if path in ids_by_file:
            return path
    return None


def client_folders(test):
    """Where the sources of a CTest test of real clients are; one that gives a trailing slash stands for what is below it."""
    program = test.split(".")[1]
    return ["tests/golden_protobuf.py"] if program == "golden_protobuf" else [f"tests/clients/{program}/"]


def problems_of_row(identifier, state, tests, ids_by_file, client_tests):
    named = set()
    for test in CPP_TEST.findall(tests):
        path = cpp_path(test, ids_by_file)
        if path is None:
            yield f"{identifier}: there is no test {test}"
            continue
        named.add(path)
        if path.startswith("fakeapiserver/") and identifier not in ids_by_file[path]:
            yield f"{identifier}: {path} has no test of that name"
    for test in CLIENTS_TEST.findall(tests):
        if test not in client_tests:
            yield f"{identifier}: CTest has no test {test}"
            continue
        files = [path for path in ids_by_file for folder in client_folders(test)
                 if path == folder or (folder.endswith("/") and path.startswith(folder))]
        named.update(files)
        if not any(identifier in ids_by_file[path] for path in files):
            yield f"{identifier}: no source of {test} names it"
    for path in sorted(set(ids_by_file) - named):
        if identifier in ids_by_file[path]:
            yield f"{identifier}: {path} tests it and is not named"
    if state not in STATES:
        yield f"{identifier}: the state is one of {', '.join(STATES)}, not {state!r}"
    if state != "no" and not named:
        yield f"{identifier}: no test is named"


def problems_of(page, ids_by_file, client_tests):
    """(line, what is wrong)."""
    seen = {}
    for line, identifier, state, tests in rows_of(page):
        if identifier in seen:
            yield line, f"{identifier}: a second row, the first is in line {seen[identifier]}"
        if identifier not in IDS:
            yield line, f"{identifier}: no such id"
        seen[identifier] = line
        for problem in problems_of_row(identifier, state, tests, ids_by_file, client_tests):
            yield line, problem
    for identifier in IDS:
        if identifier not in seen:
            yield 1, f"{identifier}: has no row"


def read_tests():
    """Which ids each test file names."""
    files = [*ROOT.glob("fakeapiserver/**/*_test.cpp"), *ROOT.glob("harness/**/*_test.cpp"), *ROOT.glob("foundation/**/*_test.cpp"),
             ROOT / "tests/golden_protobuf.py", ROOT / "tests/differential/differential_test.py"]
    files += [path for path in ROOT.glob("tests/clients/*/*") if path.suffix in (".go", ".mjs", ".py", ".rs")]
    return {str(path.relative_to(ROOT)): ids_in(path.read_text()) for path in files}


def read_client_tests():
    listed = re.search(r"foreach\(name ([^)]*)\)", (ROOT / "tests/clients/CMakeLists.txt").read_text()).group(1).split()
    return {f"clients.{name}" for name in listed} | {"clients.golden_protobuf"}


def main():
    problems = [f"{PAGE}:{line}: {what}" for line, what in problems_of((ROOT / PAGE).read_text(), read_tests(), read_client_tests())]
    print("\n".join(problems) or "fidelity: no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
