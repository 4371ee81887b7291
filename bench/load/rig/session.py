"""One variant, started and warm, with the loads that can be put on it."""

import http.client
import json
import socket
import time

from .processes import Load, run
from .site import LOAD
from .traffic import JSON_BODY, KEY, MESSAGES_BODY, MESSAGES_PATH, PATH, SSE_BODY, Request

ALLOCATED = "dotnet_gc_allocated_bytes_total"


class Failed(Exception):
    """A variant that does not start, or does not answer as it should."""


# What a session may ask for: name of its files, body, path.
_ASKED = {"json": ("json", JSON_BODY, PATH), "chats": ("stream", SSE_BODY, PATH), "messages": ("messages", MESSAGES_BODY, MESSAGES_PATH)}


class Session:
    """Use in `with`. `asks`: one of what may be asked for. `started_seconds`: from process start to the first bytes of the first good answer."""

    def __init__(self, site, variant, upstream, proxy_cores, load_cores, loops=1, asks="json"):
        self._site, self._cores, self.variant = site, load_cores, variant
        name, body, path = _ASKED[asks]
        self.request = Request(site.run, name, body, variant.headers(upstream), path)
        began = time.monotonic()
        self.proxy = variant.start(upstream, proxy_cores, loops)
        self.port = site.ports.proxy if self.proxy else upstream
        try:
            self._await_answer(began + 30)
        except BaseException:
            self.__exit__()
            raise
        self.started_seconds = time.monotonic() - began

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.proxy:
            self.proxy.stop()

    def _await_answer(self, deadline):
        last = "no connection"
        while time.monotonic() < deadline:
            if self.proxy and not self.proxy.alive:
                raise Failed(f"ended at start: {self.proxy.log_tail()}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), 10) as client:
                    client.sendall(self.request.bytes)
                    last = client.recv(4096).split(b"\r\n")[0].decode("latin-1")
            except OSError as error:
                last = str(error)
            if " 200 " in last + " ":
                return
            time.sleep(0.002 if "refused" in last else 0.1)
        raise Failed(f"no good answer in time, last: {last}; {self.proxy.log_tail() if self.proxy else ''}")

    def cpu(self):
        return self.proxy.cpu() if self.proxy else (0.0, 0.0)

    def wrk(self, connections, seconds):
        """Closed-loop load: as many requests as it takes."""
        env = {"BENCH_BODY": str(self.request.body_file), "BENCH_HEADERS": str(self.request.header_file)}
        out = run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", LOAD / "wrk.lua",
                   f"http://127.0.0.1:{self.port}{PATH}"], self._cores, env, seconds + 30)
        return _checked(json.loads(out[out.rindex("{"):]))

    def rate(self, rate, seconds, connections=32):
        """Open-loop load at a constant rate."""
        out = run([self._site.bin / "rload", self.port, connections, rate, seconds, self.request.file], self._cores, timeout=seconds + 30)
        return _checked(json.loads(out))

    def streams(self, count, ramp, seconds, workers=1, repeat=False):
        """Starts streams and returns the running load; `stream_counts` reads its result."""
        return Load([self._site.bin / "sseload", self.port, count, workers, ramp, seconds, self.request.file, int(repeat)], self._cores)

    @staticmethod
    def stream_counts(load, count, timeout):
        result = json.loads(load.result(timeout))
        if result["opened"] < count or result["errors"] or result["closed"] or result["refused"]:
            raise Failed(f"streams were lost: {result}")
        return result

    def warm(self, bursts, connections=64):
        """Bursts with pauses, in which a JIT on a pinned core compiles; what has none needs one burst, to connect."""
        for _ in range(bursts if self.variant.has_jit else 1):
            self.wrk(connections, 1)
            time.sleep(0.5)

    def allocated_bytes(self):
        """Managed bytes allocated since start; None where the variant has no such figure."""
        if not self.variant.is_tollgate:
            return None
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            client.request("GET", "/metrics", headers={"Authorization": f"Bearer {KEY}"})
            lines = client.getresponse().read().decode("utf-8", "replace").splitlines()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            client.close()
        found = [float(line.split()[-1]) for line in lines if line.split("{")[0].split(" ")[0] == ALLOCATED]
        return sum(found) if found else None


class Allocations:
    """Allocated bytes over a `with` block, less what reading the figure itself allocates."""

    def __init__(self, session):
        self._session = session

    def __enter__(self):
        first = self._session.allocated_bytes()
        self._start = self._session.allocated_bytes() if first is not None else None
        self._own = self._start - first if first is not None else 0
        self.bytes = None
        return self

    def __exit__(self, *_):
        end = self._session.allocated_bytes() if self._start is not None else None
        if end is not None:
            self.bytes = max(0.0, end - self._start - self._own)


def _checked(result):
    if result["n"] == 0 or result.get("refused") or result["errors"] > result["n"] * 0.001:
        raise Failed(f"bad answers under load: {result}")
    return result
