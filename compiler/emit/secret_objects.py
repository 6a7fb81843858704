"""The Kubernetes Secrets that are made from values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import destinations
from ..lowering.remote_config import SECRETS, owner_name
from ..lowering.secrets import secret_object, secret_options
from ..planning.installation import Installation
from ..report.diagnostics import Diagnostic, Path
from ..values.names import secret_name
from ..values.options import Options

if TYPE_CHECKING:
    from ..planning.plan import Plan


@dataclass(frozen=True)
class Owner:
    """Whose secret values they are, where it stands in the values, and the Secret that would keep them."""

    options: Options
    paths: tuple[str, ...]
    at: Path
    name: str
    namespace: str


def secret_objects(plan: Plan) -> list[dict[str, Any]]:
    """Every Secret object of an installation: of destinations, of remote configurations, of integrations. Two owners
    may name the same Secret: then it is one object that holds what both put in."""
    objects: dict[tuple[str, str], dict[str, Any]] = {}
    for owner, found in made(plan.installation):
        known = objects.setdefault((owner.name, owner.namespace), found)
        known["data"] = {**known["data"], **found["data"]}
    integrations = plan.installation.features.get("integrations")
    return [*objects.values(), *(_of_integrations(integrations, plan.installation) if integrations else [])]


def check_secret_objects(installation: Installation) -> Iterator[Diagnostic]:
    """Owners that put different values under the same key of the same Secret."""
    kept: dict[tuple[str, str, str], tuple[str, Owner]] = {}
    for owner, found in made(installation):
        for key, text in found["data"].items():
            before, first = kept.setdefault((owner.name, owner.namespace, key), (text, owner))
            if before != text:
                names = f"`{first.at[1]}` and `{owner.at[1]}`"
                yield Diagnostic(
                    "conflicting-secrets",
                    f"{names} keep different values under the key `{key}` of the Secret `{owner.name}`",
                    owner.at,
                    "give one of them another `secret.name`, or another key",
                )


def made(installation: Installation) -> Iterator[tuple[Owner, dict[str, Any]]]:
    """The Secret object of each owner that has one made."""
    for owner in owners(installation):
        found = secret_object(owner.options, owner.paths, owner.name, owner.namespace)
        if found is not None:
            yield owner, found


def owners(installation: Installation) -> Iterator[Owner]:
    """Enabled destinations, then the collectors with remote configuration, each group by name."""
    for name, destination in sorted(installation.destinations.items()):
        if not destination.disabled:
            own_name = getattr(destination.options, "name", "") or name
            paths = destinations.load(destination.type).SECRETS
            yield _owner(destination.options, paths, ("destinations", name), own_name, installation)
    collectors = [collector for _, collector in sorted(installation.collectors.items()) if collector.options.enabled]
    for collector in (*collectors, *(satellite.collector for satellite in installation.satellites)):
        options = collector.options.remote_config
        if options.enabled:
            yield _owner(options, SECRETS, (*collector.path, "remoteConfig"), owner_name(collector), installation)


def _owner(options: Options, paths: tuple[str, ...], at: Path, name: str, installation: Installation) -> Owner:
    secret, release = secret_options(options), installation.release
    default = secret_name(name, release.name, release.chart)
    return Owner(options, paths, at, secret.name or default, secret.namespace or installation.namespace)


def _of_integrations(options: Options, installation: Installation) -> list[dict[str, Any]]:
    from ..integrations.secret_objects import secret_objects as of_integrations  # only where the values use it

    return of_integrations(options, installation)
