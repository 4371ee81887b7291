"""What the rig must know about the machine: cores, host steal, foreign work, versions."""

import os
import platform
import re
import shutil
import subprocess
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")

# A sample is noisy when the host took this share of the machine's time, or when others used that share of it.
STEAL_LIMIT = 0.005
OTHERS_LIMIT = 0.05


class Cores:
    """Which cores the proxy, and which the load and the upstream run on, pinned and floating."""

    def __init__(self):
        self.all = sorted(os.sched_getaffinity(0))
        rest = self.all[1:] or self.all
        self.proxy, self.load = {self.all[0]}, set(rest)
        # Two loops need two cores; with fewer than four in all, everything floats over the machine.
        roomy = len(self.all) >= 4
        self.two_proxy = set(self.all[:2]) if roomy else set(self.all)
        self.two_load = set(self.all[2:]) if roomy else set(self.all)


def _ticks():
    """Busy and stolen ticks of the whole machine since boot."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _idle, _wait, irq, softirq, steal = (int(x) for x in stat.readline().split()[1:9])
    return user + nice + system + irq + softirq, steal


class Watch:
    """Measures, over a `with` block, how quiet the machine was. `own_ticks` counts this run's own processes."""

    def __init__(self, own_ticks):
        self._own_ticks = own_ticks

    def __enter__(self):
        self._start, self._own, (self._busy, self._steal) = time.monotonic(), self._own_ticks(), _ticks()
        return self

    def __exit__(self, *_):
        busy, steal = _ticks()
        own = self._own_ticks() - self._own
        span = max((time.monotonic() - self._start) * TICK * os.cpu_count(), 1)
        self.steal = (steal - self._steal) / span
        self.others = max(0.0, (busy - self._busy - own) / span)

    @property
    def quiet(self):
        return self.steal <= STEAL_LIMIT and self.others <= OTHERS_LIMIT


def _first_line(command, pattern=r".*"):
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(0) if found else None


def describe():
    """Machine and versions for the head of a report, as (name, value) pairs."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    model = re.search(r"model name\s*:\s*(.*)", info)
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text(encoding="ascii"))
    found = [
        ("processor", f"{os.cpu_count()} × {model.group(1) if model else platform.machine()}"),
        ("memory", f"{int(memory.group(1)) / 1048576:.0f} GiB"),
        ("kernel", platform.release()),
        ("nginx", _first_line(["nginx", "-v"], r"nginx/\S+")),
        ("haproxy", _first_line(["haproxy", "-v"], r"version \S+")),
        ("wrk", _first_line(["wrk", "-v"], r"wrk \S+")),
        (".NET SDK", _first_line(["dotnet", "--version"], r"\d\S+")),
        (".NET runtime", _last_runtime()),
        ("node", _first_line(["node", "--version"], r"v\S+")),
        ("openssl", _first_line(["openssl", "version"], r"OpenSSL \S+")),
    ]
    return [(name, value or "absent") for name, value in found]


def _last_runtime():
    lines = _first_line(["dotnet", "--list-runtimes"], r"(?s).*") or ""
    versions = re.findall(r"Microsoft\.NETCore\.App (\S+)", lines)
    return versions[-1] if versions else None
