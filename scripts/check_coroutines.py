#!/usr/bin/env python3
"""Holds the rule that GCC 12 forces upon us: a co_await stands alone (docs/bug-diary.md, first entry).

In one full expression with co_await, GCC 12.2 destroys temporaries of aggregate type and of capturing lambdas twice. So the
arguments of an awaited call are names, literals or std::move(name), and its result goes into one named variable. It may be
what an if, else or for without braces commands; their conditions are expressions of their own.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("foundation", "fakeapiserver", "harness", "reference_controller", "reporters", "bench", "tests")


def without_comments(text):
    """Comments and the insides of literals become blanks of the same length, so that positions stay true."""
    pattern = r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''

    def blank(match):
        found = match.group(0)
        if found.startswith(("//", "/*")):
            return re.sub(r"[^\n]", " ", found)
        return '"' + re.sub(r"[^\n]", " ", found[1:-1]) + '"'

    return re.sub(pattern, blank, text, flags=re.S)


def statement_around(text, at):
    """The full expression: from the last ; { or } before, to the first ; { or } outside parentheses behind it."""
    start = max(text.rfind(c, 0, at) for c in ";{}") + 1
    depth, end = 0, at
    while end < len(text):
        c = text[end]
        depth += c in "(["
        depth -= c in ")]"
        if c == ";" and depth <= 0:
            break
        if c == "{" :
            return text[start:end + 1], "{"
        end += 1
    return text[start:end], ";"


def without_condition(statement):
    """What `if (…)`, `for (…)` or `else` commands; the statement itself if the co_await stands in the condition."""
    while True:
        keyword = re.match(r"(else\b|(if|for|while)\b(?: constexpr)? ?\()\s*", statement)
        if not keyword:
            return statement
        end = keyword.end()
        if keyword.group(2):
            depth = 1
            while end < len(statement) and depth > 0:
                depth += (statement[end] == "(") - (statement[end] == ")")
                end += 1
        if "co_await" in statement[:end] or "co_await" not in statement[end:]:
            return statement
        statement = statement[end:].strip()


def check(name, text):
    code = without_comments(text)
    for match in re.finditer(r"\bco_await\b", code):
        line = code.count("\n", 0, match.start()) + 1
        statement, ended_by = statement_around(code, match.start())
        flat = without_condition(" ".join(statement.split()))
        before = flat.split("co_await", 1)[0]
        if ended_by == "{" or re.match(r"[,)\]]", flat):
            yield line, f"braces in a statement with co_await: {flat[:80]}"
        elif re.search(r"\[[\w&=*, ]*\]\s*(\(|\{)", flat):
            yield line, f"a lambda in a statement with co_await: {flat[:80]}"
        elif re.match(r"(const )?auto&* ?\[", flat):
            yield line, f"structured binding of a co_await: {flat[:80]}"
        elif flat.count("co_await") > 1:
            yield line, f"two co_await in one statement: {flat[:80]}"
        elif re.search(r"\b(if|while|for|switch|return)\b", before):
            yield line, f"co_await inside another statement: {flat[:80]}"
        else:
            arguments = flat.split("co_await", 1)[1]
            inner = arguments[arguments.find("(") + 1:] if "(" in arguments else ""
            for call in re.findall(r"([\w:]+)\s*\(", inner):
                if call not in ("std::move", "std::as_const", "std::span", "std::ref") and not re.match(
                        r"^(base::)?Deadline::|^(std::)?string(_view)?$|^std::chrono::|^[a-z_:]+$|^GetParam$", call):
                    yield line, f"a temporary of {call} in a statement with co_await: {flat[:80]}"


def main():
    problems = 0
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.?pp")):
            name = str(path.relative_to(ROOT))
            for line, why in check(name, path.read_text()):
                print(f"{name}:{line}: {why}")
                problems += 1
    print("coroutines: no problems" if problems == 0 else f"coroutines: {problems} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
