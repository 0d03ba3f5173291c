"""Reads files of requests: blocks that look like HTTP.

    == ingress-create                          the name; the answer can be asked for by it later
    POST /apis/networking.k8s.io/v1/namespaces/{{ns}}/ingresses?dryRun=All
    Accept: application/yaml                   headers; Content-Type may be one of the words of CONTENT_TYPES
    {"metadata": {"name": "web"}}              the body: all lines from the first that is no header

`@common LIST KEY` before the body: of the list at that path only the items are compared that both servers have, found by KEY.
`@until CODE`: asked again until that is the code, for what a server does some time after it was asked.
`{{ns}}` is a namespace of the file's own; `{{uid:NAME}}`, `{{rv:NAME}}`, `{{name:NAME}}`, `{{continue:NAME}}` are of the answer
to request NAME; `{{a*64}}` is a text of that length. `#` starts a comment between blocks.
"""
import dataclasses
import re

CONTENT_TYPES = {
    "json": "application/json",
    "yaml": "application/yaml",
    "json-patch": "application/json-patch+json",
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
    "apply": "application/apply-patch+yaml",
}
HEADER = re.compile(r"^([A-Za-z][A-Za-z-]*): (.*)$")
REQUEST = re.compile(r"^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\S*)$")
HOLE = re.compile(r"\{\{([^{}]+)\}\}")
REPEATED = re.compile(r"^(.)\*(\d+)$")
OF_METADATA = {"uid": "uid", "rv": "resourceVersion", "name": "name", "continue": "continue"}


class ScriptError(Exception):
    """A file of requests cannot be read or used; the text says where and why."""


@dataclasses.dataclass
class Request:
    name: str
    method: str
    path: str
    headers: dict
    body: str
    common: list  # (path of a list, key of its items)
    until: int = 0  # the code that it is asked again for; 0: it is asked once


def read_requests(file_name, text):
    requests, block, start = [], None, 0
    for number, line in enumerate([*text.splitlines(), "== "], 1):
        if line.startswith("=="):
            if block is not None:
                requests.append(_read_block(f"{file_name}:{start}", block))
            block, start = [line], number
        elif block is not None and not line.startswith("#"):
            block.append(line)
        elif line.strip() and not line.startswith("#"):
            raise ScriptError(f"{file_name}:{number}: a block starts with '== NAME'")
    names = [request.name for request in requests]
    for name in names:
        if names.count(name) > 1:
            raise ScriptError(f"{file_name}: two requests are called {name}")
    return requests


def _read_block(place, lines):
    name = lines[0][2:].strip()
    matched = REQUEST.match(lines[1]) if len(lines) > 1 else None
    if not name or not matched:
        raise ScriptError(f"{place}: '== NAME' and then 'METHOD /path' are needed")
    headers, common, until, rest = {}, [], 0, lines[2:]
    while rest:
        header = HEADER.match(rest[0])
        if header:
            headers[header.group(1)] = header.group(2)
        elif rest[0].startswith("@common "):
            common.append(tuple(rest[0].split()[1:3]))
        elif rest[0].startswith("@until "):
            until = int(rest[0].split()[1])
        else:
            break
        rest = rest[1:]
    body = "\n".join(rest).strip()
    if body or "Content-Type" in headers:
        word = headers.get("Content-Type", "json")
        headers["Content-Type"] = CONTENT_TYPES.get(word, word)
    return Request(name, matched.group(1), matched.group(2), headers, body, common, until)


def filled(request, namespace, answers):
    """Path, headers and body of a request, without holes."""
    headers = {name: fill(value, namespace, answers) for name, value in request.headers.items()}
    return fill(request.path, namespace, answers), headers, fill(request.body, namespace, answers)


def fill(text, namespace, answers):
    """The text without holes. `answers`: bodies of earlier answers by name of the request."""
    def value(match):
        what = match.group(1)
        if what == "ns":
            return namespace
        repeated = REPEATED.match(what)
        if repeated:
            return repeated.group(1) * int(repeated.group(2))
        word, _, request = what.partition(":")
        if word not in OF_METADATA:
            raise ScriptError(f"{{{{{what}}}}} is not known")
        metadata = (answers.get(request) or {}).get("metadata") or {}
        return str(metadata.get(OF_METADATA[word], f"no-{word}"))
    return HOLE.sub(value, text)
