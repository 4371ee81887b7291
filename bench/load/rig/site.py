"""Where a run keeps its things: the work folder, a block of free ports, built and installed programs."""

import fcntl
import json
import platform
import shutil
import socket
import subprocess
from pathlib import Path

LOAD = Path(__file__).resolve().parent.parent
REPOSITORY = LOAD.parent.parent
WORK = LOAD / ".work"

# Below the ephemeral range (32768 up), so that no outgoing connection sits on one of them.
FIRST_PORT, LAST_PORT, BLOCK = 21000, 31000, 10
# Its web server is held at the oldest release that it declares: with later ones it answers every stream with 500 (immutable headers).
NPM_GATEWAY = {"@portkey-ai/gateway": "1.15.2"}
NPM_OVERRIDES = {"@hono/node-server": "1.3.3"}


class Absent(Exception):
    """A part that this machine lacks, said so that a person knows what to install."""


def need(program, package=None):
    if shutil.which(program) is None:
        raise Absent(f"{program} is not installed" + (f" (Debian: {package})" if package else ""))


class Ports:
    """json, sse and tls upstreams, the proxy under test, and Redis; ten ports in a row that were all free."""

    def __init__(self, first=None):
        base = first or next(p for p in range(FIRST_PORT, LAST_PORT, BLOCK) if all(map(_is_free, range(p, p + BLOCK))))
        self.json, self.sse, self.tls, self.proxy, self.redis = base, base + 1, base + 2, base + 3, base + 4


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Site:
    """The work folder, locked for one run at a time."""

    def __init__(self, first_port=None):
        WORK.mkdir(exist_ok=True)
        self.run = WORK / "run"
        self.run.mkdir(exist_ok=True)
        self._lock = open(WORK / "lock", "w", encoding="ascii")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("another run of this rig is under way in this checkout") from None
        self.ports = Ports(first_port)
        self.bin = WORK / "bin"
        self.ca, self.certificate, self.key = WORK / "tls/ca.pem", WORK / "tls/cert.pem", WORK / "tls/key.pem"

    def build_generators(self):
        need("gcc", "gcc, libc6-dev")
        self.bin.mkdir(exist_ok=True)
        header = LOAD / "c/common.h"
        for source in sorted((LOAD / "c").glob("*.c")):
            made = self.bin / source.stem
            if not made.exists() or made.stat().st_mtime < max(source.stat().st_mtime, header.stat().st_mtime):
                _call(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", made, source])

    def make_certificates(self):
        """A private authority and a certificate for localhost; clients that verify are pointed at the authority."""
        need("openssl", "openssl")
        if self.certificate.exists():
            return
        folder = self.ca.parent
        folder.mkdir(exist_ok=True)
        names = folder / "names.ext"
        names.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n", encoding="ascii")
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        _call(["openssl", "req", "-x509", *curve, "-days", "3650", "-subj", "/CN=Tollgate bench authority",
               "-keyout", folder / "ca.key", "-out", self.ca])
        _call(["openssl", "req", *curve, "-subj", "/CN=localhost", "-keyout", self.key, "-out", folder / "cert.csr"])
        _call(["openssl", "x509", "-req", "-in", folder / "cert.csr", "-CA", self.ca, "-CAkey", folder / "ca.key", "-CAcreateserial",
               "-days", "3650", "-extfile", names, "-out", self.certificate])

    def install_npm_gateway(self):
        """The start script of the npm gateway, installed once."""
        need("node", "nodejs")
        need("npm", "npm")
        folder = WORK / "npm"
        script = folder / "node_modules/@portkey-ai/gateway/build/start-server.js"
        wanted = json.dumps({"private": True, "dependencies": NPM_GATEWAY, "overrides": NPM_OVERRIDES})
        manifest = folder / "package.json"
        if not script.exists() or manifest.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            manifest.write_text(wanted, encoding="utf-8")
            try:
                _call(["npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"], 300)
            except Absent:
                shutil.rmtree(folder)
                raise
        return script

    def publish_tollgate(self):
        """The launcher of a fresh release build with precompiled code."""
        need("dotnet", "the .NET SDK in global.json")
        processor = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
        out = WORK / "tollgate"
        _call(["dotnet", "publish", REPOSITORY / "src/Tollgate.Host", "-c", "Release", "-r", f"linux-{processor}",
               "--self-contained", "false", "-p:PublishReadyToRun=true", "-o", out, "--nologo", "-v", "q"], 600)
        return out


def _call(command, timeout=120):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Absent(f"{command[0]} {command[1]} failed: {(done.stderr + done.stdout).strip()[-600:]}")
