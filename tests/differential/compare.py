"""Compares the answers of two servers: first what must differ is replaced by words, then value by value.

Replaced: uids and revisions (by numbers per object and name in the order in which they are seen, so that equal stays equal), times, ages, generated
names, assigned addresses and ports, continue tokens, tokens of service accounts, hashes.
"""
import fnmatch
import itertools
import re

UID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
TIME = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
LARGE_REVISION = re.compile(r"Too large resource version: \d+, current: \d+")
STORED_REVISION = re.compile(r"(?<=ResourceVersion in object meta: )\d+")
ADDRESS = re.compile(r"\b\d+\.\d+\.\d+\.\d+\b")
GENERATED = re.compile(r"(?<=-generated-)[a-z0-9]{5}\b")
AGE_COLUMNS = ("Age", "Last Seen", "First Seen")
AGE = re.compile(r"^(\d+[smhdy])+$")
WEB_TOKEN = re.compile(r"\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]+")
ABSENT = "(absent)"
HEADERS = ("Content-Type", "Warning", "Retry-After", "Allow")


class Normaliser:
    """Of one server: what has been seen of it. `namespace` is replaced by "(ns)"."""

    def __init__(self):
        self._uids = {}
        self._uids_of_name = {}
        self._revisions = {}
        self._namespace = ""

    def enter(self, namespace):
        self._namespace = namespace
        self._uids.clear()
        self._uids_of_name.clear()

    def text(self, text):
        text = text.replace(self._namespace, "(ns)") if self._namespace else text
        text = UID.sub(lambda match: self._uid(match.group()), text)
        text = TIME.sub(lambda match: f"(time with {len(match.group(1)) - 1} digits)" if match.group(1) else "(time)", text)
        text = WEB_TOKEN.sub("(web token)", text)
        text = LARGE_REVISION.sub("Too large resource version: (rv), current: (rv)", text)
        text = STORED_REVISION.sub("(rv)", text)
        return GENERATED.sub("(random)", text)

    def value(self, value):
        if isinstance(value, dict):
            self._learn_uid(value)
            if value.get("kind") == "Table":
                value = self._without_ages(value)
            replaced = {self.text(key): self._member(key, member) for key, member in value.items()}
            if isinstance(value.get("metadata"), dict):
                replaced["metadata"] = self._metadata(value["metadata"], value.get("kind", ""))
            return replaced
        if isinstance(value, list):
            return [self.value(item) for item in value]
        return self.text(value) if isinstance(value, str) else value

    def _uid(self, uid):
        return self._uids.get(uid) or self._new_uid(uid, "something")

    def _learn_uid(self, value):
        """Numbered per name: an object that only one server makes changes nothing for the others."""
        uid, name = value.get("uid"), value.get("name")
        if isinstance(uid, str) and isinstance(name, str) and UID.fullmatch(uid) and uid not in self._uids:
            self._new_uid(uid, self.text(name))

    def _new_uid(self, uid, name):
        number = self._uids_of_name[name] = self._uids_of_name.get(name, 0) + 1
        self._uids[uid] = f"(uid {number} of {name})"
        return self._uids[uid]

    def _metadata(self, metadata, kind):
        replaced = self.value(metadata)
        revision, uid = metadata.get("resourceVersion"), metadata.get("uid")
        if isinstance(revision, str) and revision.isdigit() and revision != "0":
            seen = self._revisions.setdefault(uid, {})
            replaced["resourceVersion"] = f"(rv {seen.setdefault(revision, len(seen) + 1)})" if uid else "(rv)"
        if isinstance(replaced.get("managedFields"), list):
            replaced["managedFields"] = _by_manager(replaced["managedFields"])
        if metadata.get("continue"):
            replaced["continue"] = "(token)"
        return replaced

    def _member(self, key, member):
        if key == "storageVersionHash" or key == "hash":
            return "(hash)"
        if key == "causes" and isinstance(member, list) and all(_is_conflict(cause) for cause in member):
            member = sorted(member, key=lambda cause: (str(cause.get("field")), str(cause.get("message"))))
        if key in ("clusterIP", "clusterIPs") and member not in ("None", ["None"], ""):
            return [self._address(item) for item in member] if isinstance(member, list) else self._address(member)
        if key in ("nodePort", "healthCheckNodePort") and isinstance(member, int) and 30000 <= member <= 32767:
            return "(node port)"
        return self.value(member)

    def _address(self, item):
        return ADDRESS.sub("(address)", item) if isinstance(item, str) else item

    def _without_ages(self, table):
        columns = [column.get("name") for column in table.get("columnDefinitions") or []]
        ages = [index for index, name in enumerate(columns) if name in AGE_COLUMNS]
        addresses = [index for index, name in enumerate(columns) if name == "Cluster-IP"]
        rows = []
        for row in table.get("rows") or []:
            cells = list(row.get("cells") or [])
            for index in ages:
                if index < len(cells) and isinstance(cells[index], str) and AGE.match(cells[index]):
                    cells[index] = "(age)"
            for index in addresses:
                if index < len(cells):
                    cells[index] = self._address(cells[index])
            rows.append({**row, "cells": cells})
        return {**table, "rows": rows}


