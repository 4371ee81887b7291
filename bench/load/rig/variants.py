"""What is compared: how each variant starts before a given upstream port. Each start is a fresh process."""

import resource
import shutil
from dataclasses import dataclass, field
from typing import Callable

from . import nginx
from .processes import Started
from .site import need
from .traffic import KEY

FILES = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
FILES = 65536 if FILES == resource.RLIM_INFINITY else FILES


@dataclass(frozen=True)
class Variant:
    """`start(upstream_port, cores, loops)` gives a process that listens on the proxy port, or None: straight to the upstream."""

    name: str
    start: Callable
    headers: Callable = field(default=lambda upstream: {})
    is_tollgate: bool = False
    has_jit: bool = False
    # The slow or less telling ones run in half of the rounds.
    is_reference: bool = False


def direct(_site):
    return Variant("direct", lambda upstream, cores, loops: None)


def bare_nginx(site):
    need("nginx", "nginx")
    return Variant("nginx", lambda upstream, cores, loops: nginx.proxy(site, upstream, cores, loops, FILES - 100))


def haproxy(site):
    need("haproxy", "haproxy")

    def start(upstream, cores, loops):
        conf = site.run / "haproxy.cfg"
        conf.write_text(f"""global
  nbthread {loops}
  maxconn {FILES // 2 - 300}
defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  option http-keep-alive
  option http-no-delay
  http-reuse always
frontend clients
  bind 127.0.0.1:{site.ports.proxy}
  default_backend provider
backend provider
  server one 127.0.0.1:{upstream} pool-max-conn -1
""", encoding="ascii")
        return Started(["haproxy", "-db", "-f", conf], cores, log=site.run / "haproxy.log")

    return Variant("haproxy", start, is_reference=True)


def npm_gateway(site):
    script = site.install_npm_gateway()

    def start(upstream, cores, _loops):
        env = {"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1,localhost"}
        return Started(["node", script, "--headless", f"--port={site.ports.proxy}"], cores, env, site.run / "npm.log")

    def headers(upstream):
        return {"x-portkey-provider": "openai", "x-portkey-custom-host": f"http://127.0.0.1:{upstream}/v1"}

    return Variant("npm gateway", start, headers, has_jit=True, is_reference=True)


# Every stage on: usage, metrics, the log, and one limit that never trips.
_GOVERNED = """storage: {{ log: "{store}", data_dir: "{data}" }}
log: {{ access: "{log}" }}
limits:
  - {{ scope: key, metric: requests, limit: 100000000, per: 1m, algorithm: token_bucket, burst: 100000000, on_exceeded: reject }}
"""

# Parse, key, route, relay.
_PLAIN = """storage: {{ log: "none", data_dir: "{data}" }}
log: {{ access: none }}
metering: {{ usage: false }}
limits: []
"""

# Nine rules more, of other scopes and algorithms, which all match and never trip.
_MORE_RULES = "".join(
    f"  - {{{{ name: r{n}, scope: {scope}, metric: requests, limit: 100000000, per: 1m, algorithm: {algorithm} }}}}\n"
    for n, (scope, algorithm) in enumerate([
        ("org", "token_bucket"), ("model", "sliding_window"), ("global", "fixed_window"), ("endpoint", "token_bucket"), ("key", "fixed_window"),
        ("org", "sliding_window"), ("model", "token_bucket"), ("global", "leaky_bucket"), ("key", "leaky_bucket")]))

# The model goes to ten targets, all of them the same upstream, by observed latency.
_TEN_TARGETS = """models:
  - {{ name: gpt-4o-mini, strategy: least_latency, targets: [%s] }}
""" % ", ".join(f"{{{{ provider: upstream{n} }}}}" for n in range(10))

# The one rule holds over several replicas.
_SHARED = """storage: {{ log: "none", data_dir: "{data}", redis: "redis://127.0.0.1:{redis}/0" }}
log: {{ access: "{log}" }}
limits:
  - {{ name: shared, scope: key, metric: requests, limit: 100000000, per: 1m, algorithm: token_bucket, burst: 100000000, mode: %s }}
"""

_STAGES = {
    "governed": _GOVERNED, "journal": _GOVERNED, "recorded": _GOVERNED, "plain": _PLAIN, "ten rules": _GOVERNED + _MORE_RULES,
    "ten targets": _GOVERNED + _TEN_TARGETS, "exact": _SHARED % "exact", "leased": _SHARED % "leased",
}

_CONFIG = """server: {{ urls: ["http://127.0.0.1:{port}"], loops: {loops} }}
providers:
{more}  - {{ name: upstream, kind: openai-compatible, base_url: "{scheme}://127.0.0.1:{upstream}/v1", api_key: "sk-upstream-0001",
      models: [gpt-4o-mini], default: true, max_connections: {files}, max_idle_connections: 512 }}
keys:
  - {{ name: bench, key: "{key}", models: ["*"] }}
{stages}"""


# What each variant does with the records: nothing, the journal alone, the journal and the SQLite log that is fed from it.
_STORES = {"journal": "journal", "recorded": "sqlite"}

_PROVIDER = """  - {{ name: upstream{n}, kind: openai-compatible, base_url: "{scheme}://127.0.0.1:{upstream}/v1", api_key: "sk-upstream-0001",
      max_connections: {files}, max_idle_connections: 512 }}
"""


def redis(site, cores):
    """A Redis that keeps nothing on disk, for the variants that share a limit."""
    need("redis-server", "redis-server")
    return Started(["redis-server", "--port", site.ports.redis, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", site.run],
                   cores, log=site.run / "redis.log")


def tollgate(site, folder, name):
    """`folder`: a publish folder with the launcher `tollgate` in it."""

    def start(upstream, cores, loops):
        access_log = site.run / "access.log"
        access_log.unlink(missing_ok=True)
        data = site.run / "data"
        shutil.rmtree(data, ignore_errors=True)
        stages = _STAGES[name].format(log=access_log, store=_STORES.get(name, "none"), data=data, redis=site.ports.redis)
        scheme = "https" if upstream == site.ports.tls else "http"
        conf = site.run / f"{name}.yaml"
        more = "".join(_PROVIDER.format(n=n, scheme=scheme, upstream=upstream, files=FILES) for n in range(10)) if name == "ten targets" else ""
        conf.write_text(_CONFIG.format(more=more, port=site.ports.proxy, loops=loops, scheme=scheme, upstream=upstream, files=FILES, key=KEY,
                                       stages=stages), encoding="utf-8")
        env = {"SSL_CERT_FILE": str(site.ca)} if scheme == "https" else {}
        return Started([folder / "tollgate", "serve", "--config", conf], cores, env, site.run / f"{name}.log", cwd=site.run)

    return Variant(name, start, is_tollgate=True, has_jit=True)
