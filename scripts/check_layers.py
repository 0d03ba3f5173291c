#!/usr/bin/env python3
"""Holds every #include against scripts/layers.txt, so that layers only look down.

Also: Beast in few files, third-party headers in .cpp files only, and the own header first in a .cpp file, which shows that the
header stands alone. And a source that uses a library includes it: files that are compiled together would lend it each other's.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
MOST_BEAST_FILES = 5
THIRD_PARTY_IN_HEADERS = {  # what a header outside cli may show of other libraries
    "boost/asio/any_io_executor.hpp",
    "boost/asio/awaitable.hpp",
    "nlohmann/json_fwd.hpp",
}

LIBRARIES = {"fmt::": "fmt/", "pugi::": "pugixml.hpp", "prometheus::": "prometheus/", "YAML::": "yaml-cpp/"}


def read_layers():
    layers = {}
    for line in (ROOT / "scripts/layers.txt").read_text().splitlines():
        line = line.split("#")[0].strip()
        if line:
            name, allowed = line.split(":")
            layers[name.strip()] = allowed.split()
    return layers


def layer_of(path, layers):
    matches = [layer for layer in layers if path == layer or path.startswith(layer + "/")]
    return max(matches, key=len) if matches else None


def main():
    layers = read_layers()
    problems = []
    beast_files = []
    first_level = {layer.split("/")[0] for layer in layers}
    for path in sorted(p for p in ROOT.rglob("*.?pp") if p.relative_to(ROOT).parts[0] in first_level):
        name = str(path.relative_to(ROOT))
        is_test = path.stem.endswith(("_test", "_fuzz"))
        layer = layer_of(name, layers)
        problems += borrowed_libraries(name, path.read_text())
        if not includes_own_header_first(path):
            problems.append(f"{name}:1: the first #include is that of the own header, which shows that it stands alone")
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            quote, target = found.groups()
            if "boost/beast" in target and not name.startswith("foundation/boost/"):
                beast_files.append(name)
            if quote == '"':
                used = layer_of(target, layers)
                if used is None:
                    problems.append(f"{name}:{number}: \"{target}\" is not a path from the repository root")
                elif used != layer and not is_test and layers[layer] != ["*"] and used not in layers[layer]:
                    problems.append(f"{name}:{number}: {layer} may not include {used} (scripts/layers.txt)")
            elif path.suffix == ".hpp" and layers[layer] != ["*"] and re.match(r"(boost|nlohmann|yaml-cpp|openssl|fmt)/", target):
                if target not in THIRD_PARTY_IN_HEADERS and not is_internal(path):
                    problems.append(f"{name}:{number}: <{target}> may stand in .cpp files only")
    if len(set(beast_files)) > MOST_BEAST_FILES:
        problems.append(f"{sorted(set(beast_files))[0]}:1: Beast is included by {sorted(set(beast_files))}, at most {MOST_BEAST_FILES} files may")
    print("\n".join(problems) or "layers: no problems")
    return 1 if problems else 0


def borrowed_libraries(name, text):
    included = [target for _, target in INCLUDE.findall(text)]
    for prefix, header in LIBRARIES.items():
        use = re.search(rf"^(?!\s*//).*?(?<![\w:]){prefix}", text, re.M)
        if use and not any(target.startswith(header) for target in included):
            yield f"{name}:{text.count(chr(10), 0, use.start()) + 1}: {prefix} without an #include <{header}...>"


def includes_own_header_first(path):
    header = path.with_suffix(".hpp")
    if path == header or not header.exists():
        return True
    first = INCLUDE.search(path.read_text())
    return first is not None and first.group(2) == str(header.relative_to(ROOT))


def is_internal(path):
    """A header that says in its first line that it is internal to its layer, e.g. the TCP stream over a concrete socket."""
    return "internal" in path.read_text().splitlines()[0].lower()


if __name__ == "__main__":
    sys.exit(main())
