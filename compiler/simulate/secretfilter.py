"""`loki.secretfilter`: secrets in lines, as gitleaks finds them, made unreadable.

Rules are in no order in Alloy: where several find something, every order is tried, and unless all end alike the result
is unknown. No line takes longer than `processing_timeout` here.

Source: grafana/alloy internal/component/loki/secretfilter, github.com/gitleaks/gitleaks v8.30 detect and config.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha1
from itertools import permutations
from math import log2
from typing import TYPE_CHECKING, Any, TypeAlias

from ..graph.component import Component
from ..languages.fault import LanguageFault, NotModelled
from ..languages.goregexp import Regexp, compile_regexp
from ..languages.gostrings import cut, size
from ..values.preset_data import data
from .trace import Unknown

if TYPE_CHECKING:
    from .simulation import Simulation

Filter: TypeAlias = Callable[[str], str]
"""A line without its secrets. Raises Unknown."""

_SINCE = (1, 14)
"""Before, Alloy had rules of its own."""
_ALLOWED_HERE = "gitleaks:allow"
_MOST_RULES = 5
"""So many rules at once are tried in every order."""


@dataclass(frozen=True)
class _Allowed:
    """What is no secret: `where` is the text that patterns are tried on, the `secret`, the `match` or the `line`."""

    where: str
    patterns: tuple[Regexp, ...]
    words: tuple[str, ...]

    def holds(self, texts: dict[str, str]) -> bool:
        lowered = texts["secret"].lower()
        looked_at = texts[self.where]
        return any(word in lowered for word in self.words) or (
            bool(looked_at) and any(pattern.matches(looked_at) for pattern in self.patterns)
        )


@dataclass(frozen=True)
class _Rule:
    name: str
    pattern: Regexp
    group: int
    entropy: float
    keywords: tuple[str, ...]
    allowed: tuple[_Allowed, ...]


@dataclass(frozen=True)
class _Rules:
    rules: tuple[_Rule, ...]
    allowed: tuple[_Allowed, ...]


def secret_filter(simulation: Simulation, component: Component) -> Filter:
    """What a component does to each line. Raises Unknown."""
    return simulation.once("secrets", component, lambda: _filter(simulation, component))


def _filter(simulation: Simulation, component: Component) -> Filter:
    from ..catalog import number

    if (number(simulation.given.alloy_version) or _SINCE[1]) < _SINCE[1]:
        raise Unknown("`loki.secretfilter` had rules of its own before Alloy 1.14")
    rate = simulation.argument(component, "rate", 1.0)
    if not 0 <= rate <= 1:
        raise Unknown("Alloy refuses a `rate` that is not from 0 to 1")
    if rate == 0:
        return lambda line: line
    if rate < 1:
        raise Unknown("which lines `loki.secretfilter` looks at is by chance (`rate`)")
    rules = _rules(simulation, simulation.argument(component, "gitleaks_config", ""))
    redact_with = str(simulation.argument(component, "redact_with", ""))
    percent = simulation.argument(component, "redact_percent", 80)
    return lambda line: _redacted(rules, line, redact_with, percent if 1 <= percent <= 100 else 80)


def _rules(simulation: Simulation, path: str) -> _Rules:
    """The rules of a file in the format of gitleaks, or those that come with Alloy."""
    if not path:
        return _read(data("secrets"))
    text = (simulation.given.files or {}).get(path)
    if text is None:
        raise Unknown(f"the file `{path}` was not given")
    try:
        return _read(_translated(tomllib.loads(text)))
    except (tomllib.TOMLDecodeError, LanguageFault, KeyError, TypeError, AttributeError) as fault:
        raise Unknown(f"`{path}` is no configuration of gitleaks: {fault}") from None


def _translated(written: dict[str, Any]) -> dict[str, Any]:
    """The rules of a file, as `presets/secrets.yaml` has them. Raises Unknown for what is not modelled."""
    if "extend" in written or any("required" in rule or "validate" in rule for rule in written.get("rules", ())):
        raise Unknown("a configuration of gitleaks that extends another, or has rules that need others")
    rules = [
        {"name": rule["id"], "pattern": rule["regex"], "group": rule.get("secretGroup", 0),
         "entropy": rule.get("entropy", 0), "keywords": rule.get("keywords", []),
         "allowed": _allowed_of(rule)}
        for rule in written.get("rules", ())
        if "regex" in rule and "path" not in rule
    ]  # fmt: skip
    return {"rules": rules, "allowed": _allowed_of(written)}


def _allowed_of(holder: dict[str, Any]) -> list[dict[str, Any]]:
    """Lists of what is allowed. There is no file here, and so no path holds."""
    found = [*holder.get("allowlists", ()), *([holder["allowlist"]] if "allowlist" in holder else ())]
    asks_for_all = [one for one in found if str(one.get("condition", "")).upper() in ("AND", "&&")]
    if any(one.get("targetRules") or (one in asks_for_all and not one.get("paths")) for one in found):
        raise Unknown("a configuration of gitleaks whose allow lists ask for several things at once")
    return [
        {"patterns": one.get("regexes", []), "in": one.get("regexTarget", "secret"), "words": one.get("stopwords", [])}
        for one in found
        if one not in asks_for_all
    ]


def _read(table: dict[str, Any]) -> _Rules:
    rules = tuple(
        _Rule(
            str(rule["name"]), compile_regexp(rule["pattern"]), rule.get("group", 0), rule.get("entropy", 0),
            tuple(keyword.lower() for keyword in rule["keywords"]), tuple(map(_allowed, rule.get("allowed", ()))),
        )
        for rule in table["rules"]
    )  # fmt: skip
    return _Rules(rules, tuple(map(_allowed, table["allowed"])))


def _allowed(one: dict[str, Any]) -> _Allowed:
    words = tuple(str(word).lower() for word in one.get("words", ()))
    return _Allowed(one.get("in") or "secret", tuple(map(compile_regexp, one.get("patterns", ()))), words)


@dataclass(frozen=True)
class _Finding:
    rule: str
    secret: str


def _redacted(rules: _Rules, line: str, redact_with: str, percent: int) -> str:
    try:
        found = _precise([finding for rule in _candidates(rules, line) for finding in _findings(rules, rule, line)])
    except NotModelled as reason:
        raise Unknown(str(reason)) from None
    if not found:
        return line
    named = list(dict.fromkeys(finding.rule for finding in found))
    if len(named) > _MOST_RULES:
        raise Unknown("many rules find secrets in the line, and Alloy takes them in no order")
    ends = {_replaced(line, _in_order(found, order), redact_with, percent) for order in permutations(named)}
    if len(ends) > 1:
        raise Unknown(f"`{named[0]}` and `{named[1]}` find secrets that overlap, and Alloy takes rules in no order")
    return ends.pop()


def _candidates(rules: _Rules, line: str) -> Iterator[_Rule]:
    """The rules that are tried on a line."""
    lowered = line.lower()
    for rule in rules.rules:
        if not rule.keywords or any(keyword in lowered for keyword in rule.keywords):
            yield rule


def _findings(rules: _Rules, rule: _Rule, line: str) -> Iterator[_Finding]:
    for found in rule.pattern.find_all(line):
        if "\n" in line:
            raise NotModelled("secrets in a line that has several")
        if _ALLOWED_HERE in line:
            continue
        match = found.group(0)
        secret = _secret(rule, match)
        if rule.entropy and not _is_above(_entropy(secret), rule.entropy):
            continue
        texts = {"secret": secret, "match": match, "line": line}
        if not any(allowed.holds(texts) for allowed in (*rules.allowed, *rule.allowed)):
            yield _Finding(rule.name, secret)


def _secret(rule: _Rule, match: str) -> str:
    """The group that the rule names, or else the first that took part; without groups, all of it."""
    again = rule.pattern.search(match)
    groups = [] if again is None else [group or "" for group in again.groups()]
    if rule.group and groups:
        return groups[rule.group - 1]
    return next((group for group in groups if group), match)


def _entropy(text: str) -> float:
    """Shannon's, of characters over the number of bytes."""
    length = size(text) or 1
    return -sum(count / length * log2(count / length) for count in Counter(text).values())


