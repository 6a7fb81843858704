"""Addresses in arguments, and where in a network they are: a namespace of the cluster, an address, or somewhere."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple

PORTS = {"http": 80, "https": 443, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "redis": 6379, "mongodb": 27017,
         "grpc": 443, "ssh": 22}  # fmt: skip
"""The ports of schemes where a URL says none."""
_URL = re.compile(r"([a-z][a-z0-9+.-]*)://(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d+))?(?:[/?#].*)?", re.DOTALL)
_ADDRESS = re.compile(r"(\[[^\]]*\]|[A-Za-z0-9._-]+)(?::(\d+))?")
_OF_MYSQL = re.compile(r"(?:[^@]*@)?(?:tcp)?\(([^)]+)\)/.*", re.DOTALL)
_CLUSTER = re.compile(r"(?:.+\.)?[a-z0-9-]+\.([a-z0-9-]+)\.svc(?:\..+)?")


class Address(NamedTuple):
    """A host with a port, or without."""

    host: str
    port: int | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host


def read_address(text: str, has_scheme: bool = False) -> Address | None:
    """The host and port of a URL, of `host:port`, or of what drivers for databases take; None for what is none."""
    if found := _URL.fullmatch(text):
        scheme, host, port = found.groups()
        return Address(host.strip("[]"), int(port) if port else PORTS.get(scheme)) if host else None
    if has_scheme:
        return None
    if found := _OF_MYSQL.fullmatch(text):
        return read_address(found[1])
    found = _ADDRESS.fullmatch(text)
    return Address(found[1].strip("[]"), int(found[2]) if found[2] else None) if found else None


def is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_own(host: str) -> bool:
    """Whether a host is the pod itself, where no policy says anything."""
    return host in ("localhost", "0.0.0.0", "::", "") or (is_ip(host) and ip_address(host).is_loopback)


def namespace_of(host: str, own: str) -> str | None:
    """The namespace of a Service of the cluster; None where a host is none for sure. One without dots is in the own."""
    if is_ip(host):
        return None
    found = _CLUSTER.fullmatch(host)
    return found[1] if found else own if "." not in host else None


def may_be_namespace(host: str) -> str | None:
    """The namespace of a host that may be a Service or a domain: `loki.monitoring`, `example.com`."""
    parts = host.split(".")
    return parts[1] if len(parts) == 2 and not is_ip(host) else None
