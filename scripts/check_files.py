#!/usr/bin/env python3
"""Rules about files that need no compiler: one table, one line per rule. Prints file:line: what is wrong.

The files are those that git knows or would add, so nothing that a build made is looked at.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = (".cpp", ".hpp")
SCRIPTS = (".py", ".sh", ".cmake", ".txt", ".yaml", ".yml", ".json", "Makefile")
MOST_LINES = 400
SHORT_AGAIN = 360  # an exception is struck out below this, so that a line more or less does not bring it and take it away
LONGER_FILES = {  # path: why it is one piece
    "foundation/net/tls_stream_test.cpp": "one fixture with two ends of TLS, and every way in which they end",
}
# What a rule is about: (files by ending, pattern, what to do instead, files that may).
LINE_RULES = [
    (CODE, r"\b(sleep_for|sleep_until|usleep|nanosleep|this_thread::sleep\w*)\b|(?<![\w.])sleep\(\d",
     "no sleeping; wait for an event with a deadline", ()),
    (CODE, r"\bco_spawn\b|\bdetached\b", "every task belongs to a TaskGroup", ("foundation/net/task_group.cpp",)),
    (CODE, r"\b(enable_)?shared_from_this\b|\bdelete this\b", "nobody owns himself; a session is a local of its coroutine", ()),
    (CODE, r"\bcatch \(\.\.\.\)", "name what is caught, or let it go", ()),
    (CODE + SCRIPTS + (".md",), r"\b(TODO|FIXME|XXX)\b", "do it, or open an issue", ("scripts/check_files.py", "CONTRIBUTING.md")),
    (CODE + SCRIPTS + (".md",), r"[ \t]+$", "blanks at the end of the line", ()),
    (CODE, r"\t", "a tab", ()),
]
EMPTY_NAME = re.compile(r"(^|_)(utils?|helpers?|common|misc)(_|\.|$)")
MARKDOWN_LINK = re.compile(r"\]\(([^)\s]+)\)")


def files_of_the_repository():
    listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            check=True, capture_output=True, text=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def without_comments(text):
    """Comments of C++ become blanks, so that a rule may be spoken of; positions stay true."""
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/',
                  lambda m: m.group(0) if m.group(0).startswith('"') else re.sub(r"[^\n]", "·", m.group(0)), text, flags=re.S)


def line_problems(name, text):
    for endings, pattern, advice, allowed in LINE_RULES:
        if not name.endswith(endings) or name in allowed or name.startswith("tests/corpus/"):
            continue
        speaks_of_code = endings == CODE
        searched = without_comments(text) if speaks_of_code else text
        for match in re.finditer(pattern, searched, re.M):
            yield searched.count("\n", 0, match.start()) + 1, f"{match.group(0).strip() or 'line'}: {advice}"


def length_problems(name, text):
    lines = text.count("\n")
    if name.endswith(CODE) and lines > MOST_LINES and name not in LONGER_FILES:
        yield lines, f"{lines} lines; split it by noun ({MOST_LINES} at most, exceptions with reasons in scripts/check_files.py)"
    if name in LONGER_FILES and lines < SHORT_AGAIN:
        yield lines, "no longer too long: take it out of LONGER_FILES in scripts/check_files.py"
    if name.endswith(CODE) and not text.endswith("\n"):
        yield lines + 1, "no line feed at the end"


def anchors(text):
    """The anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+\s+(.*?)\s*$", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def link_problems(name, text):
    if not name.endswith(".md"):
        return
    for number, line in enumerate(re.sub(r"^```.*?^```", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S | re.M)
                                  .splitlines(), 1):
        for target in MARKDOWN_LINK.findall(re.sub(r"`[^`]*`", "", line)):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            there = (ROOT / name).parent / path
            if not there.exists():
                yield number, f"the link to {target} points nowhere"
            elif anchor and (not path or there.suffix == ".md"):
                if anchor not in anchors(there.read_text() if path else text):
                    yield number, f"{path or name} has no heading for #{anchor}"


def problems_of(name):
    if EMPTY_NAME.search(pathlib.Path(name).name):
        yield 1, "this file name says nothing; use a noun"
    try:
        text = (ROOT / name).read_text()
    except UnicodeDecodeError:
        return
    for check in (line_problems, length_problems, link_problems):
        yield from check(name, text)


def main():
    problems = [f"{name}:{line}: {why}" for name in files_of_the_repository() for line, why in problems_of(name)]
    print("\n".join(problems) or "files: no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
