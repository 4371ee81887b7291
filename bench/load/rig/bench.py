"""The run: pace, variants, samples. Scenarios take what they need from here."""

import json
import subprocess
import time
from dataclasses import dataclass

from .machine import Cores, Watch
from .processes import own_ticks
from .session import Failed, Session


@dataclass(frozen=True)
class Pace:
    """How long and how often. Times in seconds."""

    rounds: int
    warm_bursts: int
    json_seconds: int
    rate_seconds: int
    chunk_warm_seconds: int
    chunk_seconds: int
    idle_streams: int
    idle_rounds: int
    idle_hold_seconds: int
    starts: int
    retries: int


# About 5 minutes, and about 30.
QUICK = Pace(rounds=2, warm_bursts=10, json_seconds=3, rate_seconds=2, chunk_warm_seconds=24, chunk_seconds=4,
             idle_streams=9500, idle_rounds=1, idle_hold_seconds=4, starts=3, retries=0)
FULL = Pace(rounds=5, warm_bursts=12, json_seconds=5, rate_seconds=4, chunk_warm_seconds=24, chunk_seconds=6,
            idle_streams=9500, idle_rounds=2, idle_hold_seconds=8, starts=7, retries=1)


class Bench:
    """Holds the samples of a run; each is also a line of the raw file as soon as it is taken."""

    def __init__(self, site, variants, pace, raw_path):
        self.site, self.pace, self.cores = site, pace, Cores()
        self.variants = {variant.name: variant for variant in variants}
        self.samples, self.failures = [], []
        self._raw = open(raw_path, "w", encoding="utf-8")

    def rounds(self, count, names):
        """Yields (round, variant), the order turned in each round so that a drift of the machine favours nobody."""
        present = [self.variants[name] for name in names if name in self.variants]
        for number in range(count):
            for variant in present if number % 2 == 0 else present[::-1]:
                if not (variant.is_reference and number % 2):
                    yield number, variant

    def session(self, variant, upstream, proxy_cores=None, load_cores=None, **options):
        return Session(self.site, variant, upstream, proxy_cores or self.cores.proxy, load_cores or self.cores.load, **options)

    def attempt(self, scenario, name, action):
        """One variant that fails is reported and left out; the run goes on."""
        try:
            action()
        except (Failed, RuntimeError, OSError, ValueError, subprocess.TimeoutExpired) as error:
            reason = " ".join(str(error).split())[:400]
            self.failures.append(f"{scenario}, {name}: {reason}")
            self._write({"scenario": scenario, "variant": name, "error": str(error)})
            print(f"  {scenario:7} {name:12} FAILED {reason}", flush=True)

    def measure(self, scenario, name, number, take):
        """Takes a sample; takes it again, in a long run, when the machine was not quiet meanwhile. Noisy samples are kept, marked."""
        for _ in range(self.pace.retries + 1):
            with Watch(own_ticks) as watch:
                values = take()
            sample = {"scenario": scenario, "variant": name, "round": number, "quiet": watch.quiet, "steal": round(watch.steal, 4),
                      "others": round(watch.others, 4), **{key: value for key, value in values.items() if value is not None}}
            self.samples.append(sample)
            self._write(sample)
            shown = " ".join(f"{key}={value:.4g}" for key, value in values.items() if value is not None)
            print(f"  {scenario:7} {name:12} {'' if watch.quiet else '~ '}{shown}", flush=True)
            if watch.quiet:
                return

    def _write(self, line):
        self._raw.write(json.dumps({"at": round(time.time(), 1), **line}) + "\n")
        self._raw.flush()
