#!/usr/bin/env python3
"""The rules of scripts/check_*.py find what they are for, and leave alone what is allowed."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import check_coroutines
import check_fidelity
import check_files
import check_layers


class StandingAlone(unittest.TestCase):
    FORBIDDEN = [
        "auto r = co_await send({.method = name});",
        "auto r = co_await send(Request{name});",
        "auto r = co_await send([name] { return name; });",
        "auto r = co_await send(Options(name));",
        "auto [status, body] = co_await send(request);",
        "use(co_await first(), co_await second());",
        "f(Options{1}, co_await send(request));",
        "if (co_await send(request)) stop();",
        "while (co_await send(request)) stop();",
    ]
    ALLOWED = [
        "auto r = co_await send(request, deadline);",
        "co_await send(std::move(request));",
        "if (ready) co_await send(request);",
        "else co_await send(request);",
        "for (auto& process : processes) co_await process->stop();",
        "if (!name.empty()) times = co_await world().times(name, deadline);",
        "// co_await send({1});",
        'log("co_await send({1});");',
    ]

    def test_finds_what_gcc_miscompiles(self):
        for code in self.FORBIDDEN:
            self.assertTrue(list(check_coroutines.check("a.cpp", f"void f() {{\n  {code}\n}}\n")), code)

    def test_leaves_alone_what_is_correct(self):
        for code in self.ALLOWED:
            self.assertEqual([], list(check_coroutines.check("a.cpp", f"void f() {{\n  {code}\n}}\n")), code)


class Lines(unittest.TestCase):
    def problems(self, name, text):
        return [line for line, _ in check_files.line_problems(name, text)]

    def test_finds_each_rule(self):
        for code in ["std::this_thread::sleep_for(1s);", "usleep(10);", "sleep(1);", "asio::co_spawn(a, b, c);",
                     "spawn(a, asio::detached);", "auto self = shared_from_this();", "delete this;", "catch (...) {}",
                     "// TO" "DO: later", "int a; ", "\tint a;"]:
            self.assertEqual([2], self.problems("harness/a.cpp", f"int b;\n{code}\n"), code)

    def test_comments_may_speak_of_what_code_may_not_do(self):
        self.assertEqual([], self.problems("harness/a.cpp", "// no sleep_for, no co_spawn, nothing detached\n/* delete this */\n"))

    def test_the_task_group_may_spawn(self):
        self.assertEqual([], self.problems("foundation/net/task_group.cpp", "asio::co_spawn(a, b, c);\n"))

    def test_words_that_only_contain_a_forbidden_one(self):
        self.assertEqual([], self.problems("harness/a.cpp", "asleep(1); undetached(); timer.sleep(1);\n"))


class Libraries(unittest.TestCase):
    def problems(self, text):
        return list(check_layers.borrowed_libraries("a.cpp", text))

    def test_a_library_without_its_include(self):
        self.assertEqual(["a.cpp:2: fmt:: without an #include <fmt/...>"], self.problems('#include "b.hpp"\nauto a = fmt::format("");\n'))

    def test_a_library_with_it(self):
        self.assertEqual([], self.problems('#include <fmt/format.h>\nauto a = fmt::format("");\n'))

    def test_words_that_only_end_like_it(self):
        self.assertEqual([], self.problems("// as fmt:: has it\nusing other::fmt::print;\n"))


class Lengths(unittest.TestCase):
    def test_one_line_too_many(self):
        self.assertEqual([], list(check_files.length_problems("a.cpp", "x\n" * check_files.MOST_LINES)))
        self.assertNotEqual([], list(check_files.length_problems("a.cpp", "x\n" * (check_files.MOST_LINES + 1))))
        self.assertEqual([], list(check_files.length_problems("a.md", "x\n" * (check_files.MOST_LINES + 1))))

    def test_an_exception_that_is_none_any_more(self):
        name = next(iter(check_files.LONGER_FILES), None)
        if name is not None:
            self.assertNotEqual([], list(check_files.length_problems(name, "x\n")))


class Links(unittest.TestCase):
    def problems(self, text):
        return [line for line, _ in check_files.link_problems("README.md", text)]

    def test_finds_dead_links_and_anchors(self):
        self.assertEqual([1], self.problems("[a](no-such-file.md)\n"))
        self.assertEqual([3], self.problems("# One\n\n[a](#two)\n"))

    def test_leaves_good_ones_alone(self):
        self.assertEqual([], self.problems("# A b, `c`\n[a](LICENSE) [b](#a-b-c) [c](https://example.com/x)\n"))
        self.assertEqual([], self.problems("```\n[a](no-such-file.md)\n```\n`[a](no-such-file.md)`\n"))


class Names(unittest.TestCase):
    def test_names_that_say_nothing(self):
        for name in ["utils.hpp", "string_util.cpp", "test_helpers.hpp", "common.cpp", "misc.py"]:
            self.assertTrue(check_files.EMPTY_NAME.search(name), name)
        for name in ["utility_bill.cpp", "commons.hpp", "url.cpp"]:
            self.assertFalse(check_files.EMPTY_NAME.search(name), name)


class Fidelity(unittest.TestCase):
    ROW = "| P0-01 | discovery | yes | lists_test; clients.go |\n"
    TESTS = {"fakeapiserver/lists_test.cpp": {"P0-01"}, "tests/clients/go/a_test.go": {"P0-01"}}

    def problems(self, page, tests=None):
        found = [what for _, what in check_fidelity.problems_of(page, tests or self.TESTS, {"clients.go"})]
        return [what for what in found if not what.endswith("has no row")]

    def test_reads_ids_as_tests_write_them(self):
        self.assertEqual({"P0-01", "P1-18"}, check_fidelity.ids_in("TEST(P0_01, A) {\n// P1-18, and P1_180 is none\n"))

    def test_leaves_a_true_row_alone(self):
        self.assertEqual([], self.problems(self.ROW))

    def test_each_id_has_one_row(self):
        missing = [what for _, what in check_fidelity.problems_of(self.ROW, self.TESTS, {"clients.go"})]
        self.assertEqual(len(check_fidelity.IDS) - 1, len(missing))
        self.assertEqual(["P0-01: a second row, the first is in line 1"], self.problems(self.ROW * 2))
        self.assertIn("P9-01: no such id", self.problems(self.ROW.replace("P0-01", "P9-01")))

    def test_what_is_named_is_there_and_names_the_id(self):
        self.assertEqual(["P0-01: there is no test gone_test"], self.problems(self.ROW.replace("lists", "lists_test, gone")))
        self.assertEqual(["P0-01: CTest has no test clients.rust"], self.problems(self.ROW.replace("go |", "go, clients.rust |")))
        self.assertEqual(["P0-01: fakeapiserver/lists_test.cpp has no test of that name"],
                         self.problems(self.ROW, {**self.TESTS, "fakeapiserver/lists_test.cpp": set()}))
        self.assertEqual(["P0-01: no source of clients.go names it"],
                         self.problems(self.ROW, {**self.TESTS, "tests/clients/go/a_test.go": set()}))

    def test_who_tests_it_is_named(self):
        self.assertEqual(["P0-01: fakeapiserver/watch_test.cpp tests it and is not named"],
                         self.problems(self.ROW, {**self.TESTS, "fakeapiserver/watch_test.cpp": {"P0-01"}}))

    def test_states(self):
        self.assertEqual(["P0-01: the state is one of yes, partly, no, not 'perhaps'"], self.problems(self.ROW.replace("yes", "perhaps")))
        self.assertEqual(["P0-01: no test is named"], self.problems("| P0-01 | discovery | yes | none yet |\n", {"a_test.cpp": set()}))


class DroppedResults(unittest.TestCase):
    """GCC 12 does not see them, so that clang-tidy has to (docs/bug-diary.md)."""
    CODE = """
        #include <coroutine>
        struct [[nodiscard]] Result {};
        struct Awaiter {
          bool await_ready();
          void await_suspend(std::coroutine_handle<>);
          Result await_resume();
        };
        struct Task {
          struct promise_type {
            Task get_return_object();
            std::suspend_never initial_suspend();
            std::suspend_never final_suspend() noexcept;
            void return_void();
            void unhandled_exception();
          };
        };
        Task run(Awaiter awaiter) { %s }
        """

    def findings(self, statement):
        with tempfile.NamedTemporaryFile("w", suffix=".cpp") as source:
            source.write(self.CODE % statement)
            source.flush()
            ran = subprocess.run(["clang-tidy-14", "--quiet", f"--config-file={ROOT}/.clang-tidy", source.name, "--",
                                  "-std=c++20"], capture_output=True, text=True)
        return ran.returncode, ran.stdout

    def test_a_dropped_result_is_an_error(self):
        code, text = self.findings("co_await awaiter;")
        self.assertNotEqual(0, code)
        self.assertIn("clang-diagnostic-unused-result", text)

    def test_a_used_one_is_none(self):
        self.assertEqual((0, ""), self.findings("const Result result = co_await awaiter; static_cast<void>(result);"))


unittest.main()