def _is_conflict(cause):
    """Of server-side apply: a server tells the owners in the order of a map of Go, each time another."""
    return isinstance(cause, dict) and cause.get("reason") == "FieldManagerConflict"


def _by_manager(entries):
    """Those of one operation stand in the order of their time, of which seconds are known; here in that of their managers."""
    def key(entry):
        return [str(entry.get(word, "")) for word in ("manager", "apiVersion", "subresource")] if isinstance(entry, dict) else []
    grouped = itertools.groupby(entries, lambda entry: entry.get("operation") if isinstance(entry, dict) else None)
    return [entry for _, group in grouped for entry in sorted(group, key=key)]


def without_plain_bookmarks(events):
    """Of a watch: when a server sends bookmarks is its own affair, but for the annotated one."""
    def counts(event):
        metadata = ((event.get("object") or {}).get("metadata") or {}) if isinstance(event, dict) else {}
        return not isinstance(event, dict) or event.get("type") != "BOOKMARK" or bool(metadata.get("annotations"))
    return [event for event in events if counts(event)]


def keep_common(left, right, path, key):
    """Takes the items that only one side has out of the lists at `path`, and sorts them by `key`. Lists on the way are paired."""
    words = path.split(".") if path else []
    if isinstance(left, list) and isinstance(right, list) and words:
        for pair in zip(left, right):
            keep_common(*pair, path, key)
    elif words:
        if isinstance(left, dict) and isinstance(right, dict):
            keep_common(left.get(words[0]), right.get(words[0]), ".".join(words[1:]), key)
    elif isinstance(left, list) and isinstance(right, list):
        names = {_at(item, key) for item in left} & {_at(item, key) for item in right}
        for found in (left, right):
            found[:] = sorted((item for item in found if _at(item, key) in names), key=lambda item: str(_at(item, key)))


def _at(value, path):
    for word in path.split("."):
        value = value.get(word) if isinstance(value, dict) else None
    return value


def differences(left, right, path=""):
    """[(path, left, right)] of two values; a member that is missing counts as "(absent)".

    Of two objects of different kinds, such as an answer and an error, that alone is told, and what the error says.
    """
    if isinstance(left, dict) and isinstance(right, dict):
        keys = {*left, *right} if left.get("kind") == right.get("kind") else {"kind", "message"}
        return [difference for key in sorted(keys)
                for difference in differences(left.get(key, ABSENT), right.get(key, ABSENT), f"{path}.{key}" if path else key)]
    if isinstance(left, list) and isinstance(right, list):
        longer = max(len(left), len(right))
        pad = [[*side, *[ABSENT] * (longer - len(side))] for side in (left, right)]
        return [difference for index, pair in enumerate(zip(*pad)) for difference in differences(*pair, f"{path}[{index}]")]
    same = left == right and isinstance(left, bool) == isinstance(right, bool)
    return [] if same else [(path, left, right)]


class Deviations:
    """The differences that are known. A file has a reason per paragraph, and below it, indented, REQUEST PATH with * and ?."""

    def __init__(self, file_name, text):
        self._entries = []  # [reason, request, path, line, used]
        reason, fresh = "", True
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                fresh = True
            elif line.startswith(" "):
                words = line.split()
                if len(words) != 2 or not reason:
                    raise ValueError(f"{file_name}:{number}: below a reason stands REQUEST PATH")
                self._entries.append([reason, *words, f"{file_name}:{number}", False])
                fresh = True
            else:
                reason = line.strip() if fresh else f"{reason} {line.strip()}"
                fresh = False

    def reason(self, request, path):
        """Why this difference is there; None: nobody knows."""
        found = None
        for entry in self._entries:
            if fnmatch.fnmatchcase(request, entry[1]) and fnmatch.fnmatchcase(path, entry[2].replace("[", "[[]")):
                entry[4] = True
                found = entry[0]
        return found

    def unused(self):
        return [f"{place}: {request} {path} no longer differs" for _, request, path, place, used in self._entries if not used]
