"""What is asked of the address and credentials of a destination or a remote configuration, whatever its type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pydantic.alias_generators import to_camel

from ..report.diagnostics import Diagnostic, Path, dotted, warning
from ..syntax.ast import Expr
from ..values.options import Options
from ..values.secrets import authentication_type, is_given, mode, secret_value, sensitive_paths


class Addressed(Protocol):
    """Options that say where the other side is."""

    @property
    def url(self) -> str: ...
    @property
    def url_from(self) -> Expr | None: ...


REQUIRED = {
    "basic": ("auth.username", "auth.password"),
    "bearerToken": ("auth.bearer_token",),
    "oauth2": ("auth.oauth2.client_id",),
}
"""What each way to authenticate cannot do without."""


def check_address(owner: Addressed, at: Path) -> Iterator[Diagnostic]:
    """Nothing can be sent to, or fetched from, no address."""
    if not owner.url.strip() and owner.url_from is None:
        help = "add `url: https://...`, or `urlFrom:` with an expression of Alloy's"
        yield Diagnostic("missing-key", f"`{dotted(at)}` has no `url`", at, help, about_key=True)


def check_credentials(owner: Options, at: Path) -> Iterator[Diagnostic]:
    """Faults in the secret values of an owner whose options stand at a path of the values."""
    stated = str(getattr(getattr(owner, "auth", None), "type", ""))
    used = authentication_type(owner)
    for path in REQUIRED.get(used, ()):
        if not is_given(owner, path) and not _has_file(owner, path):
            where = values_path(path, at)
            yield Diagnostic("missing-credentials", f"`auth.type: {used}` needs `{dotted(where)}`", where,
                             f"set it or `{where[-1]}From`, or name a Secret: `secret: {{create: false}}`")  # fmt: skip
    if used != "none" and not stated:
        yield warning(
            Diagnostic(
                "inferred-authentication",
                f"`{dotted(at)}` authenticates by user name and password, because both are set",
                (*at, "auth"),
                "say so: `auth: {type: basic}`; or `type: none`",
            )
        )
    if mode(owner) == "embedded":
        yield from _embedded(owner, at)


def values_path(path: str, at: Path) -> Path:
    """Where a secret value stands in the values: "auth.bearer_token" is auth, bearerToken."""
    return (*at, *(to_camel(part) for part in path.split(".")))


def _has_file(owner: Options, path: str) -> bool:
    return path == "auth.bearer_token" and bool(getattr(getattr(owner, "auth", None), "bearer_token_file", ""))


def _embedded(owner: Options, at: Path) -> Iterator[Diagnostic]:
    """Points at `embed`, and not at the value: what shows the place shows its line."""
    for path in sensitive_paths(type(owner)):
        value = secret_value(owner, path)
        if value.text and value.source is None:
            key = dotted(values_path(path, at))
            yield warning(
                Diagnostic(
                    "embedded-secret",
                    f"`{key}` will stand in the configuration for all to read",
                    (*at, "secret", "embed"),
                    "take `embed` out, and a Kubernetes Secret will keep it",
                )
            )
