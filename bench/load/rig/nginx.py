"""nginx, in its three parts: the JSON upstream, the TLS upstream, and the bare proxy that everything is compared with."""

import os

from .processes import Started
from .site import need
from .traffic import ANSWER

_FRAME = """{user}daemon off; worker_processes {workers}; worker_rlimit_nofile {files}; error_log {log} crit; pid {name}.pid;
events {{ worker_connections {slots}; }}
http {{
  access_log off; default_type application/json; keepalive_requests 100000000; keepalive_timeout 300s;
  client_body_temp_path {name}-tmp; proxy_temp_path {name}-tmp; fastcgi_temp_path {name}-tmp;
  uwsgi_temp_path {name}-tmp; scgi_temp_path {name}-tmp;
  client_body_buffer_size 16k; proxy_buffer_size 4k; proxy_buffers 8 4k; proxy_busy_buffers_size 8k;
{http}
}}
"""


def _start(site, name, http, cores, files, workers=1):
    need("nginx", "nginx")
    folder = site.run / "nginx"
    folder.mkdir(exist_ok=True)
    conf, log = folder / f"{name}.conf", folder / f"{name}.err"
    # From 15/16 of its slots on nginx closes connections that have not sent a byte yet: give it more slots than descriptors.
    slots = files * 5 // 4
    user = "user root; " if os.geteuid() == 0 else ""
    conf.write_text(_FRAME.format(user=user, workers=workers, files=files, slots=slots, log=log, name=name, http=http), encoding="ascii")
    return Started(["nginx", "-p", folder, "-e", log, "-c", conf], cores, log=folder / f"{name}.out")


def _answer(listen, extra=""):
    return f"  server {{ listen 127.0.0.1:{listen} backlog=4096; {extra}location / {{ return 200 '{ANSWER}'; }} }}"


def json_upstream(site, cores):
    return _start(site, "json", _answer(site.ports.json), cores, 9000)


def tls_upstream(site, cores):
    """TLS 1.2 and 1.3 with session resumption, as a provider's front has."""
    tls = (f"ssl_certificate {site.certificate}; ssl_certificate_key {site.key}; "
           "ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:S:4m; ")
    return _start(site, "tls", _answer(f"{site.ports.tls} ssl", tls), cores, 9000)


def proxy(site, upstream, cores, workers, files):
    """Kept-alive on both sides; unbuffered where the answers are streams, as anyone who serves streams sets it."""
    scheme = "https" if upstream == site.ports.tls else "http"
    unbuffered = "proxy_buffering off; " if upstream == site.ports.sse else ""
    return _start(site, "proxy", f"""
  upstream u {{ server 127.0.0.1:{upstream}; keepalive 512; keepalive_requests 100000000; }}
  server {{ listen 127.0.0.1:{site.ports.proxy} backlog=4096;
    location / {{ proxy_pass {scheme}://u; proxy_http_version 1.1; proxy_set_header Connection ""; {unbuffered}}} }}""",
                  cores, files, workers)
