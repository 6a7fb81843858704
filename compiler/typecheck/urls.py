"""URLs and addresses, as Go's net/url and net read them."""

from __future__ import annotations

import re


def url_fault(text: str) -> str | None:
    """What Go's url.Parse has against a text, or None. It takes almost anything."""
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in text):
        return "it has a control character"
    rest = text.partition("#")[0]
    if rest.startswith(":"):
        return "there is no scheme before the `:`"
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.\-]*:", rest)
    after = rest[scheme.end() :] if scheme else rest
    if scheme is None and ":" in re.split(r"[/?]", rest)[0]:
        return "its first part has a `:` and is no scheme"
    if after.startswith("//"):
        fault = authority_fault(re.split(r"[/?]", after[2:])[0])
        if fault is not None:
            return fault
        after = after[2 + len(re.split(r"[/?]", after[2:])[0]) :]
    if re.search(r"%(?![0-9a-fA-F]{2})", after.partition("?")[0]):
        return "a `%` is not followed by two hexadecimal digits"
    return None


def authority_fault(authority: str) -> str | None:
    """What is wrong with `user:password@host:port`, or None."""
    user, at, host = authority.rpartition("@")
    if at and not re.fullmatch(r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*", user):
        return "the user's name or password has a character that must be written with `%`"
    name, _, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if host.startswith("["):
        if "]" not in host:
            return "there is no `]` after the address"
    elif ":" in host and not port.isdigit() and port:
        return f"`{port}` is no port"
    if re.search(r"[\s{}|\\^`]", name or host):
        return "the host has a character that it cannot have"
    if not host.startswith("[") and re.search(r"%(?!25|[89a-fA-F][0-9a-fA-F])", name or host):
        return "a `%` in the host is not followed by two hexadecimal digits of a character beyond ASCII"
    return None


def address_fault(text: str, *, complete: bool = False) -> str | None:
    """What Go's net.SplitHostPort has against a text, or None. A `complete` one has a host and a port."""
    if not text:
        return "it is empty"
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket:
            return "there is no `]` after the address"
        port = rest[1:] if rest.startswith(":") else ""
        if not rest.startswith(":"):
            return "there is no port"
    else:
        host, colon, port = text.rpartition(":")
        if not colon:
            return "there is no port"
        if ":" in host:
            return "it has too many colons"
    if re.search(r"[\[\]]", host + port):
        return "it has a bracket where none may be"
    if complete and not (host and port):
        return "it has no port" if host else "it has no host"
    return None