def _is_above(entropy: float, threshold: float) -> bool:
    """Raises NotModelled where the last digit decides, which depends on the order of a map in Alloy."""
    if entropy != threshold and abs(entropy - threshold) < 1e-12:
        raise NotModelled("an entropy that is just that of the rule")
    return entropy > threshold


def _precise(found: Sequence[_Finding]) -> list[_Finding]:
    """Without what a general rule finds and a special one too."""
    special = [finding.secret for finding in found if "generic" not in finding.rule.lower()]
    return [
        finding
        for finding in found
        if "generic" not in finding.rule.lower() or not any(finding.secret in secret for secret in special)
    ]


def _in_order(found: Sequence[_Finding], order: Sequence[str]) -> list[_Finding]:
    return sorted(found, key=lambda finding: order.index(finding.rule))


def _replaced(line: str, found: Sequence[_Finding], redact_with: str, percent: int) -> str:
    for finding in found:
        if redact_with:
            digest = sha1(finding.secret.encode(errors="surrogateescape"), usedforsecurity=False).hexdigest()
            new = redact_with.replace("$SECRET_NAME", finding.rule).replace("$SECRET_HASH", digest)
        elif percent >= 100:
            new = "REDACTED"
        else:
            new = cut(finding.secret, 0, round(size(finding.secret) * (100 - percent) / 100)) + "..."
        line = line.replace(finding.secret, new)
    return line
