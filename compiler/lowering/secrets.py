"""Secret values of a destination or another owner: where each is kept and how the configuration reads it.

A value is given in one of four ways, the first that applies: an Alloy expression (`passwordFrom`), in the configuration
itself (`secret.embed`), in a Kubernetes Secret of the user's (`secret.create: false`), in one that is made from values.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, Field

from ..graph.build import Value, call, index
from ..syntax.ast import Expr, Ref
from ..values.options import AlloyExpression, Options, Text, unset
from ..values.placed import in_place_of

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
    ca: Text = ""
    ca_key: str = "ca"
    ca_file: str = ""
    ca_from: AlloyExpression = None
    cert: Text = ""
    cert_key: str = "cert"
    cert_file: str = ""
    cert_from: AlloyExpression = None
    key: Text = ""
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

    client_id: Text = ""
    client_id_key: str = "clientId"
    client_id_from: AlloyExpression = None
    client_secret: Text = ""
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
    username: Text = ""
    username_key: str = "username"
    username_from: AlloyExpression = None
    password: Text = ""
    password_key: str = "password"
    password_from: AlloyExpression = None
    bearer_token: Text = ""
    bearer_token_key: str = "bearerToken"
    bearer_token_from: AlloyExpression = None
    bearer_token_file: str = ""
    oauth2: OAuth2 = unset(OAuth2)


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


def secret_options(owner: Options) -> Secret:
    found = getattr(owner, "secret", None)
    return found if isinstance(found, Secret) else Secret()


def mode(owner: Options) -> Mode:
    """Where the secret values of an owner are kept. `embed` wins over `create: false`."""
    secret = secret_options(owner)
    if secret.embed:
        return "embedded"
    return "create" if secret.create else "external"


def uses_kubernetes_secret(owner: Options, paths: Iterable[str]) -> bool:
    """Whether the configuration reads a Kubernetes Secret for the owner."""
    match mode(owner):
        case "embedded":
            return False
        case "external":
            return True
        case "create":
            values = [secret_value(owner, path) for path in paths]
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


@dataclass(frozen=True)
class Secrets:
    """Reads the secret values of an owner. `data` is the export of its `remote.kubernetes.secret`, if it has one."""

    owner: Options
    data: Ref | None = None

    def has(self, path: str) -> bool:
        """Whether there is a value to read. A Secret of the user's may hold any of them."""
        value = secret_value(self.owner, path)
        return value.source is not None or mode(self.owner) == "external" or bool(value.text)

    def read(self, path: str, nonsensitive: bool = False) -> Value:
        """The expression that gives the value, or None where there is none. `nonsensitive` makes plain text of it."""
        value = secret_value(self.owner, path)
        if value.source is not None:
            return value.source
        if mode(self.owner) == "embedded":
            return in_place_of(value.text, secret_options(self.owner).embed)
        if self.data is None:
            return None
        kept = index(self.data, value.key)
        return call("convert.nonsensitive", kept) if nonsensitive else kept

    def read_if_given(self, path: str, nonsensitive: bool = False) -> Value:
        return self.read(path, nonsensitive) if self.has(path) else None


def secret_object(owner: Options, paths: Iterable[str], name: str, namespace: str) -> dict[str, Any] | None:
    """The Kubernetes Secret that is made from the values of an owner, or None where none is to be made."""
    known = tuple(paths)
    if mode(owner) != "create" or not uses_kubernetes_secret(owner, known):
        return None
    values = [secret_value(owner, path) for path in known]
    data = {value.key: b64encode(value.text.encode()).decode() for value in values if value.text}
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "type": "Opaque", "data": data}
