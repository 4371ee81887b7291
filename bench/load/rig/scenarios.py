"""The scenarios, one per group of figures. Each starts its upstream, then lets the variants take turns."""

import time

from . import nginx
from .processes import Started
from .session import Allocations
from .variants import FILES, redis

RATE = 3000
ALL = ("direct", "nginx", "haproxy", "npm gateway", "governed", "journal", "recorded", "plain")
LIMITED = ("governed", "ten rules", "ten targets", "exact", "leased")


def _saturate(session, connections, seconds):
    """Processor time, throughput and allocations per request at a number of connections."""
    with Allocations(session) as allocations:
        before = session.cpu()
        result = session.wrk(connections, seconds)
        after = session.cpu()
    count, used = result["n"], sum(after) - sum(before)
    values = {"rps": count / (result["us"] / 1e6), "p50_us": result["p50"], "p99_us": result["p99"], "errors": result["errors"] or None}
    if session.proxy:
        values |= {"us": used * 1e6 / count, "user_us": (after[0] - before[0]) * 1e6 / count, "cores": used / (result["us"] / 1e6)}
    if allocations.bytes is not None:
        values["alloc"] = allocations.bytes / count
    return values


def _paced(session, seconds):
    session.rate(RATE, 1)
    before = sum(session.cpu())
    result = session.rate(RATE, seconds)
    used = sum(session.cpu()) - before
    return {"p50_us": result["p50"], "p99_us": result["p99"], "us": used * 1e6 / result["n"] if session.proxy else None,
            "missed": result["missed"] or None, "errors": result["errors"] or None}


def json_scenario(bench):
    """64 and 256 connections on one core, then a constant rate: CPU, throughput, latency, allocations."""
    pace = bench.pace
    with nginx.json_upstream(bench.site, bench.cores.load):
        for number, variant in bench.rounds(pace.rounds, ALL):
            def action(number=number, variant=variant):
                with bench.session(variant, bench.site.ports.json) as session:
                    session.warm(pace.warm_bursts)
                    bench.measure("c64", variant.name, number, lambda: _saturate(session, 64, pace.json_seconds))
                    bench.measure("c256", variant.name, number, lambda: _saturate(session, 256, pace.json_seconds))
                    if variant.name != "npm gateway":  # it cannot keep this rate on one core
                        bench.measure("rate", variant.name, number, lambda: _paced(session, pace.rate_seconds))
            bench.attempt("json", variant.name, action)


def tls_scenario(bench):
    """The same at 64 connections with a TLS upstream, connections kept alive."""
    bench.site.make_certificates()
    with nginx.tls_upstream(bench.site, bench.cores.load):
        for number, variant in bench.rounds(bench.pace.rounds, ("nginx", "governed", "plain")):
            def action(number=number, variant=variant):
                with bench.session(variant, bench.site.ports.tls) as session:
                    session.warm(bench.pace.warm_bursts)
                    bench.measure("tls", variant.name, number, lambda: _saturate(session, 64, bench.pace.json_seconds))
            bench.attempt("tls", variant.name, action)


def _sse_upstream(bench, chunks, delay_ms, cores, workers):
    return Started([bench.site.bin / "ssemock", bench.site.ports.sse, chunks, delay_ms, workers], cores)


STREAMS = 300


def _take_events(session, seconds):
    before = session.cpu()
    with session.streams(STREAMS, STREAMS * 2, seconds, repeat=True) as load:
        result = session.stream_counts(load, STREAMS, seconds + 30)
    after = session.cpu()
    events = max(result["events"], 1)
    values = {"p50_us": result["p50"], "p99_us": result["p99"], "events": events}
    if session.proxy:
        values |= {"us": (sum(after) - sum(before)) * 1e6 / events, "user_us": (after[0] - before[0]) * 1e6 / events}
    return values


def _measure_events(bench, scenario, variant, number, shown, asks):
    def action():
        with bench.session(variant, bench.site.ports.sse, asks=asks) as session:
            _take_events(session, bench.pace.chunk_warm_seconds)
            time.sleep(0.5)
            bench.measure(scenario, shown, number, lambda: _take_events(session, bench.pace.chunk_seconds))

    bench.attempt(scenario, shown, action)


def chunk_scenario(bench):
    """300 streams of 20 events at 50 ms, asked for again and again: CPU per event, its age on arrival."""
    with _sse_upstream(bench, 20, 50, bench.cores.load, 1):
        for number, variant in bench.rounds(max(bench.pace.rounds - 1, 1), ALL):
            _measure_events(bench, "chunk", variant, number, variant.name, asks="chats")


