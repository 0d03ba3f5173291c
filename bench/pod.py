#!/usr/bin/env python3
"""CPU time per request of a fake pod against nginx `return 200`.

Client (wrk) and server share one core, so that neither wake-ups across cores nor hidden contention decide; the servers take
turns in random order, and what counts is the median over rounds of the ratio within a round. Needs nginx and wrk, and
`cmake --build --preset release --target pod_server`.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What a browser sends, about 570 bytes with the request line.
BROWSER_FIELDS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Accept-Language": "en-US,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
    "DNT": "1",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "none",
    "Sec-Fetch-User": "?1",
    "Cache-Control": "max-age=0",
    "Cookie": "session=0123456789abcdef0123456789abcdef",
}


class Server:
    """A server under measurement: its name, its process, and where it listens."""

    def __init__(self, name, process, address, port):
        self.name, self.process, self.address, self.port = name, process, address, port

    def pids(self):
        """Itself and its children (nginx answers in a worker)."""
        listing = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid] + [int(pid) for pid in listing.split()]

    def cpu_seconds(self):
        return sum(cpu_seconds_of(pid) for pid in self.pids())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def cpu_seconds_of(pid):
    """What the scheduler gave to all threads of a process, in full resolution."""
    spent = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e9


def wait_until_listening(server):
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if server.process.poll() is not None:
            sys.exit(f"{server.name} ended: exit status {server.process.returncode}")
        try:
            socket.create_connection((server.address, server.port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"{server.name} does not listen on {server.address}:{server.port}")


def start_pod(binary, core, address, port):
    command = ["taskset", "-c", str(core), str(binary), f"{address}:{port}"]
    return Server("pod", subprocess.Popen(command), address, port)


def start_nginx(folder, core, address, port, body_size):
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        "events { worker_connections 4096; }\n"
        f"http {{ access_log off; keepalive_requests 1000000000; client_body_temp_path {folder}/body;\n"
        f"  proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;\n"
        f"  scgi_temp_path {folder}/scgi; default_type application/json;\n"
        f"  server {{ listen {address}:{port}; location / {{ return 200 '{'x' * body_size}'; }} }} }}\n")
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    command = ["taskset", "-c", str(core), nginx, "-p", str(folder), "-c", str(config)]
    return Server("nginx return 200", subprocess.Popen(command), address, port)


def body_size_of(server, fields):
    """Length of the body that the server answers to such a request."""
    request = f"GET /items?id=7 HTTP/1.1\r\nHost: {server.address}:{server.port}\r\n"
    request += "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "Connection: close\r\n\r\n"
    with socket.create_connection((server.address, server.port), 5) as connection:
        connection.sendall(request.encode())
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return len(answer.partition(b"\r\n\r\n")[2])


def load(server, core, connections, seconds, fields):
    """Runs wrk; gives requests done, CPU microseconds per request of the server and of the client, requests per second."""
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for name, value in fields.items():
        command += ["-H", f"{name}: {value}"]
    before, client_before = server.cpu_seconds(), os.times()
    output = subprocess.run(command + [f"http://{server.address}:{server.port}/items?id=7"], check=True,
                            capture_output=True, text=True).stdout
    spent, client = server.cpu_seconds() - before, os.times()
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    if "Socket errors" in output or "Non-2xx" in output:
        sys.exit(f"{server.name} answered wrongly:\n{output}")
    client_spent = client.children_user + client.children_system - client_before.children_user - client_before.children_system
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    return {"server": spent / requests * 1e6, "client": client_spent / requests * 1e6, "rate": per_second}


def print_table(servers, results, base):
    print(f"{'server':<20}{'req/s':>10}{'server us':>12}{'client us':>12}{'cost x ' + base.name:>28}{'range':>14}")
    for server in servers:
        rounds = results[server.name]
        ratios = [own["server"] / other["server"] for own, other in zip(rounds, results[base.name])]
        middle = {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
        print(f"{server.name:<20}{middle['rate']:>10.0f}{middle['server']:>12.2f}{middle['client']:>12.2f}"
              f"{statistics.median(ratios):>28.3f}{min(ratios):>8.2f}-{max(ratios):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pod", default=ROOT / "build/release/bin/pod_server", type=pathlib.Path)
    parser.add_argument("--other-pod", type=pathlib.Path, help="an older build, to be compared as well")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=int, default=1, help="of load in each round")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--core", type=int, default=0)
    parser.add_argument("--browser", action="store_true", help="send a browser's header fields")
    options = parser.parse_args()
    if not options.pod.exists():
        sys.exit(f"{options.pod} is not there: cmake --build --preset release --target pod_server")
    fields = BROWSER_FIELDS if options.browser else {}
    with tempfile.TemporaryDirectory() as folder:
        servers = [start_pod(options.pod, options.core, "127.42.250.1", 18081)]
        wait_until_listening(servers[0])
        if options.other_pod:
            servers.append(start_pod(options.other_pod, options.core, "127.42.250.3", 18083))
            servers[-1].name = "other pod"
        body_size = body_size_of(servers[0], fields)
        servers.append(start_nginx(pathlib.Path(folder), options.core, "127.42.250.2", 18082, body_size))
        results = {server.name: [] for server in servers}
        try:
            for server in servers:
                wait_until_listening(server)
                load(server, options.core, options.connections, 1, fields)
            for _ in range(options.rounds):
                for server in random.sample(servers, len(servers)):
                    results[server.name].append(load(server, options.core, options.connections, options.seconds, fields))
        finally:
            for server in servers:
                server.stop()
    print(f"{options.connections} connections on core {options.core}, {options.rounds} rounds of {options.seconds} s, "
          f"body {body_size} bytes, {'14' if options.browser else '1'} header fields")
    print_table(servers, results, servers[-1])


main()
