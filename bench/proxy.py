#!/usr/bin/env python3
"""CPU time per request of gauntlet-reference as a proxy, against nginx and HAProxy, with one route and with many.

Client (wrk), proxy and backend (nginx `return 200`, the same for all) share one core; the proxies take turns in random order.
What counts is the median over rounds of the ratio within a round: absolute figures drift with the machine. Every proxy keeps
its connections on both sides, sets X-Forwarded-For and -Proto, keeps Host, and writes no log. nginx has a server block per
host, HAProxy one map. Needs nginx, haproxy, wrk and a release build; bench/proxy.toml says what is measured.
Prints Markdown.
"""
import argparse
import http.server
import json
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
import threading
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BACKEND = ("127.42.251.1", 18090)
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
NGINX_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    return found or sys.exit(f"{name} is not installed: scripts/install_packages.sh bench")


def host(number):
    return f"shop-{number:05d}.bench.test"


# ---- the API server of gauntlet-reference: lists that never change, watches that never say anything ----


def cluster_of(routes):
    """The lists by the last part of their path."""
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    ingresses = []
    for number in range(routes):
        rule = {"host": host(number), "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
        ingresses.append({"metadata": {"namespace": "bench", "name": f"shop-{number:05d}", "uid": str(number),
                                       "creationTimestamp": "2026-01-01T00:00:00Z", "resourceVersion": "1"},
                          "spec": {"ingressClassName": "bench", "rules": [rule]}})
    named = {"namespace": "bench", "name": "web", "resourceVersion": "1"}
    return {
        "ingresses": ingresses,
        "ingressclasses": [{"metadata": {"name": "bench"}, "spec": {"controller": "gauntlet.test/reference"}}],
        "services": [{"metadata": named, "spec": {"ports": [{"port": 80}]}}],
        "endpointslices": [{"metadata": dict(named, labels={"kubernetes.io/service-name": "web"}), "addressType": "IPv4",
                            "ports": [{"port": BACKEND[1]}], "endpoints": [{"addresses": [BACKEND[0]]}]}],
        "secrets": [],
    }


def start_api_server(routes):
    lists = {name: json.dumps({"kind": "List", "metadata": {"resourceVersion": "1"}, "items": items}).encode()
             for name, items in cluster_of(routes).items()}

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path, _, query = self.path.partition("?")
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            if "watch=true" in query:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.rfile.read(1)  # until the client goes away
                return
            body = lists[path.rpartition("/")[2]]
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


# ---- what is measured ----


class Server:
    """A process under measurement: where it listens, and what it has spent."""

    def __init__(self, name, command, core, address, port):
        self.name, self.address, self.port = name, address, port
        self.process = subprocess.Popen(["taskset", "-c", str(core)] + [str(part) for part in command])

    def pids(self):
        """Itself and its children (nginx proxies in a worker)."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [self.process.pid] + [int(pid) for pid in children.split()]

    def cpu_seconds(self):
        """What the scheduler gave to all threads, in full resolution."""
        tasks = [task for pid in self.pids() for task in pathlib.Path(f"/proc/{pid}/task").iterdir()]
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def memory_mib(self):
        """Proportional set of all processes."""
        rollups = [pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.pids()]
        return sum(int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)) for text in rollups) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


def start_backend(folder, core, body_bytes):
    body = "x" * body_bytes
    location = f"location / {{ return 200 '{body}'; }}"
    return start_nginx("backend", folder, core, BACKEND[0], BACKEND[1],
                       f"server {{ listen {BACKEND[0]}:{BACKEND[1]}; default_type text/plain; {location} }}")


def start_nginx(name, folder, core, address, port, content):
    folder.mkdir()
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in NGINX_FOLDERS)
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        "events { worker_connections 8192; }\n"
        f"http {{ access_log off; keepalive_requests 1000000000; {temporary}\n{content}\n}}\n")
    nginx = program("nginx")
    return Server(name, [nginx, "-p", folder, "-c", folder / "nginx.conf"], core, address, port)


def start_nginx_proxy(name, folder, config, address, port, routes):
    proxy = ("location / { proxy_pass http://web; proxy_http_version 1.1; proxy_set_header Connection \"\"; "
             "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; "
             "proxy_set_header X-Forwarded-Proto $scheme; }")
    (config_file := folder.parent / f"{folder.name}.servers").write_text("".join(
        f"server {{ listen {address}:{port}; server_name {host(number)}; {proxy} }}\n" for number in range(routes)))
    return start_nginx(name, folder, config["core"], address, port,
                       "server_names_hash_max_size 65536; server_names_hash_bucket_size 128;\n"
                       f"upstream web {{ server {BACKEND[0]}:{BACKEND[1]}; keepalive 256; keepalive_requests 1000000000; }}\n"
                       f"server {{ listen {address}:{port} default_server; return 404; }}\ninclude {config_file};")


def start_haproxy(name, folder, config, address, port, routes):
    folder.mkdir()
    (folder / "hosts.map").write_text("".join(f"{host(number)}/ web\n" for number in range(routes)))
    (folder / "haproxy.cfg").write_text(f"""
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend all
  bind {address}:{port}
  http-request set-header X-Forwarded-For %[src]
  http-request set-header X-Forwarded-Proto http
  use_backend %[base,map_beg({folder}/hosts.map)]
  default_backend none
backend web
  server one {BACKEND[0]}:{BACKEND[1]} pool-max-conn 256
backend none
  http-request return status 404
""")
    return Server(name, [program("haproxy"), "-db", "-q", "-f", folder / "haproxy.cfg"], config["core"], address, port)


def start_reference(name, folder, config, address, port, routes):
    folder.mkdir()
    api = start_api_server(routes)
    (folder / "kubeconfig").write_text(json.dumps({
        "apiVersion": "v1", "kind": "Config", "current-context": "bench",
        "clusters": [{"name": "bench", "cluster": {"server": f"http://127.0.0.1:{api}"}}],
        "users": [{"name": "bench", "user": {}}],
        "contexts": [{"name": "bench", "context": {"cluster": "bench", "user": "bench"}}]}))
    return Server(name, [ROOT / config["reference"], "--kubeconfig", folder / "kubeconfig", "--log-level", "warn",
                         "--listen-http", f"{address}:{port}", "--listen-https", "off", "--listen-health", "off"],
                  config["core"], address, port)


START = {"reference": start_reference, "nginx": start_nginx_proxy, "haproxy": start_haproxy}


def wait_until_serving(server, name):
    """Until it answers requests for that host."""
    request = f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if server.process.poll() is not None:
            sys.exit(f"{server.name} ended: exit status {server.process.returncode}")
        try:
            with socket.create_connection((server.address, server.port), 1) as connection:
                connection.sendall(request)
                if connection.recv(64).startswith(b"HTTP/1.1 200 "):
                    return
        except OSError:
            pass
        time.sleep(0.02)
    sys.exit(f"{server.name} does not answer for {name} on {server.address}:{server.port}")


# ---- load ----


def write_requests(path, routes, count, fields):
    """A script for wrk that sends `count` different requests in a scattered order, for one host or for all."""
    headers = "".join(f"headers[{json.dumps(name)}] = {json.dumps(value)}\n" for name, value in fields.items())
    path.write_text(f"""
local requests, at = {{}}, 0
function init(args)
  local headers = {{}}
  {headers}
  for i = 0, {count - 1} do
    headers["Host"] = string.format("shop-%05d.bench.test", i % {routes})
    requests[i] = wrk.format("GET", "/items/" .. i, headers)
  end
end
function request()
  at = (at + 7919) % {count}
  return requests[at]
end
""")


def load(server, config, script):
    """Runs wrk; gives the proxy's CPU microseconds per request, and requests per second."""
    before = server.cpu_seconds()
    output = subprocess.run(["taskset", "-c", str(config["core"]), program("wrk"), "-t1", f"-c{config['connections']}",
                             f"-d{config['seconds']}s", "-s", script, f"http://{server.address}:{server.port}"],
                            check=True, capture_output=True, text=True).stdout
    spent = server.cpu_seconds() - before
    requests = int(re.search(r"(\d+) requests in", output).group(1))
    if "Socket errors" in output or "Non-2xx" in output:
        sys.exit(f"{server.name} answered wrongly:\n{output}")
    return {"cost": spent / requests * 1e6, "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))}


# ---- tables ----


def interval(ratios):
    """The 95 % interval of the median, by bootstrap."""
    draws = sorted(statistics.median(random.choices(ratios, k=len(ratios))) for _ in range(2000))
    return f"{statistics.median(ratios):.3f} ({draws[50]:.2f}–{draws[1949]:.2f})"


def ratios_of(rounds, base):
    return [own["cost"] / other["cost"] for own, other in zip(rounds, base)]


def print_table(config, results, memory):
    few, many, base = 1, config["routes"], config["base"]
    print(f"{config['connections']} connections, core {config['core']}, {config['rounds']} rounds of {config['seconds']} s, "
          f"body {config['body_bytes']} bytes, {14 if config['browser'] else 1} header fields; median of ratios within a "
          "round, 95 % interval in brackets\n")
    print(f"| proxy | 1 route, us/request | requests/s | cost x {base} | {many} routes, us/request | cost x {base} | "
          "cost x 1 route | MiB, 1 route | MiB, many |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in config["proxies"]:
        one, all_ = results[name, few], results[name, many]
        middle = {key: statistics.median(turn[key] for turn in one) for key in ("cost", "rate")}
        print(f"| {name} | {middle['cost']:.1f} | {middle['rate']:,.0f} | {interval(ratios_of(one, results[base, few]))} | "
              f"{statistics.median(turn['cost'] for turn in all_):.1f} | {interval(ratios_of(all_, results[base, many]))} | "
              f"{interval(ratios_of(all_, one))} | {memory[name, few]:.1f} | {memory[name, many]:.1f} |")


def read_config():
    config = tomllib.loads((ROOT / "bench/proxy.toml").read_text())
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="bench/proxy.toml says what they mean")
    for key, value in config.items():
        flag = f"--{key.replace('_', '-')}"
        if isinstance(value, bool):
            parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=value)
        elif isinstance(value, list):
            parser.add_argument(flag, nargs="+", default=value)
        else:
            parser.add_argument(flag, type=type(value), default=value)
    return vars(parser.parse_args())


def measure(config, folder):
    fields = BROWSER_FIELDS if config["browser"] else {}
    servers, results, scripts = {}, {}, {}
    running = [start_backend(folder / "backend", config["core"], config["body_bytes"])]
    try:
        for routes in (1, config["routes"]):
            scripts[routes] = folder / f"{routes}.lua"
            write_requests(scripts[routes], routes, config["routes"], fields)
            for name in config["proxies"]:
                port = 18100 + len(running)
                server = START[name](name, folder / f"{name}-{routes}", config, "127.42.251.2", port, routes)
                running.append(server)
                servers[name, routes], results[name, routes] = server, []
        for (name, routes), server in servers.items():
            wait_until_serving(server, host(routes - 1))
            load(server, config, scripts[routes])
        for _ in range(config["rounds"]):
            for key in random.sample(list(servers), len(servers)):
                results[key].append(load(servers[key], config, scripts[key[1]]))
        return results, {key: server.memory_mib() for key, server in servers.items()}
    finally:
        for server in reversed(running):
            server.stop()


def main():
    config = read_config()
    if "reference" in config["proxies"] and not (ROOT / config["reference"]).exists():
        sys.exit(f"{config['reference']} is not there: cmake --build --preset release --target gauntlet-reference")
    if config["base"] not in config["proxies"]:
        sys.exit(f"base = \"{config['base']}\" is none of the proxies")
    with tempfile.TemporaryDirectory() as folder:
        results, memory = measure(config, pathlib.Path(folder))
    print_table(config, results, memory)


main()
