"""A page with commands and what they print, read and compared.

A block ```sh holds commands, the block ```text right behind it what they print; a block ```sh without one prints nothing. In what
is printed, `...` stands for any text within its line, or none, and runs of blanks count as one, for columns are as wide as what is in them.
In a block ```text numbers=any each number stands for any number.
"""
import dataclasses
import difflib
import re

COMMANDS, OUTPUT, FIGURES = "sh", "text", "text numbers=any"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


class PageError(Exception):
    """The page cannot be read; the text says where and why."""


@dataclasses.dataclass
class Step:
    """Commands, and what they have to print. Line numbers are those of the first line of each, from 1."""
    line: int
    commands: str
    output_line: int
    output: list
    numbers_vary: bool = False


def read_blocks(name, text):
    """Yields (info, line number, lines), and "prose" between them where there is any."""
    info, block, begin = None, [], 0
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("```"):
            if info is not None:
                block.append(line)
            elif line.strip():
                yield "prose", number, []
        elif info is None:
            info, block, begin = line[3:].strip(), [], number + 1
        else:
            yield info, begin, block
            info = None
    if info is not None:
        raise PageError(f"{name}:{begin - 1}: the block has no end")


def read_steps(name, text):
    steps = []
    previous = None
    for info, line, lines in read_blocks(name, text):
        if info == COMMANDS:
            steps.append(Step(line, "\n".join(lines) + "\n", line + len(lines), []))
        elif info in (OUTPUT, FIGURES):
            if previous != COMMANDS:
                raise PageError(f"{name}:{line - 1}: output without commands right before it")
            steps[-1].output_line, steps[-1].output, steps[-1].numbers_vary = line, lines, info == FIGURES
        elif info != "prose":
            raise PageError(f"{name}:{line - 1}: a block is ```{COMMANDS}, ```{OUTPUT} or ```{FIGURES}, not ```{info}")
        previous = info
    return steps


def one_blank(line):
    return re.sub(r"[ \t]+", " ", line.rstrip())


def pattern_of(line, numbers_vary):
    texts = [re.escape(part) for part in re.split(r"\.{3}(?!\.)", one_blank(line))]
    if numbers_vary:
        texts = [NUMBER.sub(lambda _: NUMBER.pattern, text) for text in texts]
    return re.compile(".*".join(texts))


def differences(name, step, printed):
    """Lines with file and line number of what was written and not printed (-), and printed and not written (+); empty: none."""
    patterns = [pattern_of(line, step.numbers_vary) for line in step.output]
    actual = printed.splitlines()
    matches = [[bool(pattern.fullmatch(one_blank(line))) for line in actual] for pattern in patterns]
    if len(actual) == len(patterns) and all(matches[i][i] for i in range(len(actual))):
        return []
    # For the reader: a printed line that fits a written one is taken for that one.
    named = []
    for column, line in enumerate(actual):
        fitting = [row for row in range(len(patterns)) if matches[row][column]]
        named.append(step.output[min(fitting, key=lambda row: abs(row - column))] if fitting else line)
    told = []
    matcher = difflib.SequenceMatcher(None, step.output, named, autojunk=False)
    for _, begin, end, actual_begin, actual_end in (code for code in matcher.get_opcodes() if code[0] != "equal"):
        place = f"{name}:{step.output_line + begin}:"
        told += [f"{name}:{step.output_line + row}: -{step.output[row]}" for row in range(begin, end)]
        told += [f"{place} +{line}" for line in actual[actual_begin:actual_end]]
    return told or [f"{name}:{step.output_line}: the same lines in another order or number"]
