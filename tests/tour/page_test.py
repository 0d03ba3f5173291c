#!/usr/bin/env python3
"""Tests of page.py."""
import sys
import unittest

sys.dont_write_bytecode = True

import page  # noqa: E402

PAGE = """# Title

```sh
echo one
echo two
```

```text
one
two
```

Words.

```sh
true
```
"""


def read(text):
    return page.read_steps("p.md", text)


def compare(written, printed, info="text"):
    [step] = read(f"```sh\ncommand\n```\n\n```{info}\n{written}\n```\n")
    return page.differences("p.md", step, printed)


class Reading(unittest.TestCase):
    def test_commands_and_their_output(self):
        steps = read(PAGE)
        self.assertEqual([("echo one\necho two\n", ["one", "two"]), ("true\n", [])],
                         [(step.commands, step.output) for step in steps])
        self.assertEqual([(4, 9), (16, 17)], [(step.line, step.output_line) for step in steps])

    def assert_refused(self, text, place):
        with self.assertRaisesRegex(page.PageError, place):
            read(text)

    def test_what_cannot_be_run_is_refused(self):
        self.assert_refused("```sh\ntrue\n", r"p\.md:1: .*no end")
        self.assert_refused("\n```text\none\n```\n", r"p\.md:2: output without commands")
        self.assert_refused("```sh\ntrue\n```\nWords.\n```text\none\n```\n", r"p\.md:5: output without commands")
        self.assert_refused("```sh\ntrue\n```\n```text\na\n```\n```text\nb\n```\n", r"p\.md:7: output without commands")
        self.assert_refused("```yaml\na: 1\n```\n", r"p\.md:1: a block is")


class Comparing(unittest.TestCase):
    def test_the_same(self):
        self.assertEqual([], compare("one\ntwo", "one\ntwo\n"))

    def test_dots_stand_for_any_text_in_the_line(self):
        self.assertEqual([], compare("a ... c", "a b1 b2 c\n"))
        self.assertEqual([], compare("web-...", "web-7d9\n"))
        self.assertNotEqual([], compare("web-...", "cart-7d9\n"))
        self.assertEqual([], compare("127.... 1", "127.0.0.1 1\n"))
        self.assertNotEqual([], compare("...", "one\ntwo\n"))

    def test_everything_else_is_itself(self):
        self.assertNotEqual([], compare("a.c", "abc\n"))
        self.assertEqual([], compare("[a](b)*", "[a](b)*\n"))

    def test_the_width_of_columns_does_not_count(self):
        self.assertEqual([], compare("NAME   AGE\nweb    1s", "NAME     AGE\nweb      1s  \n"))
        self.assertNotEqual([], compare("a b", "ab\n"))

    def test_numbers_vary_where_it_is_said(self):
        self.assertEqual([], compare("port 80: 150 us", "port 8080: 99.5 us\n", "text numbers=any"))
        self.assertNotEqual([], compare("port 80: 150 us", "port 80: none us\n", "text numbers=any"))
        self.assertNotEqual([], compare("150 us", "99 us\n"))

    def test_differences_have_their_place(self):
        self.assertEqual(["p.md:7: -two", "p.md:7: +2"], compare("one\ntwo\nthree", "one\n2\nthree\n"))
        self.assertEqual(["p.md:7: -two"], compare("one\ntwo\nthree", "one\nthree\n"))
        self.assertEqual(["p.md:8: +three"], compare("one\ntwo", "one\ntwo\nthree\n"))
        self.assertEqual(["p.md:6: -one"], compare("one", ""))

    def test_what_dots_fit_is_no_difference(self):
        self.assertEqual(["p.md:7: -b ...", "p.md:7: +c 2"], compare("a ...\nb ...", "a 1\nc 2\n"))
        self.assertEqual(["p.md:7: +a 1"], compare("a ...", "a 0\na 1\n"))

    def test_output_where_none_is_written(self):
        [step] = read("```sh\ncommand\n```\n")
        self.assertEqual(["p.md:3: +oops"], page.differences("p.md", step, "oops\n"))
        self.assertEqual([], page.differences("p.md", step, ""))


if __name__ == "__main__":
    unittest.main()
