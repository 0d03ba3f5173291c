"""A `gauntlet serve` of one test: on free ports, with a kubeconfig of its own, ended with the test."""
import pathlib
import re
import subprocess
import time
import urllib.request

READY_WITHIN = 30  # seconds; usually a tenth of one
ENDS_WITHIN = 20
READY = "Ctrl-C ends it"  # the last line that it prints
PLAIN_ENDPOINT = re.compile(r"without TLS and authentication at (http://\S+)")
INJECTED_FAULTS = re.compile(r"^gauntlet_apiserver_injected_faults_total(\{[^}]*\}) (\S+)$", re.M)


class ServerError(Exception):
    """The server did not come up, or did not end well."""


class GauntletServer:
    """Used with `with`. `folder` gets the kubeconfig and the log, which stay there."""

    def __init__(self, program, folder, faults=()):
        self._folder = pathlib.Path(folder)
        self._log_path = self._folder / "gauntlet.log"
        self._command = [program, "serve", "--port", "0", "--http", "0", "--output", str(self._folder)]
        for fault in faults:
            self._command += ["--fault", fault]
        self.kubeconfig = self._folder / "kubeconfig.yaml"

    def __enter__(self):
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._log_path.open("w") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + READY_WITHIN
        while READY not in self.log():
            if self._process.poll() is not None:
                raise ServerError(f"gauntlet serve ended with exit code {self._process.returncode}:\n{self.log()}")
            if time.monotonic() > deadline:
                self._end()
                raise ServerError(f"gauntlet serve was not ready after {READY_WITHIN} seconds:\n{self.log()}")
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self._end()

    def _end(self):
        self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise ServerError(f"gauntlet serve did not end within {ENDS_WITHIN} seconds after SIGTERM") from None
        if self._process.returncode != 0:
            raise ServerError(f"gauntlet serve ended with exit code {self._process.returncode}:\n{self.log()}")

    def log(self):
        return self._log_path.read_text()

    def injected_faults(self):
        """How many requests have met one of the faults, by labels."""
        endpoint = PLAIN_ENDPOINT.search(self.log()).group(1)
        with urllib.request.urlopen(f"{endpoint}/metrics", timeout=READY_WITHIN) as answer:
            found = INJECTED_FAULTS.findall(answer.read().decode())
        return {labels: int(float(number)) for labels, number in found}
