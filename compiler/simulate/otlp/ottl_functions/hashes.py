"""Functions that hash or encode a text."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

from ....languages.ottl.values import EvaluationError, SpanId, TraceId, Unmodelled, Value, int64

_VARIANTS = {"base64": (False, True), "base64-raw": (False, False), "base64-url": (True, True)}
_VARIANTS["base64-raw-url"] = (True, False)


def _raw(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def fnv(target: str) -> int:
    """FNV-1a, of 64 bits."""
    value = 0xCBF29CE484222325
    for byte in _raw(target):
        value = (value ^ byte) * 0x100000001B3 % (1 << 64)
    return int64(value)


def murmur3(target: str) -> str:
    """Murmur3 of 32 bits, its bytes from the lowest."""
    raw, value = _raw(target), 0
    whole = len(raw) // 4 * 4
    for start in range(0, whole, 4):
        value = value ^ _murmur3_block(int.from_bytes(raw[start : start + 4], "little"))
        value = (_rotate(value, 13) * 5 + 0xE6546B64) % (1 << 32)
    if whole < len(raw):
        value ^= _murmur3_block(int.from_bytes(raw[whole:], "little"))
    value ^= len(raw)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        value = (value ^ value >> shift) * factor % (1 << 32)
    return (value ^ value >> 16).to_bytes(4, "little").hex()


def _murmur3_block(block: int) -> int:
    return _rotate(block * 0xCC9E2D51 % (1 << 32), 15) * 0x1B873593 % (1 << 32)


def _rotate(value: int, count: int) -> int:
    return (value << count | value >> (32 - count)) % (1 << 32)


def base64_decode(target: str, variant: str = "base64") -> str:
    """Line breaks are skipped. Raises EvaluationError for what is no base64."""
    url, padded = _VARIANTS[variant]
    text = target.replace("\r", "").replace("\n", "")
    letters = "[A-Za-z0-9_-]" if url else "[A-Za-z0-9+/]"
    ends = ("==", "=") if padded else ("", "")
    if not re.fullmatch(f"(?:{letters}{{4}})*(?:{letters}{{2}}{ends[0]}|{letters}{{3}}{ends[1]})?", text):
        raise EvaluationError("illegal base64 data")
    text += "=" * (-len(text) % 4)
    raw = base64.urlsafe_b64decode(text) if url else base64.b64decode(text)
    return raw.decode(errors="surrogateescape")


def base64_encode(target: str, variant: str = "base64") -> str:
    if variant not in _VARIANTS:
        raise EvaluationError(f"unsupported base64 variant: {variant}")
    url, padded = _VARIANTS[variant]
    encoded = (base64.urlsafe_b64encode if url else base64.b64encode)(_raw(target)).decode()
    return encoded if padded else encoded.rstrip("=")


def decode(target: Value, encoding: str) -> str:
    if encoding not in _VARIANTS:
        raise Unmodelled(f"the encoding `{encoding}`")
    if isinstance(target, (TraceId, SpanId)) or not isinstance(target, (str, bytes)):
        raise EvaluationError("only a text or bytes can be decoded")
    text = target if isinstance(target, str) else target.decode("latin-1")
    return base64_decode(text, encoding)


def _identifier(kind: type, size: int) -> Callable[..., Value]:
    def make(target: bytes | None) -> Value:
        raw = target or b""
        if len(raw) == 2 * size:
            try:
                raw = bytes.fromhex(raw.decode("ascii"))
            except ValueError:
                raise EvaluationError("an id wants hexadecimal digits") from None
        if len(raw) != size:
            raise EvaluationError(f"an id is {size} bytes")
        return kind(raw)

    return make


def _hash(name: str) -> Callable[[str], str]:
    return lambda target: hashlib.new(name, _raw(target)).hexdigest()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "Base64Decode": base64_decode,
    "Base64Encode": base64_encode,
    "Decode": decode,
    "FNV": fnv,
    "MD5": _hash("md5"),
    "Murmur3Hash": murmur3,
    "SHA1": _hash("sha1"),
    "SHA256": _hash("sha256"),
    "SHA512": _hash("sha512"),
    "SpanID": _identifier(SpanId, 8),
    "TraceID": _identifier(TraceId, 16),
}
LAZY: dict[str, Callable[..., Any]] = {}
