#!/usr/bin/env python3
"""Tests of compare.py and script.py, and that the files of requests can be read."""
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True

import compare  # noqa: E402
import script  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent
UID_A, UID_B = "0f0a1b2c-0000-4000-8000-00000000000a", "0f0a1b2c-0000-4000-8000-00000000000b"


def stored(uid, revision, **members):
    return {"metadata": {"uid": uid, "resourceVersion": revision, **members}}


class Normalising(unittest.TestCase):
    def setUp(self):
        self.normaliser = compare.Normaliser()

    def metadata(self, value):
        return self.normaliser.value(value)["metadata"]

    def test_uids_are_numbered_per_name(self):
        self.assertEqual("(uid 1 of x)", self.metadata(stored(UID_A, "7", name="x"))["uid"])
        self.assertEqual("(uid 2 of x)", self.metadata(stored(UID_B, "8", name="x"))["uid"])
        self.assertEqual("UID (uid 1 of x) differs", self.normaliser.text(f"UID {UID_A} differs"))
        self.normaliser.enter("another")
        self.assertEqual("(uid 1 of y)", self.metadata(stored(UID_B, "8", name="y"))["uid"])
        self.assertEqual("UID (uid 1 of something) differs", self.normaliser.text(f"UID {UID_A} differs"))

    def test_a_new_revision_of_an_object_stays_another_one(self):
        seen = [self.metadata(stored(UID_A, revision))["resourceVersion"] for revision in ("7", "7", "9", "7")]
        self.assertEqual(["(rv 1)", "(rv 1)", "(rv 2)", "(rv 1)"], seen)
        self.assertEqual("(rv 1)", self.metadata(stored(UID_B, "9"))["resourceVersion"])

    def test_the_revision_of_a_list_is_any_number_but_zero(self):
        self.assertEqual({"resourceVersion": "(rv)"}, self.metadata({"metadata": {"resourceVersion": "7"}}))
        for kept in ("", "0", "x"):
            self.assertEqual({"resourceVersion": kept}, self.metadata({"metadata": {"resourceVersion": kept}}))

    def test_times_keep_their_form(self):
        self.assertEqual("(time)", self.normaliser.value("2026-01-02T03:04:05Z"))
        self.assertEqual("(time with 6 digits)", self.normaliser.value("2026-01-02T03:04:05.123456Z"))

    def test_what_a_server_assigns(self):
        spec = {"clusterIP": "10.0.0.7", "clusterIPs": ["10.0.0.7"], "ports": [{"port": 80, "nodePort": 30123}]}
        self.assertEqual({"clusterIP": "(address)", "clusterIPs": ["(address)"], "ports": [{"port": 80, "nodePort": "(node port)"}]},
                         self.normaliser.value(spec))
        self.assertEqual({"clusterIP": "None", "nodePort": 80}, self.normaliser.value({"clusterIP": "None", "nodePort": 80}))
        self.assertEqual({"ip": "10.0.0.7"}, self.normaliser.value({"ip": "10.0.0.7"}))

    def test_the_owners_of_contested_fields_have_no_order(self):
        causes = [{"reason": "FieldManagerConflict", "field": ".data.k", "message": f'conflict with "{owner}"'} for owner in "ab"]
        self.assertEqual({"causes": causes}, self.normaliser.value({"causes": causes[::-1]}))
        others = [{"reason": "FieldValueInvalid", "field": "b"}, {"reason": "FieldValueInvalid", "field": "a"}]
        self.assertEqual({"causes": others}, self.normaliser.value({"causes": others}))

    def test_tokens_of_service_accounts(self):
        self.assertEqual({"token": "(web token)"}, self.normaliser.value({"token": "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln-_x"}))
        self.assertEqual({"token": "eyJhbGciOiJub25lIn0"}, self.normaliser.value({"token": "eyJhbGciOiJub25lIn0"}))

    def test_the_revision_of_a_refusal(self):
        self.assertEqual("in precondition: 1, ResourceVersion in object meta: (rv)",
                         self.normaliser.text("in precondition: 1, ResourceVersion in object meta: 675"))

    def test_managers_are_sorted_within_an_operation(self):
        entries = [{"manager": "b", "operation": "Apply"}, {"manager": "a", "operation": "Apply"}, {"manager": "0", "operation": "Update"}]
        self.assertEqual(["a", "b", "0"], [entry["manager"] for entry in self.metadata({"metadata": {"managedFields": entries}})["managedFields"]])

    def test_names(self):
        self.normaliser.enter("differential-1-lists")
        self.assertEqual("(ns)/x", self.normaliser.value("differential-1-lists/x"))
        self.assertEqual("web-generated-(random)", self.normaliser.value("web-generated-x7k2p"))

    def test_ages_in_tables_and_only_there(self):
        table = {"kind": "Table", "columnDefinitions": [{"name": "Name"}, {"name": "Age"}], "rows": [{"cells": ["5s", "5s"]}]}
        self.assertEqual([{"cells": ["5s", "(age)"]}], self.normaliser.value(table)["rows"])

    def test_bookmarks_count_where_they_end_the_initial_events(self):
        plain = {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "7"}}}
        last = {"type": "BOOKMARK", "object": {"metadata": {"annotations": {"k8s.io/initial-events-end": "true"}}}}
        added = {"type": "ADDED", "object": {}}
        self.assertEqual([added, last], compare.without_plain_bookmarks([added, plain, last]))


