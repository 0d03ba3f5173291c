#!/usr/bin/env python3
"""docs/schema/result-v1.json describes what a run writes: all keys, no others, and it refuses what is wrong.

Usage: result_schema_test.py BIN, the folder of the programs. Runs a few cases, one of them made to fail.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSING = "cases/path/exact-match.yaml"


def closed(schema):
    """The schema without tolerance for keys that it does not name, which readers have and this test has not."""
    if isinstance(schema, dict):
        schema = {key: closed(value) for key, value in schema.items()}
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
    elif isinstance(schema, list):
        schema = [closed(value) for value in schema]
    return schema


def write_failing_case(folder):
    """The passing case with another id, and with hosts and a backend that it does not have."""
    text = (ROOT / PASSING).read_text()
    text = re.sub(r"^id: .*$", "id: path.made-to-fail", text, flags=re.M).replace("exact-match", "made-to-fail")
    text = re.sub(r"-> 200 from \S+", "-> 503", text, count=1)
    path = pathlib.Path(folder) / "path" / "made-to-fail.yaml"
    path.parent.mkdir()
    path.write_text(text)
    return path


class ResultSchema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads((ROOT / "docs/schema/result-v1.json").read_text())
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run([f"{PROGRAMS}/gauntlet", "run", "-c", "reference", "-o", folder, "--report", "json",
                                  PASSING, str(write_failing_case(folder))],
                                 cwd=ROOT, capture_output=True, text=True, timeout=120)
            cls.output = ran.stdout + ran.stderr
            cls.code = ran.returncode
            result = pathlib.Path(folder) / "run.json"
            cls.result = json.loads(result.read_text()) if result.exists() else None

    def setUp(self):
        self.assertIsNotNone(self.result, self.output)

    def errors(self, result):
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
                for error in jsonschema.Draft7Validator(closed(self.schema)).iter_errors(result)]

    def test_the_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(self.schema)

    def test_a_run_with_both_outcomes(self):
        self.assertEqual(1, self.code, self.output)
        self.assertEqual({"pass", "fail"}, {case["status"] for case in self.result["cases"]}, self.output)

    def test_describes_all_that_is_written(self):
        self.assertEqual([], self.errors(self.result))

    def test_refuses_what_is_wrong(self):
        def change(path, value):
            changed = copy.deepcopy(self.result)
            place = changed
            for step in path[:-1]:
                place = place[step]
            if value is None:
                del place[path[-1]]
            else:
                place[path[-1]] = value
            return changed

        for path, value in [(["schema"], "gauntlet/result/2"), (["run", "seed"], "7"), (["cases", 0, "status"], "passed"),
                            (["cases", 0, "id"], None), (["totals", "fail"], None), (["cases", 0, "tries", 0, "n"], 0),
                            (["cases", 0, "colour"], "green"), (["run", "startedAt"], "yesterday")]:
            self.assertNotEqual([], self.errors(change(path, value)), path)


if __name__ == "__main__":
    PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