def translate_scenario(bench):
    """The same streams through one variant, asked for by OpenAI's client and, to be translated, by Anthropic's: CPU per event."""
    with _sse_upstream(bench, 20, 50, bench.cores.load, 1):
        for number, variant in bench.rounds(max(bench.pace.rounds - 1, 1), ("governed",)):
            for shown, asks in (("relayed", "chats"), ("translated", "messages"))[::-1 if number % 2 else 1]:
                _measure_events(bench, "translate", variant, number, shown, asks)


def idle_scenario(bench):
    """Thousands of open streams with an event a second each: memory per stream, allocations per event."""
    pace, cores = bench.pace, set(bench.cores.all)
    streams, ramp = min(pace.idle_streams, (FILES - 600) // 2) // 2 * 2, 2000

    def take(session):
        with session.streams(200, 400, 2) as load:
            session.stream_counts(load, 200, 30)
        time.sleep(1)
        at_rest = session.proxy.rss_bytes()
        opening = streams / ramp + 2
        with session.streams(streams, ramp, opening + pace.idle_hold_seconds + 2, workers=2) as load:
            time.sleep(opening)
            used, began = sum(session.cpu()), time.monotonic()
            with Allocations(session) as allocations:
                time.sleep(pace.idle_hold_seconds)
            held = time.monotonic() - began
            used = sum(session.cpu()) - used
            resident = session.proxy.rss_bytes()
            result = session.stream_counts(load, streams, 60)
        values = {"kb": (resident - at_rest) / 1024 / streams, "streams": streams, "us": used * 1e6 / (streams * held),
                  "p50_us": result["p50"]}
        if allocations.bytes is not None:
            values["alloc"] = allocations.bytes / (streams * held)
        return values

    for number, variant in bench.rounds(pace.idle_rounds, ("nginx", "governed", "plain")):
        def action(number=number, variant=variant):
            with _sse_upstream(bench, 100000, 1000, cores, 2), \
                 bench.session(variant, bench.site.ports.sse, cores, cores, asks="chats") as session:
                bench.measure("idle", variant.name, number, lambda: take(session))
        bench.attempt("idle", variant.name, action)


def start_scenario(bench):
    """A fresh process, not pinned: time to the first answered request, then memory at rest."""
    cores = set(bench.cores.all)

    def take(variant):
        with bench.session(variant, bench.site.ports.json, cores, cores) as session:
            time.sleep(1.5)
            return {"seconds": session.started_seconds, "mb": session.proxy.rss_bytes() / 1048576}

    with nginx.json_upstream(bench.site, cores):
        for number, variant in bench.rounds(bench.pace.starts, ("nginx", "governed", "recorded")):
            bench.attempt("start", variant.name, lambda: bench.measure("start", variant.name, number, lambda: take(variant)))


def limits_scenario(bench):
    """64 connections on one core: what more rules, more targets and rules shared through Redis add to one rule and one target."""
    pace = bench.pace
    with nginx.json_upstream(bench.site, bench.cores.load), redis(bench.site, bench.cores.load):
        for number, variant in bench.rounds(pace.rounds, LIMITED):
            def action(number=number, variant=variant):
                with bench.session(variant, bench.site.ports.json) as session:
                    session.warm(pace.warm_bursts)
                    bench.measure("limits", variant.name, number, lambda: _saturate(session, 64, pace.json_seconds))
            bench.attempt("limits", variant.name, action)


def loops_scenario(bench):
    """One and two event loops (workers, for nginx) over the same cores, 64 connections."""
    pace, cores = bench.pace, bench.cores
    with nginx.json_upstream(bench.site, cores.two_load):
        for number, variant in bench.rounds(pace.rounds, ("nginx", "governed")):
            for loops in (1, 2) if number % 2 == 0 else (2, 1):
                def action(number=number, variant=variant, loops=loops):
                    with bench.session(variant, bench.site.ports.json, cores.two_proxy, cores.two_load, loops=loops) as session:
                        session.warm(pace.warm_bursts)
                        bench.measure("loops", f"{variant.name} ×{loops}", number, lambda: _saturate(session, 64, pace.json_seconds))
                bench.attempt("loops", variant.name, action)


SCENARIOS = {
    "json": json_scenario, "tls": tls_scenario, "chunk": chunk_scenario, "translate": translate_scenario,
    "idle": idle_scenario, "start": start_scenario, "loops": loops_scenario, "limits": limits_scenario,
}
