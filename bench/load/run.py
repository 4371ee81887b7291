#!/usr/bin/env python3
"""Measures Tollgate beside nginx, haproxy and an npm gateway in one run. See README.md."""

import argparse
import datetime
import signal
import sys
import time
from pathlib import Path

from rig import report, variants
from rig.bench import FULL, QUICK, Bench
from rig.scenarios import ALL, LIMITED, SCENARIOS
from rig.site import REPOSITORY, WORK, Absent, Site, need

# A run that has not ended by itself by then is stuck; it reports what it has.
QUICK_LIMIT_SECONDS, FULL_LIMIT_SECONDS = 15 * 60, 90 * 60


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 5 minutes: fewer and shorter rounds")
    parser.add_argument("--only", action="append", choices=sorted(SCENARIOS), metavar="NAME",
                        help="only this scenario (repeatable): " + ", ".join(SCENARIOS))
    parser.add_argument("--variants", metavar="A,B", help="only these variants: " + ", ".join(dict.fromkeys(ALL + LIMITED)))
    parser.add_argument("--tollgate", type=Path, metavar="FOLDER", help="a ready publish folder instead of a fresh publish")
    parser.add_argument("--ports", type=int, metavar="FIRST", help="first of ten ports; without it a free block from 21000 up is found")
    parser.add_argument("--out", type=Path, metavar="FILE",
                        help="where the report goes; without it, a whole run writes bench/results/DATE.md, a partial one .work/report.md")
    return parser.parse_args()


def gather(site, options):
    """The variants that this machine can run, and why the others are left out."""
    folder = []

    def launcher():
        if not folder:
            folder.append(options.tollgate.resolve() if options.tollgate else site.publish_tollgate())
        if not (folder[0] / "tollgate").exists():
            raise Absent(f"{folder[0]} has no launcher 'tollgate'")
        return folder[0]

    makers = {
        "direct": lambda: variants.direct(site),
        "nginx": lambda: variants.bare_nginx(site),
        "haproxy": lambda: variants.haproxy(site),
        "npm gateway": lambda: variants.npm_gateway(site),
        "governed": lambda: variants.tollgate(site, launcher(), "governed"),
        "journal": lambda: variants.tollgate(site, launcher(), "journal"),
        "recorded": lambda: variants.tollgate(site, launcher(), "recorded"),
        "plain": lambda: variants.tollgate(site, launcher(), "plain"),
        **{name: lambda name=name: variants.tollgate(site, launcher(), name) for name in LIMITED if name != "governed"},
    }
    wanted = options.variants.split(",") if options.variants else list(makers)
    found, skipped = [], []
    for name in wanted:
        if name not in makers:
            raise SystemExit(f"no variant {name}; there are: {', '.join(makers)}")
        try:
            found.append(makers[name]())
        except Absent as reason:
            skipped.append(f"{name} skipped: {reason}")
            print(skipped[-1], flush=True)
    return found, skipped


def interrupt(number, _frame):
    raise SystemExit(f"stopped by {signal.Signals(number).name}; what was measured is in the report")


def main():
    options = parse()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, interrupt)
    began = time.monotonic()
    site = Site(options.ports)
    try:
        need("wrk", "wrk")
        need("nginx", "nginx")
        site.build_generators()
        found, skipped = gather(site, options)
    except Absent as reason:
        raise SystemExit(f"cannot measure here: {reason}") from None

    signal.alarm(QUICK_LIMIT_SECONDS if options.quick else FULL_LIMIT_SECONDS)
    bench = Bench(site, found, QUICK if options.quick else FULL, WORK / "samples.jsonl")
    date = datetime.date.today().isoformat()
    whole = not options.only and not options.variants
    path = options.out or (REPOSITORY / "bench/results" / f"{date}.md" if whole else WORK / "report.md")
    try:
        for name, scenario in SCENARIOS.items():
            if options.only and name not in options.only:
                continue
            print(f"{name}: {scenario.__doc__}", flush=True)
            try:
                scenario(bench)
            except Absent as reason:
                skipped.append(f"{name} skipped: {reason}")
                print(f"  {skipped[-1]}", flush=True)
    except BaseException:
        path = options.out or WORK / "report.md"  # half a run does not stand in for a whole one
        raise
    finally:
        signal.alarm(0)
        report.write(path, bench, options.tollgate, "quick" if options.quick else "full", date, skipped, (time.monotonic() - began) / 60)
        print(f"\n{chr(10).join(report.figures_table(bench.samples))}\n\nreport: {path}\nsamples: {WORK / 'samples.jsonl'}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
