"""What the types that push to an HTTP endpoint share: prometheus, loki, pyroscope."""

from typing import Any

from pydantic import Field

from ..graph.build import Value
from ..lowering.endpoint import keyed
from ..lowering.secrets import Secrets
from ..planning.installation import Installation
from ..values.names import escape_label
from ..values.options import AlloyExpression, KeptText, Label, Text, unset
from ..values.placed import in_place_of
from ..values.secrets import Auth, Secret, Tls
from .unit import DestinationOptions


class PushOptions(DestinationOptions):
    """Where the endpoint is, how to get there, and which labels everything gets on the way."""

    url: str = ""
    url_from: AlloyExpression = None
    proxy_url: str = Field(default="", alias="proxyURL")
    no_proxy: str = ""
    proxy_connect_header: dict[str, Any] = {}
    proxy_from_environment: bool = False
    tenant_id: KeptText = ""
    tenant_id_key: str = "tenantId"
    tenant_id_from: AlloyExpression = None
    extra_headers: dict[str, Text] = {}
    extra_headers_from: dict[str, AlloyExpression] = {}
    extra_labels: dict[str, Text] = {}
    extra_labels_from: dict[str, AlloyExpression] = {}
    cluster_labels: list[Label] = ["cluster", "k8s.cluster.name"]
    overwrite_cluster_label: bool = False
    auth: Auth = unset(Auth)
    secret: Secret = unset(Secret)
    tls: Tls | None = unset(Tls)


def cluster_labels(options: PushOptions, installation: Installation) -> dict[str, Value]:
    """The cluster's name under each of its labels."""
    return {escape_label(label): installation.cluster_name for label in options.cluster_labels}


def own_labels(options: PushOptions) -> dict[str, Value]:
    """The labels that the user gives everything."""
    return dict(keyed(options.extra_labels, options.extra_labels_from))


def external_labels(options: PushOptions, installation: Installation) -> dict[str, Value] | None:
    """The labels that everything gets which does not have them: the cluster's, then the user's own. A destination that
    overwrites the cluster's has them here too beside labels of the user's, as in the chart."""
    own = own_labels(options)
    if options.overwrite_cluster_label and not own:
        return None
    overwrite = options.overwrite_cluster_label
    named = {in_place_of(key, overwrite): name for key, name in cluster_labels(options, installation).items()}
    return {**named, **own} or None


def tenant_header(secrets: Secrets) -> dict[str, Value]:
    """The header that names the tenant, for the types that have no argument for it."""
    return {"X-Scope-OrgID": secrets.read("tenant_id", nonsensitive=True)} if secrets.has("tenant_id") else {}