class Comparing(unittest.TestCase):
    def test_each_difference_has_its_path(self):
        left = {"code": 200, "body": {"items": [{"a": 1}, {"a": 2}], "x": None}}
        right = {"code": 201, "body": {"items": [{"a": 1}], "x": None, "y": []}}
        self.assertEqual([("body.items[1]", {"a": 2}, compare.ABSENT), ("body.y", compare.ABSENT, []), ("code", 200, 201)],
                         compare.differences(left, right))

    def test_types_count(self):
        self.assertEqual([("", 1, True)], compare.differences(1, True))
        self.assertEqual([("a", {}, [])], compare.differences({"a": {}}, {"a": []}))
        self.assertEqual([("a", compare.ABSENT, None)], compare.differences({}, {"a": None}))

    def test_of_different_kinds_that_alone_is_told(self):
        left, right = {"kind": "Status", "message": "no", "code": 404}, {"kind": "Secret", "data": {}}
        self.assertEqual([("b.kind", "Status", "Secret"), ("b.message", "no", compare.ABSENT)],
                         compare.differences(left, right, "b"))

    def test_common_items_only(self):
        left, right = {"list": [{"n": "b"}, {"n": "a"}]}, {"list": [{"n": "a"}, {"n": "c"}, {"n": "b"}]}
        compare.keep_common(left, right, "list", "n")
        self.assertEqual([{"n": "a"}, {"n": "b"}], left["list"])
        self.assertEqual([], compare.differences(left, right))

    def test_common_items_of_inner_lists(self):
        left, right = {"a": [{"list": [{"n": "a"}]}]}, {"a": [{"list": [{"n": "b"}, {"n": "a"}]}]}
        compare.keep_common(left, right, "a.list", "n")
        self.assertEqual([], compare.differences(left, right))


class KnownDifferences(unittest.TestCase):
    TEXT = "# comment\nWhat we do\nnot do.\n  lists.* body.items[*].x\n  a.b   code\n\nOther.\n  c.d code\n"

    def test_reasons(self):
        known = compare.Deviations("d.txt", self.TEXT)
        self.assertEqual("What we do not do.", known.reason("lists.all", "body.items[3].x"))
        self.assertEqual("Other.", known.reason("c.d", "code"))
        self.assertIsNone(known.reason("lists.all", "body.items[3].y"))
        self.assertIsNone(known.reason("a.c", "code"))

    def test_one_that_no_longer_occurs_is_told(self):
        known = compare.Deviations("d.txt", self.TEXT)
        known.reason("a.b", "code")
        known.reason("c.d", "code")
        self.assertEqual(["d.txt:4: lists.* body.items[*].x no longer differs"], known.unused())

    def test_one_without_a_reason_is_refused(self):
        for text in ("  a.b code\n", "Why.\n  a.b\n"):
            with self.assertRaisesRegex(ValueError, "d.txt:"):
                compare.Deviations("d.txt", text)

    def test_the_file(self):
        compare.Deviations("deviations.txt", (FOLDER / "deviations.txt").read_text())


class Reading(unittest.TestCase):
    def test_a_block(self):
        [request] = script.read_requests("r.http", "# words\n\n== one\nPATCH /a?b=c\nContent-Type: merge\n@common items name\n{\n}\n\n")
        self.assertEqual(script.Request("one", "PATCH", "/a?b=c", {"Content-Type": "application/merge-patch+json"}, "{\n}",
                                        [("items", "name")]), request)

    def test_a_request_that_is_asked_again(self):
        [request] = script.read_requests("r.http", "== one\nGET /a\n@until 404\n")
        self.assertEqual(404, request.until)
        self.assertEqual("", request.body)

    def test_what_cannot_be_read_is_refused(self):
        for text, place in (("GET /\n", "r.http:1"), ("== one\nFETCH /\n", "r.http:1"), ("\n==\nGET /\n", "r.http:2"),
                            ("== one\nGET /\n== one\nGET /\n", "r.http: two")):
            with self.assertRaisesRegex(script.ScriptError, place):
                script.read_requests("r.http", text)

    def test_holes(self):
        answers = {"one": stored(UID_A, "7", name="x")}
        self.assertEqual(f"/n/{UID_A}/7/x/aaa/no-continue",
                         script.fill("/{{ns}}/{{uid:one}}/{{rv:one}}/{{name:one}}/{{a*3}}/{{continue:two}}", "n", answers))
        with self.assertRaises(script.ScriptError):
            script.fill("{{what}}", "n", {})

    def test_headers_have_holes_too(self):
        [request] = script.read_requests("r.http", "== one\nPOST /{{ns}}\nImpersonate-User: system:serviceaccount:{{ns}}:own\n{{a*2}}\n")
        self.assertEqual(("/n", {"Impersonate-User": "system:serviceaccount:n:own", "Content-Type": "application/json"}, "aa"),
                         script.filled(request, "n", {}))

    def test_the_files(self):
        files = sorted((FOLDER / "requests").glob("*.http"))
        self.assertTrue(files)
        for path in files:
            requests = script.read_requests(path.name, path.read_text())
            self.assertTrue(requests, path.name)
            answers = {request.name: {} for request in requests}
            for request in requests:
                script.filled(request, "n", answers)


if __name__ == "__main__":
    unittest.main()
