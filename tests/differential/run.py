#!/usr/bin/env python3
"""Sends the same requests to two API servers and prints where their answers differ.

Usage: run.py --left KUBECONFIG --right KUBECONFIG [--only REQUEST] [--show REQUEST]
Left is `gauntlet serve`, right a real kube-apiserver of a cluster for tests: namespaces and cluster-wide objects whose names start
with "differential-" are made in it and deleted. A kubeconfig is read with kubectl, unless it is JSON; it holds a token or a client
certificate. requests/ has the requests (script.py says how), deviations.txt the differences that are known, with their reason.
Exit codes: 0 no other differences, 1 some, or a known one that no longer occurs, 2 usage.
"""
import argparse
import base64
import fnmatch
import http.client
import json
import pathlib
import random
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True  # nothing is left beside the sources

import compare  # noqa: E402
import script  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent
ANSWERS_WITHIN = 40  # seconds; the longest request waits three
COMES_WITHIN = 20  # seconds for what is asked again until it has come
CLUSTER_WIDE = ("/apis/networking.k8s.io/v1/ingressclasses", "/api/v1/nodes", "/api/v1/namespaces",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")


class UsageError(Exception):
    """A kubeconfig cannot be used; the text says why."""


def read_kubeconfig(path):
    text = pathlib.Path(path).read_text()
    try:
        return json.loads(text)
    except ValueError:
        command = ["kubectl", "config", "view", "--raw", "--minify", "--flatten", "-o", "json", "--kubeconfig", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise UsageError(f"{path}: {done.stderr.strip()}") from None
        return json.loads(done.stdout)


class Server:
    """One of the two. Its connection is opened anew for each request: a watch may end it."""

    def __init__(self, kubeconfig):
        config = read_kubeconfig(kubeconfig)
        named = {kind: {item["name"]: item for item in config[kind]} for kind in ("clusters", "users", "contexts")}
        context = named["contexts"][config["current-context"]]["context"]
        cluster, user = named["clusters"][context["cluster"]]["cluster"], named["users"][context["user"]]["user"]
        if not user.get("token") and not user.get("client-certificate-data"):
            raise UsageError(f"{kubeconfig}: the user needs a token or a client certificate in it")
        self._address = urllib.parse.urlsplit(cluster["server"])
        self._token = user.get("token")
        self._tls = self._tls_of(cluster, user) if self._address.scheme == "https" else None
        self.normaliser = compare.Normaliser()
        self.answers = {}

    @staticmethod
    def _tls_of(cluster, user):
        authority = cluster.get("certificate-authority-data")
        tls = ssl.create_default_context(cadata=base64.b64decode(authority).decode() if authority else None)
        if cluster.get("insecure-skip-tls-verify"):
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        if user.get("client-certificate-data"):
            with tempfile.TemporaryDirectory() as folder:
                certificate, key = pathlib.Path(folder) / "certificate", pathlib.Path(folder) / "key"
                certificate.write_bytes(base64.b64decode(user["client-certificate-data"]))
                key.write_bytes(base64.b64decode(user["client-key-data"]))
                tls.load_cert_chain(certificate, key)
        return tls

    def send(self, method, path, headers=None, body=""):
        """Code, headers and text of the answer."""
        kind = http.client.HTTPSConnection if self._tls else http.client.HTTPConnection
        more = {"context": self._tls} if self._tls else {}
        connection = kind(self._address.hostname, self._address.port, timeout=ANSWERS_WITHIN, **more)
        try:
            given = {"User-Agent": "differential/1", "Accept": "application/json", **(headers or {})}
            if self._token:
                given.setdefault("Authorization", f"Bearer {self._token}")
            connection.request(method, self._address.path.rstrip("/") + path, body.encode() or None, given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def ask(self, request, namespace):
        """The answer as it is compared, not yet normalised: code, headers, body."""
        path, given, content = script.filled(request, namespace, self.answers)
        deadline = time.monotonic() + COMES_WITHIN
        code, headers, text = self.send(request.method, path, given, content)
        while request.until and code != request.until and time.monotonic() < deadline:
            time.sleep(0.1)
            code, headers, text = self.send(request.method, path, given, content)
        body = read_body(text)
        self.answers[request.name] = body if isinstance(body, dict) else {}
        wanted = {name: headers.get_all(name) for name in compare.HEADERS if headers.get_all(name)}
        return {"code": code, "headers": wanted, "body": body}


def read_body(text):
    """JSON, the events of a watch as a list, or else text."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        events = [json.loads(line) for line in text.splitlines()]
        return compare.without_plain_bookmarks(events) if events else ""
    except ValueError:
        return text


def read_event(answer):
    """One event alone looks like any JSON."""
    body = answer["body"]
    if isinstance(body, dict) and set(body) == {"type", "object"}:
        answer["body"] = compare.without_plain_bookmarks([body])
    return answer


def differences_of(request, namespace, servers):
    answers = [read_event(server.ask(request, namespace)) for server in servers]
    for path, key in request.common:
        compare.keep_common(answers[0]["body"], answers[1]["body"], path, key)
    normal = [server.normaliser.value(answer) for server, answer in zip(servers, answers)]
    return compare.differences(*normal), normal


class Tally:
    def __init__(self):
        self.requests = self.equal = self.declared = self.undeclared = 0

    def count(self, found, unknown):
        self.requests += 1
        self.equal += not found
        self.declared += bool(found) and not unknown
        self.undeclared += bool(unknown)


def run_file(path, options, servers, deviations, tally):
    topic = path.stem.split("-", 1)[1]
    namespace = f"differential-{options.run}-{topic}"
    for server in servers:
        server.normaliser.enter(namespace)
        server.answers.clear()
        server.send("POST", "/api/v1/namespaces", {"Content-Type": "application/json"},
                    json.dumps({"metadata": {"name": namespace}}))
    for request in script.read_requests(path.name, path.read_text()):
        name = f"{topic}.{request.name}"
        found, normal = differences_of(request, namespace, servers)
        unknown = [difference for difference in found if deviations.reason(name, difference[0]) is None]
        if not fnmatch.fnmatchcase(name, options.only):
            continue  # sent all the same: later requests build on it
        tally.count(found, unknown)
        if unknown:
            print(f"{name}: {request.method} {request.path}")
        for place, left, right in unknown:
            print(f"    {place}\n        left   {json.dumps(left)}\n        right  {json.dumps(right)}")
        if options.show and fnmatch.fnmatchcase(name, options.show):
            for side, answer in zip(("left", "right"), normal):
                print(f"{name}: {side}: {json.dumps(answer, indent=2)}")


def clean(servers, run):
    for server in servers:
        for collection in CLUSTER_WIDE:
            listed = json.loads(server.send("GET", collection)[2])
            for item in listed.get("items", []):
                if item["metadata"]["name"].startswith(f"differential-{run}-"):
                    server.send("DELETE", f"{collection}/{item['metadata']['name']}")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--left", required=True, metavar="KUBECONFIG", help="of gauntlet serve")
    parser.add_argument("--right", required=True, metavar="KUBECONFIG", help="of a real cluster for tests")
    parser.add_argument("--only", default="*", metavar="REQUEST", help="count and print only these, as TOPIC.NAME with * and ?")
    parser.add_argument("--show", metavar="REQUEST", help="print both answers of these, too")
    options = parser.parse_args(arguments)
    options.run = f"{random.randrange(16 ** 6):06x}"
    known = FOLDER / "deviations.txt"
    try:
        servers = [Server(options.left), Server(options.right)]
        deviations = compare.Deviations(known.name, known.read_text())
    except (OSError, KeyError, ValueError, UsageError) as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 2
    tally = Tally()
    try:
        for path in sorted((FOLDER / "requests").glob("*.http")):
            run_file(path, options, servers, deviations, tally)
    finally:
        clean(servers, options.run)
    unused = deviations.unused() if options.only == "*" else []
    for line in unused:
        print(line)
    print(f"{tally.requests} requests: {tally.equal} answered alike, {tally.declared} with known differences only, "
          f"{tally.undeclared} with others")
    return 1 if tally.undeclared or unused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
