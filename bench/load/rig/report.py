"""The report of a run, in Markdown."""

import hashlib
import subprocess

from .figures import FIGURES, RATIO, VALUE, evaluate, statistic
from .machine import OTHERS_LIMIT, STEAL_LIMIT, describe
from .site import REPOSITORY

# Tables of all variants, by scenario: (title, [(measure, heading, more is better)]); the first measure is set against nginx's.
_SATURATED = [("us", "CPU µs", False), ("user_us", "of it user", False), ("rps", "requests/s", True), ("cores", "cores busy", True),
              ("p99_us", "p99 µs", False), ("alloc", "alloc B", False)]
_DETAILS = {
    "c64": ("64 connections, proxy on one core", _SATURATED),
    "c256": ("256 connections, proxy on one core", _SATURATED),
    "rate": ("3,000 requests/s, open loop", [("p50_us", "p50 µs", False), ("p99_us", "p99 µs", False), ("us", "CPU µs", False)]),
    "tls": ("64 connections, TLS upstream, proxy on one core", _SATURATED),
    "chunk": ("300 streams × 20 events at 50 ms, proxy on one core",
              [("us", "CPU µs/event", False), ("user_us", "of it user", False), ("p50_us", "age p50 µs", False),
               ("p99_us", "age p99 µs", False)]),
    "translate": ("the same streams, relayed and translated (OpenAI's chat to Anthropic's messages)",
                  [("us", "CPU µs/event", False), ("user_us", "of it user", False), ("p50_us", "age p50 µs", False), ("p99_us", "age p99 µs", False)]),
    "idle": ("idle streams, one event a second each",
             [("kb", "KiB/stream", False), ("streams", "streams", True), ("us", "CPU µs/event", False), ("alloc", "alloc B/event", False)]),
    "start": ("fresh process", [("seconds", "first answer s", False), ("mb", "RSS MiB", False)]),
    "loops": ("one and two loops (workers), not pinned", _SATURATED),
}

# What the variants of a scenario are set against, where that is not nginx.
_BASES = {"loops": "nginx ×1", "translate": "relayed"}


def _number(value):
    if value is None:
        return "–"
    size = abs(value)
    return f"{value:,.0f}" if size >= 1000 else f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def _pair(found):
    return "–" if found is None else f"{_number(found.best)} / {_number(found.median)}" + (" ~" if found.noisy else "")


def _row(cells):
    return "| " + " | ".join(cells) + " |"


def figures_table(samples):
    lines = [_row(["figure", "unit", "reference", "Tollgate", "judged", "pass", "goal", "verdict"]), _row(["---"] * 8)]
    for figure in FIGURES:
        result = evaluate(samples, figure)
        sign = "≥" if figure.more_is_better else "≤"
        unit = " ×" if figure.judged == RATIO else ""
        judged = "–" if result.judged is None else _number(result.judged.best) + unit
        if result.judged is not None and figure.judged != VALUE:
            judged += f" ({_number(result.judged.median)}{unit})"
        reference = f"{_pair(result.reference)} ({figure.reference})" if result.reference else "–"
        lines.append(_row([figure.label, figure.unit, reference, _pair(result.subject), judged, f"{sign} {figure.passing:g}{unit}",
                           f"{sign} {figure.goal:g}{unit}", result.verdict]))
    return lines


def _details(samples):
    lines = []
    for scenario, (title, measures) in _DETAILS.items():
        names = list(dict.fromkeys(s["variant"] for s in samples if s["scenario"] == scenario))
        if not names:
            continue
        key = measures[0][0]
        base = statistic(samples, scenario, _BASES.get(scenario, "nginx"), key)
        lines += ["", f"### {title}", "", _row(["variant", *(heading for _, heading, _ in measures), f"{measures[0][1]} ÷ {_BASES.get(scenario, 'nginx')}"]),
                  _row(["---"] * (len(measures) + 2))]
        for name in names:
            own = statistic(samples, scenario, name, key)
            ratio = f"{own.best / base.best:.2f}" if own and base and base.best > 0 else "–"
            lines.append(_row([name, *(_pair(statistic(samples, scenario, name, m, more)) for m, _, more in measures), ratio]))
    return lines


def _commit():
    def git(*words):
        return subprocess.run(["git", "-C", REPOSITORY, *words], capture_output=True, text=True, timeout=30).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with local changes" if changed else "")


def _measured(folder):
    """What was measured: the checkout's commit when it was built for this run, else the binary by its checksum."""
    if folder is None:
        return "Commit " + _commit()
    return "A ready build, Tollgate.dll " + hashlib.sha256((folder / "Tollgate.dll").read_bytes()).hexdigest()[:12]


def write(path, bench, folder, mode, date, skipped, minutes):
    samples = bench.samples
    noisy = sum(not s["quiet"] for s in samples)
    lines = [
        f"# Benchmark of {date}", "",
        f"{_measured(folder)}; {mode} run of {minutes:.0f} minutes; proxy on core {sorted(bench.cores.proxy)}, load and upstream on "
        f"{sorted(bench.cores.load)}.", "",
        *(f"- {name}: {value}" for name, value in describe()), "",
        f"{len(samples)} samples, {noisy} of them noisy (host steal over {STEAL_LIMIT:.1%} or other work over {OTHERS_LIMIT:.0%} of the "
        "machine) and left out; what is marked ~ had to use them.", "",
        "## Figures", "",
        "Best / median over the rounds. Judged by the best, the median's result in brackets.", "",
        *figures_table(samples), "",
        "## All variants", "",
        "Best / median. CPU = user and system time of the process tree ÷ requests.",
        *_details(samples),
    ]
    left_out = [*skipped, *bench.failures]
    if left_out:
        lines += ["", "## Left out", "", *(f"- {reason}" for reason in left_out)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
