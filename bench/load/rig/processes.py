"""Child processes of a run: started pinned, measured as a tree, ended by id."""

import ctypes
import os
import signal
import subprocess
from pathlib import Path

from .machine import TICK

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def _stat(pid):
    """User, system, and waited-for children's ticks of a process; None when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[11]), int(fields[12]), int(fields[13]) + int(fields[14])


def tree(pid):
    """The process and all its living descendants."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="ascii").split():
                found += tree(int(child))
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def own_ticks():
    """All processor time of this run so far: this process, what it started and what it has waited for."""
    return sum(sum(stat) for stat in map(_stat, tree(os.getpid())) if stat)


def _prepare(cores):
    """Runs in the child: pins it, and has the kernel end it should this process be killed."""

    def prepare():
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if cores:
            os.sched_setaffinity(0, cores)

    return prepare


class Started:
    """A server under test or an upstream. Use in `with`: leaving ends it and waits for it."""

    def __init__(self, command, cores=None, env=None, log=None, cwd=None):
        self.log = Path(log) if log else None
        out = open(self.log, "wb") if self.log else subprocess.DEVNULL
        try:
            self._process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})}, cwd=cwd, preexec_fn=_prepare(cores))
        finally:
            if self.log:
                out.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def alive(self):
        return self._process.poll() is None

    def cpu(self):
        """User and system seconds of the tree so far."""
        stats = [stat for stat in map(_stat, tree(self._process.pid)) if stat]
        return sum(s[0] for s in stats) / TICK, sum(s[1] for s in stats) / TICK

    def rss_bytes(self):
        """Resident memory of the tree; pages shared within it count once per process."""
        return sum(self._resident(pid) for pid in tree(self._process.pid))

    @staticmethod
    def _resident(pid):
        try:
            lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        except (FileNotFoundError, ProcessLookupError):
            return 0
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))

    def log_tail(self, lines=6):
        if not self.log or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def stop(self, grace_seconds=10):
        """SIGTERM, and SIGKILL to the tree after the grace."""
        if not self.alive:
            return
        family = tree(self._process.pid)
        self._process.terminate()
        try:
            self._process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            for pid in family:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self._process.wait()


def run(command, cores=None, env=None, timeout=60):
    """Runs a load program to its end and returns what it printed; its failure is an error with its own words."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL, env={**os.environ, **(env or {})}, preexec_fn=_prepare(cores))
    if done.returncode != 0:
        raise RuntimeError(f"{Path(str(command[0])).name} failed: {(done.stderr or done.stdout).strip()[-400:]}")
    return done.stdout


class Load:
    """A load program that runs beside other measuring; leaving the `with` ends it."""

    def __init__(self, command, cores=None):
        self._process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.PIPE, text=True, preexec_fn=_prepare(cores))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        self._process.communicate()

    def result(self, timeout):
        out, err = self._process.communicate(timeout=timeout)
        if self._process.returncode != 0:
            raise RuntimeError(f"load failed: {err.strip()[-400:]}")
        return out
