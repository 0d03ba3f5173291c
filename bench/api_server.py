#!/usr/bin/env python3
"""What the fake API server costs: how soon `gauntlet serve` answers and with how much memory, and what bench/api_server.cpp measures.

A start is the time from the call of the program until GET /readyz is answered with 200, asked for again and again; memory is
what is resident then. Needs a release build. Prints Markdown.
"""
import argparse
import http.client
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
GIVE_UP_AFTER = 10  # seconds


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def is_ready(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def resident_kib(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    sys.exit("the kernel does not say what is resident")


def start_once(program):
    """Milliseconds until it was ready, and KiB."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        process = subprocess.Popen([program, "serve", "--port", "0", "--http", str(port), "-o", folder],
                                   stdout=subprocess.DEVNULL)
        try:
            while not is_ready(port):
                if process.poll() is not None or time.monotonic() - began > GIVE_UP_AFTER:
                    sys.exit("gauntlet serve does not become ready")
                time.sleep(0.0002)
            return (time.monotonic() - began) * 1000, resident_kib(process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", default=ROOT / "build/release/bin", type=pathlib.Path)
    parser.add_argument("--starts", type=int, default=21)
    options = parser.parse_args()
    for name in ("gauntlet", "api_server"):
        if not (options.bin / name).exists():
            sys.exit(f"{options.bin / name} is not there: scripts/build.sh release all")
    starts = [start_once(options.bin / "gauntlet") for _ in range(options.starts)]
    times, memory = zip(*starts)
    print("| gauntlet serve | median | worst |\n|---|--:|--:|")
    print(f"| ready after (ms; {len(starts)} starts) | {statistics.median(times):.0f} | {max(times):.0f} |")
    print(f"| resident then (MiB) | {statistics.median(memory) / 1024:.1f} | {max(memory) / 1024:.1f} |", flush=True)
    subprocess.run([options.bin / "api_server"], check=True)


main()
