"""What each program needs of this machine, and how it is made ready in a folder of the build directory.

A toolchain that is absent or too old raises Absent. Dependencies that cannot be fetched raise NotFetched; code of ours that
does not compile is an ordinary CalledProcessError.
"""
import dataclasses
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FETCHED_WITHIN = 600  # seconds, from a cold cache
COMPILED_WITHIN = 900


KUBECTL_NAME = re.compile(r"kubectl([-.]v?1\.\d+)?")


@dataclasses.dataclass
class Program:
    """What is run against a server, and under which name it is reported."""
    name: str
    command: list
    environment: dict = dataclasses.field(default_factory=dict)


class Absent(Exception):
    """The machine does not have the toolchain."""


class NotFetched(Exception):
    """The toolchain is there; what the program depends on did not come."""


def find_tool(name):
    path = shutil.which(name)
    if not path:
        raise Absent(f"{name} is not in PATH")
    return path


def run_tool(command, within, **options):
    return subprocess.run(command, check=True, timeout=within, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, **options)


def fetch(command, **options):
    try:
        run_tool(command, FETCHED_WITHIN, **options)
    except subprocess.TimeoutExpired as late:
        raise NotFetched(f"{' '.join(map(str, command))} took more than {late.timeout:.0f} seconds") from late
    except subprocess.CalledProcessError as failed:
        raise NotFetched(f"{' '.join(map(str, command))} failed:\n{failed.stdout[-3000:]}") from failed


def version_of(command):
    found = re.search(r"(\d+)\.(\d+)", run_tool(command, 60).stdout)
    return (int(found.group(1)), int(found.group(2)))


def need_version(name, command, least):
    version = version_of(command)
    if version < least:
        raise Absent(f"{name} {'.'.join(map(str, least))} or newer is needed, this one is {'.'.join(map(str, version))}")


def copy_sources(source, folder):
    """The program's own files, so that nothing is installed beside the sources. Returns a hash of what is pinned."""
    folder.mkdir(parents=True, exist_ok=True)
    pinned = hashlib.sha256()
    for path in folder.iterdir():
        if path.suffix in (".py", ".mjs") and not (source / path.name).exists():
            path.unlink()  # gone from the sources since
    for path in sorted(source.iterdir()):
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
            if path.name in ("package-lock.json", "requirements.txt"):
                pinned.update(path.read_bytes())
    return pinned.hexdigest()


def once(folder, pinned, install):
    """Installs unless that has been done for just these pins."""
    stamp = folder / "installed"
    if stamp.exists() and stamp.read_text() == pinned:
        return
    stamp.unlink(missing_ok=True)
    install()
    stamp.write_text(pinned)


UNOPTIMISED = "-gcflags=all=-N -l"


def prepare_go(folder):
    """Modules and objects go into Go's own caches, which are outside of the sources, and are shared by all builds."""
    go = find_tool("go")
    least = re.search(r"^go (\d+)\.(\d+)", (HERE / "go/go.mod").read_text(), re.M)
    need_version("go", [go, "version"], (int(least.group(1)), int(least.group(2))))
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly"}
    options = {"cwd": HERE / "go", "env": environment}
    fetch([go, "list", "-deps", "-test", "."], **options)
    program = folder / "clients.test"
    # Without optimising: compiling client-go takes most of the time that the tests take, the first time.
    run_tool([go, "test", "-c", "-p", "2", UNOPTIMISED, "-o", str(program), "."], COMPILED_WITHIN, **options)
    return [Program("client-go", [str(program), "-test.v", "-test.timeout=0"])]


def prepare_python(folder):
    python = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else sys.executable
    if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True).returncode != 0:
        raise Absent("python3-venv is not installed")
    pinned = copy_sources(HERE / "python", folder)

    def install():
        shutil.rmtree(folder / "venv", ignore_errors=True)
        fetch([python, "-m", "venv", str(folder / "venv")])
        fetch([str(folder / "venv/bin/python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-deps",
               "--no-compile", "-r", str(folder / "requirements.txt")])

    once(folder, pinned, install)
    command = [str(folder / "venv/bin/python"), "-m", "unittest", "discover", "-v", "-s", str(folder), "-p", "*_test.py"]
    return [Program("kubernetes for Python", command)]


def prepare_javascript(folder):
    node, npm = find_tool("node"), find_tool("npm")
    need_version("node", [node, "--version"], (20, 0))
    pinned = copy_sources(HERE / "javascript", folder)
    once(folder, pinned, lambda: fetch([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=folder))
    command = [node, "--test", "--test-reporter=spec"] + sorted(map(str, folder.glob("*.test.mjs")))
    return [Program("@kubernetes/client-node", command)]


def prepare_rust(folder):
    """Crates go into Cargo's own cache; what is compiled of them goes into the build folder, for all programs at once."""
    cargo, rustc = find_tool("cargo"), find_tool("rustc")
    least = re.search(r'^rust-version = "(\d+)\.(\d+)"', (HERE / "rust/Cargo.toml").read_text(), re.M)
    need_version("rustc", [rustc, "--version"], (int(least.group(1)), int(least.group(2))))
    options = {"cwd": HERE / "rust", "env": {**os.environ, "CARGO_TARGET_DIR": str(folder), "CARGO_TERM_COLOR": "never"}}
    host = re.search(r"^host: (\S+)$", run_tool([rustc, "-vV"], 60).stdout, re.M).group(1)
    fetch([cargo, "fetch", "--locked", "--target", host], **options)
    built = run_tool([cargo, "test", "--locked", "--offline", "--no-run"], COMPILED_WITHIN, **options)
    program = re.search(r"^ *Executable .*\((.+)\)$", built.stdout, re.M).group(1)
    return [Program("kube-rs", [str(HERE / "rust" / program)])]


def kubectls_in_path():
    """Each kubectl once, also those that are installed under the name of their version."""
    found = {}
    for folder in os.get_exec_path():
        for path in sorted(pathlib.Path(folder).glob("kubectl*")):
            if KUBECTL_NAME.fullmatch(path.name) and os.access(path, os.X_OK):
                found.setdefault(path.resolve(), path)
    return list(found.values())


def is_of_debian(kubectl):
    owner = subprocess.run(["dpkg-query", "-S", str(kubectl.resolve())], capture_output=True, text=True)
    return owner.stdout.startswith("kubernetes-client:")


def unpack_debian_kubectl(folder):
    """Debian's kubectl, for a machine where another one keeps its package from being installed."""
    kubectl = folder / "debian/usr/bin/kubectl"
    if not kubectl.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fetch(["apt-get", "download", "kubernetes-client"], cwd=folder)
        package = next(folder.glob("kubernetes-client_*.deb"))
        fetch(["dpkg-deb", "--extract", str(package), str(folder / "debian")])
    return kubectl


def prepare_kubectl_with_faults(folder):
    return prepare_kubectl(folder, "reactions_test.py")


def prepare_kubectl(folder, program="kubectl_test.py"):
    kubectls = kubectls_in_path()
    if shutil.which("apt-get") and not any(map(is_of_debian, kubectls)):
        try:
            kubectls.append(unpack_debian_kubectl(folder))
        except NotFetched as missing:  # lists of packages age, and then name versions that are gone
            print(f"kubectl: without Debian's own: {missing}")
    if not kubectls:
        raise Absent("kubectl is not in PATH")
    command = [sys.executable, "-B", str(HERE / "kubectl" / program), "-v"]
    return [Program(str(path), command, {"KUBECTL": str(path)}) for path in kubectls]
