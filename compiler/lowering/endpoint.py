"""The part of an HTTP endpoint that prometheus, loki, pyroscope and remotecfg share: proxies, authentication, TLS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from ..graph.build import Value, block, plain
from ..syntax.ast import Block, Expr
from ..values.secrets import OAuth2, Tls, authentication_type
from .secrets import Secrets


class Proxied(Protocol):
    """Options that may send an HTTP client through a proxy."""

    @property
    def proxy_url(self) -> str: ...
    @property
    def no_proxy(self) -> str: ...
    @property
    def proxy_connect_header(self) -> dict[str, Any]: ...
    @property
    def proxy_from_environment(self) -> bool: ...


def proxies(options: Proxied) -> dict[str, Value]:
    """The proxy attributes of an HTTP client, those that are set."""
    return {
        "proxy_url": options.proxy_url or None,
        "no_proxy": options.no_proxy or None,
        "proxy_connect_header": plain(options.proxy_connect_header) or None,
        "proxy_from_environment": options.proxy_from_environment or None,
    }


def url(text: str, source: Expr | None) -> Value:
    """`urlFrom` wins over `url`."""
    return source if source is not None else text


def keyed(values: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Value]:
    """A map option and its `...From` twin as one map: sorted keys, texts before expressions."""
    merged: dict[str, Value] = {k: v if isinstance(v, str) else str(v) for k, v in sorted(values.items())}
    merged.update({key: value for key, value in sorted(sources.items()) if value is not None})
    return merged


def authentication(secrets: Secrets) -> Iterator[Block]:
    """The blocks `basic_auth` or `oauth2`, as the owner's auth.type says."""
    match authentication_type(secrets.owner):
        case "basic":
            yield block(
                "basic_auth",
                username=secrets.read("auth.username", nonsensitive=True),
                password=secrets.read("auth.password"),
            )
        case "oauth2":
            yield oauth2(secrets)


def bearer_token(secrets: Secrets) -> dict[str, Value]:
    """The attribute that carries a bearer token, where the owner's auth.type says so. A file wins."""
    if authentication_type(secrets.owner) != "bearerToken":
        return {}
    file = getattr(secrets.owner.auth, "bearer_token_file", "")  # type: ignore[attr-defined]
    return {"bearer_token_file": file} if file else {"bearer_token": secrets.read("auth.bearer_token")}


def oauth2(secrets: Secrets) -> Block:
    """The block `oauth2` of an HTTP client."""
    options: OAuth2 = secrets.owner.auth.oauth2  # type: ignore[attr-defined]
    file = options.client_secret_file or None
    tls = [] if options.tls is None else [tls_config(options.tls, secrets, "auth.oauth2.tls")]
    return block(
        "oauth2",
        *tls,
        client_id=secrets.read("auth.oauth2.client_id", nonsensitive=True),
        client_secret=None if file else secrets.read("auth.oauth2.client_secret"),
        client_secret_file=file,
        endpoint_params=plain(options.endpoint_params) or None,
        scopes=plain(options.scopes) or None,
        token_url=options.token_url or None,
        **proxies(options),
    )


def tls_config(tls: Tls, secrets: Secrets, path: str, name: str = "tls_config", **more: Value) -> Block:
    """The TLS block of a client. A file wins over text; certificates are public, the key is not."""
    attributes: dict[str, Value] = {**more, "insecure_skip_verify": tls.insecure_skip_verify}
    for part, file, nonsensitive in (
        ("ca", tls.ca_file, True),
        ("cert", tls.cert_file, True),
        ("key", tls.key_file, False),
    ):
        if file:
            attributes[f"{part}_file"] = file
        else:
            attributes[f"{part}_pem"] = secrets.read_if_given(f"{path}.{part}", nonsensitive)
    return block(name, **attributes)
