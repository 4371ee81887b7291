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

_CONFIG = """server: {{ urls: ["http://127.0.0.1:{port}"], loops: {loops} }}
providers:
  - {{ name: upstream, kind: openai-compatible, base_url: "{scheme}://127.0.0.1:{upstream}/v1", api_key: "sk-upstream-0001",
      models: [gpt-4o-mini], default: true, max_connections: {files}, max_idle_connections: 512 }}
keys:
  - {{ name: bench, key: "{key}", models: ["*"] }}
{stages}"""


# What each variant does with the records: nothing, the journal alone, the journal and the SQLite log that is fed from it.
_STORES = {"governed": "none", "journal": "journal", "recorded": "sqlite"}


def tollgate(site, folder, name):
    """`folder`: a publish folder with the launcher `tollgate` in it."""

    def start(upstream, cores, loops):
        access_log = site.run / "access.log"
        access_log.unlink(missing_ok=True)
        data = site.run / "data"
        shutil.rmtree(data, ignore_errors=True)
        stages = _PLAIN.format(data=data) if name == "plain" else _GOVERNED.format(log=access_log, store=_STORES[name], data=data)
        scheme = "https" if upstream == site.ports.tls else "http"
        conf = site.run / f"{name}.yaml"
        conf.write_text(_CONFIG.format(port=site.ports.proxy, loops=loops, scheme=scheme, upstream=upstream, files=FILES, key=KEY,
                                       stages=stages), encoding="utf-8")
        env = {"SSL_CERT_FILE": str(site.ca)} if scheme == "https" else {}
        return Started([folder / "tollgate", "serve", "--config", conf], cores, env, site.run / f"{name}.log", cwd=site.run)

    return Variant(name, start, is_tollgate=True, has_jit=True)
