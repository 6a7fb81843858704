"""Secret values of a destination or another owner: the options that they are given by, and where each is kept.

A value is given in one of four ways, the first that applies: an Alloy expression (`passwordFrom`), in the configuration
itself (`secret.embed`), in a Kubernetes Secret of the user's (`secret.create: false`), in one that is made from values.
A field of the type `SecretText` or `KeptText` is such a value; `NAME_from` and `NAME_key` beside it are the other ways.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, TypeAlias, get_args

from pydantic import BaseModel, Field

from ..report.diagnostics import Path
from ..report.record import dataclass
from ..syntax.ast import Expr
from .options import AlloyExpression, Kept, KeptText, Options, SecretText, unset

Mode: TypeAlias = Literal["embedded", "external", "create"]


class Secret(Options):
    """Which Kubernetes Secret holds the secret values."""

    create: bool = True
    embed: bool = False
    name: str = ""
    namespace: str = ""


class Tls(Options):
    """TLS towards the other side. Text of a certificate, a file in the pod, or an Alloy expression."""

    insecure_skip_verify: bool = False
    ca: KeptText = ""
    ca_key: str = "ca"
    ca_file: str = ""
    ca_from: AlloyExpression = None
    cert: KeptText = ""
    cert_key: str = "cert"
    cert_file: str = ""
    cert_from: AlloyExpression = None
    key: SecretText = ""
    key_key: str = "key"
    key_file: str = ""
    key_from: AlloyExpression = None


class OAuth2Tls(Tls):
    """TLS towards the token endpoint; its keys in a Secret have names of their own."""

    ca_key: str = "oauth2-tls-ca"
    cert_key: str = "oauth2-tls-cert"
    key_key: str = "oauth2-tls-key"


class OAuth2(Options):
    """Client credentials for a token endpoint."""

    client_id: KeptText = ""
    client_id_key: str = "clientId"
    client_id_from: AlloyExpression = None
    client_secret: SecretText = ""
    client_secret_key: str = "clientSecret"
    client_secret_from: AlloyExpression = None
    client_secret_file: str = ""
    endpoint_params: dict[str, Any] = {}
    proxy_url: str = Field(default="", alias="proxyURL")
    no_proxy: str = ""
    proxy_connect_header: dict[str, Any] = {}
    proxy_from_environment: bool = False
    scopes: list[str] = []
    token_url: str = Field(default="", alias="tokenURL")
    tls: OAuth2Tls | None = unset(OAuth2Tls)


class Auth(Options):
    """How to authenticate. Without a type, a username and a password mean basic."""

    type: Literal["", "none", "basic", "bearerToken", "oauth2"] = ""
    username: KeptText = ""
    username_key: str = "username"
    username_from: AlloyExpression = None
    password: SecretText = ""
    password_key: str = "password"
    password_from: AlloyExpression = None
    bearer_token: SecretText = ""
    bearer_token_key: str = "bearerToken"
    bearer_token_from: AlloyExpression = None
    bearer_token_file: str = ""
    oauth2: OAuth2 = unset(OAuth2)


@dataclass(frozen=True)
class SecretOwner:
    """Whose secret values they are, and where it stands in the values. The Secret that would keep them is called after
    the owner and the release's chart, or a part of that."""

    options: Options
    at: Path
    name: str
    part: str = ""


@dataclass(frozen=True)
class SecretValue:
    """One secret value as the values give it: text, expression, and its key in a Kubernetes Secret."""

    text: str
    source: Expr | None
    key: str


def secret_value(owner: Options, path: str) -> SecretValue:
    """The secret value of an owner at a path of field names: "auth.oauth2.client_secret"."""
    *sections, last = path.split(".")
    section: Any = owner
    for name in sections:
        section = getattr(section, name, None)
    return SecretValue(
        getattr(section, last, "") or "",
        getattr(section, f"{last}_from", None),
        getattr(section, f"{last}_key", "") or last,
    )


@cache
def secret_paths(model: type[Options]) -> tuple[str, ...]:
    """The paths of the fields of a model, and of its sections, whose values a Kubernetes Secret may hold."""
    return tuple(path for path, _ in _kept(model))


@cache
def sensitive_paths(model: type[Options]) -> tuple[str, ...]:
    """Those of them that nobody may read."""
    return tuple(path for path, kept in _kept(model) if kept.sensitive)


def _kept(model: type[Options]) -> Iterator[tuple[str, Kept]]:
    for name, field in model.model_fields.items():
        yield from ((name, about) for about in field.metadata if isinstance(about, Kept))
        for section in (field.annotation, *get_args(field.annotation)):
            if isinstance(section, type) and issubclass(section, Options):
                yield from ((f"{name}.{path}", kept) for path, kept in _kept(section))


def secret_options(owner: Options) -> Secret:
    found = getattr(owner, "secret", None)
    return found if isinstance(found, Secret) else Secret()


def mode(owner: Options) -> Mode:
    """Where the secret values of an owner are kept. `embed` wins over `create: false`."""
    secret = secret_options(owner)
    if secret.embed:
        return "embedded"
    return "create" if secret.create else "external"


def is_given(owner: Options, path: str) -> bool:
    """Whether there is a value to read. A Secret of the user's may hold any of them."""
    value = secret_value(owner, path)
    return value.source is not None or mode(owner) == "external" or bool(value.text)


def uses_kubernetes_secret(owner: Options) -> bool:
    """Whether the configuration reads a Kubernetes Secret for the owner."""
    match mode(owner):
        case "embedded":
            return False
        case "external":
            return True
        case "create":
            values = [secret_value(owner, path) for path in secret_paths(type(owner))]
            return any(value.text and value.source is None for value in values)


def authentication_type(owner: Options) -> str:
    """The owner's `auth.type`; where it is empty, "basic" if there is a username and a password, else "none"."""
    auth = getattr(owner, "auth", None)
    if not isinstance(auth, BaseModel):
        return "none"
    stated = str(getattr(auth, "type", ""))
    if stated:
        return stated
    username, password = secret_value(owner, "auth.username"), secret_value(owner, "auth.password")
    given = (username.text or username.source is not None) and (password.text or password.source is not None)
    return "basic" if given else "none"
