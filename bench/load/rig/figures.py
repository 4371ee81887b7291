"""The figures that the gateway is held to, and what the samples say about them."""

import statistics
from dataclasses import dataclass
from typing import Optional

# How a figure is judged: Tollgate ÷ reference, Tollgate − reference, or Tollgate by itself.
RATIO, DIFFERENCE, VALUE = "÷", "−", "="


@dataclass(frozen=True)
class Figure:
    """One row. `passing` and `goal` bound the judged number from above, or from below where more is better."""

    label: str
    unit: str
    scenario: str
    measure: str
    judged: str
    passing: float
    goal: float
    subject: str = "governed"
    reference: Optional[str] = "nginx"
    more_is_better: bool = False
    less: Optional[str] = None  # a variant whose value is taken off both sides
    parts: int = 1  # a difference of so many equal parts: one of them is judged


FIGURES = (
    Figure("CPU per request, governed, 64 connections", "µs", "c64", "us", RATIO, 1.5, 1.25),
    Figure("CPU per request, governed, 256 connections", "µs", "c256", "us", RATIO, 1.5, 1.25),
    Figure("requests/s, governed, one core, 64 connections", "/s", "c64", "rps", RATIO, 0.65, 0.8, more_is_better=True),
    Figure("requests/s, governed, one core, 256 connections", "/s", "c256", "rps", RATIO, 0.65, 0.8, more_is_better=True),
    Figure("governed over plain, CPU per request", "µs", "c64", "us", DIFFERENCE, 4, 3, reference="plain"),
    Figure("the journal over governed, CPU per request", "µs", "c64", "us", DIFFERENCE, 1.5, 0.7, subject="journal", reference="governed"),
    Figure("CPU per SSE chunk, 300 streams", "µs", "chunk", "us", RATIO, 1.35, 1.15),
    Figure("a translated SSE chunk over a relayed one, CPU", "µs", "translate", "us", RATIO, 3, 1.5, subject="translated", reference="relayed"),
    Figure("memory per idle stream", "KiB", "idle", "kb", VALUE, 4, 2),
    Figure("added p50 over direct at 3,000 requests/s, beyond nginx's", "µs", "rate", "p50_us", DIFFERENCE, 40, 20, less="direct"),
    Figure("CPU per request, TLS upstream", "µs", "tls", "us", RATIO, 1.5, 1.25),
    Figure("managed allocations per request", "B", "c64", "alloc", VALUE, 512, 200, reference=None),
    Figure("managed allocations per request, TLS upstream", "B", "tls", "alloc", VALUE, 1024, 700, reference=None),
    # Zero, but for what the process allocates by itself meanwhile (timers, the scrape): under a byte when spread over the events.
    Figure("managed allocations per SSE chunk", "B", "idle", "alloc", VALUE, 1, 1, reference=None),
    Figure("resident memory at rest, control plane and log on", "MiB", "start", "mb", VALUE, 100, 90, subject="recorded"),
    Figure("process start to first answered request, the same", "s", "start", "seconds", VALUE, 1, 0.5, subject="recorded"),
    Figure("each further rule, CPU per request", "µs", "limits", "us", DIFFERENCE, 0.5, 0.2, subject="ten rules", reference="governed", parts=9),
    Figure("routing with ten targets over one, CPU per request", "µs", "limits", "us", DIFFERENCE, 1.5, 1, subject="ten targets",
           reference="governed"),
    Figure("a rule through Redis, exact, over local, CPU per request", "µs", "limits", "us", DIFFERENCE, 25, 15, subject="exact", reference="governed"),
    Figure("a rule through Redis, leased, over local, CPU per request", "µs", "limits", "us", DIFFERENCE, 0.5, 0.5, subject="leased",
           reference="governed"),
    Figure("two loops over one loop, CPU per request", "µs", "loops", "us", RATIO, 1.15, 1.05,
           subject="governed ×2", reference="governed ×1"),
)


@dataclass(frozen=True)
class Statistic:
    best: float
    median: float
    noisy: bool  # not from quiet samples alone


def _fitting(samples, scenario, variant, measure):
    return [s for s in samples if s["scenario"] == scenario and s["variant"] == variant and measure in s]


def statistic(samples, scenario, variant, measure, more_is_better=False, noise_too=False):
    """Best and median over the quiet samples; over all of them, marked, when none was quiet or where noise is asked for."""
    fitting = _fitting(samples, scenario, variant, measure)
    if not fitting:
        return None
    quiet = [] if noise_too else [s[measure] for s in fitting if s["quiet"]]
    values = quiet or [s[measure] for s in fitting]
    return Statistic(max(values) if more_is_better else min(values), statistics.median(values), not quiet)


@dataclass(frozen=True)
class Result:
    figure: Figure
    subject: Optional[Statistic]
    reference: Optional[Statistic]
    judged: Optional[Statistic]

    @property
    def verdict(self):
        """Judged by the best of the run: on a shared machine the rest says more about its neighbours."""
        if self.judged is None:
            return "not measured"
        word = "goal" if self._holds(self.figure.goal) else "pass" if self._holds(self.figure.passing) else "MISSED"
        return word + (" ~" if self.judged.noisy else "")

    def _holds(self, bound):
        return self.judged.best >= bound if self.figure.more_is_better else self.judged.best <= bound


def evaluate(samples, figure):
    # Like with like: where one side has no quiet sample, the noisy ones of the other side count too.
    sides = [variant for variant in (figure.subject, figure.reference, figure.less) if variant]
    noise_too = any(not any(s["quiet"] for s in _fitting(samples, figure.scenario, variant, figure.measure)) for variant in sides)

    def look_up(variant):
        return statistic(samples, figure.scenario, variant, figure.measure, figure.more_is_better, noise_too) if variant else None

    def find(variant):
        found = look_up(variant)
        if found and figure.less:
            off = look_up(figure.less)
            return Statistic(found.best - off.best, found.median - off.median, found.noisy or off.noisy) if off else None
        return found

    subject, reference = find(figure.subject), find(figure.reference)
    judged = None
    if figure.judged == VALUE:
        judged = subject
    elif subject and reference:
        noisy = subject.noisy or reference.noisy
        if figure.judged == RATIO:
            judged = Statistic(subject.best / reference.best, subject.median / reference.median, noisy)
        else:
            judged = Statistic((subject.best - reference.best) / figure.parts, (subject.median - reference.median) / figure.parts, noisy)
    return Result(figure, subject, reference, judged)
