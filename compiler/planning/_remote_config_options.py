"""What values can say about the remote configuration of a collector."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ..lowering.secrets import Secret, Tls
from ..values.options import AlloyExpression, Options, Text, unset


class RemoteConfigAuth(Options):
    """How to authenticate. Without a type, a username and a password mean basic."""

    type: Literal["", "none", "basic"] = ""
    username: Text = ""
    username_key: str = "username"
    username_from: AlloyExpression = None
    password: Text = ""
    password_key: str = "password"
    password_from: AlloyExpression = None


class RemoteConfig(Options):
    """`collectors.NAME.remoteConfig`."""

    enabled: bool = False
    url: str = ""
    url_from: AlloyExpression = None
    proxy_url: str = Field(default="", alias="proxyURL")
    no_proxy: str = ""
    proxy_from_environment: bool = False
    proxy_connect_header: dict[str, Any] = {}
    auth: RemoteConfigAuth = unset(RemoteConfigAuth)
    secret: Secret = unset(Secret)
    poll_frequency: str = "30s"
    presets_attribute: bool = True
    extra_attributes: dict[str, Text] = {}
    tls: Tls | None = unset(Tls)
