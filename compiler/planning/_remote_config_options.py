"""What values can say about the remote configuration of a collector."""

from typing import Any, Literal

from pydantic import Field

from ..values.options import AlloyExpression, KeptText, Options, SecretText, Text, unset
from ..values.secrets import Secret, Tls


class RemoteConfigAuth(Options):
    """How to authenticate. Without a type, a username and a password mean basic."""

    type: Literal["", "none", "basic"] = ""
    username: KeptText = ""
    username_key: str = "username"
    username_from: AlloyExpression = None
    password: SecretText = ""
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
