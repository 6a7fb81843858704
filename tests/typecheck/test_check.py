"""Each fault, small: a text, and the codes with their lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from alloyc.syntax.ast import Attribute, Block, File, Literal, Ref
from alloyc.syntax.parser import parse
from alloyc.typecheck import check

WRITE = """
prometheus.remote_write "metrics" {
  endpoint {
    url = "https://metrics.example"
  }
}
"""


def found(text: str, **options: str) -> list[str]:
    """Codes of errors and their lines, as `code:line`, without what is said of a component for them."""
    diagnostics = check(parse(text, "test.alloy"), source="test.alloy", **options)  # type: ignore[arg-type]
    errors = [d for d in diagnostics if d.severity == "error" and d.code != "refused-component"]
    return [f"{d.code}:{d.span.line if d.span else 0}" for d in errors]


def warnings(text: str) -> list[str]:
    diagnostics = check(parse(text, "test.alloy"), source="test.alloy")
    return [f"{d.code}:{d.span.line if d.span else 0}" for d in diagnostics if d.severity == "warning"]


def scrape(line: str) -> str:
    """A scrape with one more line, which is line 4."""
    return f'prometheus.scrape "a" {{\n  targets = []\n  forward_to = []\n  {line}\n}}'


def test_nothing_is_nothing() -> None:
    assert found("") == []


@pytest.mark.parametrize(
    "line",
    [
        'scrape_interval = "1m30s"',
        'scrape_interval = "10s"',
        "sample_limit = 10",
        'sample_limit = "10"',
        "job_name = 10",
        'job_name = sys.env("JOB")',
        'job_name = "a" + sys.env("JOB")',
        "job_name = coalesce(sys.env(`JOB`), `a`)",
        'honor_labels = "a" == "b"',
        "honor_labels = 1 < 2 && !false",
        "sample_limit = (1 + 2) * 3 ^ 2 - -1",
        'params = { "a" = ["b"] }',
        'params = encoding.from_json("{}")',
        'scrape_protocols = string.split("OpenMetricsText1.0.0,PrometheusProto", ",")',
        "job_name = constants.hostname",
        'job_name = ["a", "b"][0]',
        'job_name = { "a" = "b" }["a"]',
        'job_name = { "a" = "b" }.a',
        'basic_auth { password = "p" }',
        "job_name = file.path_join(module_path, `a`)",
    ],
)
def test_what_fits(line: str) -> None:
    assert found(scrape(line)) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("job_nam = 1", "unknown-attribute"),
        ("clusterin { }", "unknown-block"),
        ("clustering = {}", "attribute-for-block"),
        ("job_name { }", "block-for-attribute"),
        ("targets = []", "repeated-attribute"),
        ("clustering { enabled = true }\nclustering { enabled = true }", "repeated-block"),
        ('clustering "a" { enabled = true }', "unexpected-label"),
        ("honor_labels = 1", "wrong-type"),
        ('honor_labels = "true"', "wrong-type"),
        ('sample_limit = "ten"', "wrong-type"),
        ("job_name = true", "wrong-type"),
        ('scrape_protocols = "a"', "wrong-type"),
        ('scrape_protocols = ["a", true]', "wrong-type"),
        ('params = ["a"]', "wrong-type"),
        ('params = { "a" = "b" }', "wrong-type"),
        ('honor_labels = sys.env("A")', "wrong-type"),
        ('job_name = string.split("a", ",")', "wrong-type"),
        ('job_name = "a" + 1', "wrong-type"),
        ("job_name = 1 && 2", "wrong-type"),
        ('job_name = "a".b', "wrong-type"),
        ('job_name = "a"["b"]', "wrong-type"),
        ('job_name = ["a"]["b"]', "wrong-type"),
        ("job_name = string.to_lower", "wrong-type"),
        ("job_name = coalesce([], [])", "wrong-type"),
        ('scrape_interval = "60"', "invalid-duration"),
        ("scrape_interval = 60", "invalid-duration"),
        ('body_size_limit = "big"', "invalid-size"),
        ("job_name = string.lower(`A`)", "unknown-function"),
        ("job_name = lower(`A`)", "unknown-function"),
        ("job_name = sys.env()", "wrong-arguments"),
        ("job_name = string.trim(`a`)", "wrong-arguments"),
        ("job_name = sys.env([])", "wrong-type"),
        ("job_name = constants.host", "unknown-reference"),
        ("job_name = nothing", "unknown-reference"),
        ("job_name = prometheus.scrape.b.output", "unknown-reference"),
        ("job_name = argument.a.value", "unknown-reference"),
    ],
)
def test_what_does_not_fit(line: str, code: str) -> None:
    assert {text.split(":")[0] for text in found(scrape(line))} == {code}


def test_what_is_missing() -> None:
    text = 'prometheus.remote_write "a" {\n  endpoint {\n  }\n}\nprometheus.scrape "a" {\n}'
    assert found(text) == ["missing-attribute:2", "missing-attribute:5", "missing-attribute:5"]
    assert found('otelcol.processor.batch "a" {\n}') == ["missing-block:1"]


def test_labels() -> None:
    text = 'discovery.kubernetes "a" {\n role = "pod"\n}\ndiscovery.kubernetes "a" {\n role = "pod"\n}\n'
    assert found(text) == ["duplicate-label:4"]
    assert found('discovery.kubernetes {\n role = "pod"\n}') == ["missing-label:1"]
    assert found('logging "a" { }') == ["unexpected-label:1"]
    assert found("logging { }\nlogging { }") == ["repeated-block:2"]


def test_a_label_that_is_no_identifier() -> None:
    file = File((Block("discovery.kubernetes", "my-pods", (Attribute("role", Literal("pod")),)),))
    assert [d.code for d in check(file, source="made")][:1] == ["invalid-label"]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("[prometheus.remote_write.metrics.receiver]", []),
        ("array.concat([prometheus.remote_write.metrics.receiver], [])", []),
        ("prometheus.remote_write.metrics.receiver", ["wrong-type"]),
        ("[prometheus.remote_write.metrics]", []),
        ("[prometheus.remote_write.metrics.input]", ["unknown-export"]),
        ("[prometheus.remote_write.metric.receiver]", ["unknown-reference"]),
        ("[loki.write.logs.receiver]", ["wrong-type"]),
        ("discovery.kubernetes.pods.targets", ["wrong-type"]),
        ("array.concat(discovery.kubernetes.pods.targets, [])", ["wrong-type"]),
    ],
)
def test_references(value: str, codes: list[str]) -> None:
    others = 'loki.write "logs" {\n}\ndiscovery.kubernetes "pods" {\n role = "pod"\n}\n'
    text = f'{WRITE}{others}prometheus.scrape "a" {{\n targets = []\n forward_to = {value}\n}}'
    assert [code.split(":")[0] for code in found(text)] == codes


def test_secrets_never_become_text() -> None:
    vault = 'remote.vault "v" {\n server = "s"\n path = "p"\n auth.token {\n token = "t"\n }\n}\n'
    assert found(vault + 'local.file "a" {\n filename = remote.vault.v.data.name\n}') == ["wrong-type:9"]
    assert found(vault + 'local.file "a" {\n filename = convert.nonsensitive(remote.vault.v.data.name)\n}') == []
    assert found(vault + scrape('basic_auth { password = remote.vault.v.data["p"] }')) == []


def test_a_cycle() -> None:
    text = """
prometheus.relabel "a" {
  forward_to = [prometheus.relabel.b.receiver]
}
prometheus.relabel "b" {
  forward_to = [prometheus.relabel.a.receiver]
}
"""
    assert found(text) == ["reference-cycle:6"]


RULE = 'discovery.relabel "a" {{\n targets = []\n rule {{\n {} \n }}\n}}'


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ('target_label = "a"', []),
        ('action = "drop"\n regex = "a.*|(b|c)+"', []),
        ('action = "drop"\n regex = "(?i)[a-z]{2,3}"', []),
        ('action = "drop"\n regex = "a**"', ["invalid-regex"]),
        ('action = "drop"\n regex = "(?=a)"', ["invalid-regex"]),
        ('action = "dropp"', ["unknown-value"]),
        ('source_labels = ["a"]', ["invalid-rule"]),
        ('action = "hashmod"\n target_label = "a"', ["invalid-rule"]),
        ('action = "hashmod"\n target_label = "a"\n modulus = 3', []),
        ('action = "labeldrop"\n regex = "a"\n source_labels = ["b"]', ["invalid-rule"]),
        ('action = "lowercase"\n target_label = "a"\n replacement = "b"', ["invalid-rule"]),
        ('action = "keepequal"\n target_label = "a"\n source_labels = ["b"]', []),
        ('action = "keepequal"\n target_label = "a"\n regex = "b"', ["invalid-rule"]),
        ('action = sys.env("ACTION")', []),
    ],
)
def test_rules(rule: str, codes: list[str]) -> None:
    assert [code.split(":")[0] for code in found(RULE.format(rule))] == codes


STAGE = 'loki.process "a" {{\n forward_to = []\n {} \n}}'


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        ('stage.match {\n selector = "{a=\\"b\\"}"\n stage.docker { }\n}', []),
        ('stage.match {\n selector = "{a=\\"b\\"} |~ \\"x+\\""\n action = "drop"\n}', []),
        ('stage.match {\n selector = "{a=~\\"(b\\"}"\n action = "drop"\n}', ["invalid-selector"]),
        ('stage.match {\n selector = "{a=b}"\n action = "drop"\n}', ["invalid-selector"]),
        ('stage.match {\n selector = "{a=\\"b\\"}"\n}', ["missing-argument"]),
        ('stage.match {\n selector = "{a=\\"b\\"}"\n action = "drop"\n stage.docker { }\n}', ["conflicting-arguments"]),
        ('stage.match {\n selector = "{a=\\"b\\"}"\n stage.dokker { }\n}', ["unknown-block"]),
        ("stage.drop { }", ["missing-argument"]),
        ('stage.drop {\n value = "a"\n longer_than = "1KB"\n}', ["missing-argument"]),
        ('stage.tenant {\n source = "a"\n value = "b"\n}', ["conflicting-arguments"]),
        ("stage.limit {\n rate = 0\n burst = 1\n}", ["value-out-of-range"]),
        ('stage.timestamp {\n source = "a"\n format = "RFC3339"\n action_on_failure = "no"\n}', ["unknown-value"]),
        ('stage.template {\n source = "a"\n template = "{{ .Value"\n}', ["invalid-template"]),
        ('stage.regex {\n expression = "(?P<a"\n}', ["invalid-regex"]),
        ('stage.structured_metadata { values = { "a" = "" } }', []),
    ],
)
def test_stages(stage: str, codes: list[str]) -> None:
    assert [code.split(":")[0] for code in found(STAGE.format(stage))] == codes


DECLARE = """
declare "scraper" {
  argument "targets" { }
  argument "receivers" { }
  argument "interval" { optional = true }
  prometheus.scrape "a" {
    targets         = argument.targets.value
    forward_to      = argument.receivers.value
    scrape_interval = argument.interval.value
  }
  export "made" { value = discovery.relabel.b.output }
  discovery.relabel "b" { targets = argument.targets.value }
}
"""


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("targets = []\n receivers = []", []),
        ("targets = []", ["missing-attribute"]),
        ("targets = []\n receivers = []\n other = 1", ["unknown-attribute"]),
        ("targets = []\n receivers = []\n receivers = []", ["repeated-attribute"]),
        ("targets = []\n receivers = []\n interval { }", ["block-for-attribute"]),
        ("targets = [prometheus.remote_write.metrics.receiver]\n receivers = []", ["wrong-type"]),
        ('targets = []\n receivers = []\n interval = "often"', ["invalid-duration"]),
    ],
)
def test_custom_components(body: str, codes: list[str]) -> None:
    text = f'{DECLARE}{WRITE}scraper "a" {{\n {body} \n}}'
    assert [code.split(":")[0] for code in found(text)] == codes


@pytest.mark.parametrize(("export", "codes"), [("made", []), ("maid", ["unknown-export"]), ("made[0]", ["wrong-type"])])
def test_exports_of_custom_components(export: str, codes: list[str]) -> None:
    user = f'prometheus.scrape "z" {{\n targets = scraper.a.{export}\n forward_to = []\n}}'
    text = f'{DECLARE}scraper "a" {{\n targets = []\n receivers = []\n}}\n{user}'
    assert [code.split(":")[0] for code in found(text)] == codes


def test_a_declare_sees_only_its_own() -> None:
    inner = 'prometheus.scrape "a" {\n targets = []\n forward_to = [prometheus.remote_write.metrics.receiver]\n }'
    assert found(f'{WRITE}declare "b" {{\n {inner} \n}}\nb "c" {{ }}') == ["unknown-reference:10"]


def test_a_declare_that_holds_itself() -> None:
    assert found('declare "a" {\n  a "b" { }\n}\na "c" { }') == ["reference-cycle:1"]


def test_a_foreach_sees_what_is_around_it() -> None:
    template = 'prometheus.scrape "a" {\n targets = [each]\n forward_to = [{}.receiver]\n }'
    text = f'{WRITE}foreach "b" {{\n collection = []\n var = "each"\n template {{\n {template} \n }}\n}}'
    assert found(text.replace("{}", "prometheus.remote_write.metrics"), stability="experimental") == []
    assert [code.split(":")[0] for code in found(text.replace("{}", "prometheus.remote_write.logs"))] == [
        "unknown-reference"
    ]


IMPORT = 'import.file "lib" {\n  filename = "lib.alloy"\n}\nlib.thing "a" {\n  name = 1\n}'


def test_an_import_that_is_not_at_hand_is_trusted() -> None:
    assert found(IMPORT) == []


@pytest.mark.parametrize(
    ("library", "codes"),
    [
        ('declare "thing" {\n argument "name" { }\n}', []),
        ('declare "thing" {\n}', ["unknown-attribute"]),
        ('declare "thin" {\n}', ["unknown-component"]),
        ('declare "thing" {\n argument "name" { }\n local.file "a" {\n }\n}', ["missing-attribute"]),
        ('declare "thing" {', ["syntax-error"]),
    ],
)
def test_an_import_that_is_followed(library: str, codes: list[str]) -> None:
    read: Callable[[str], str | None] = {"lib.alloy": library}.get
    diagnostics = check(parse(IMPORT, "main.alloy"), source="main.alloy", read=read)
    assert [d.code for d in diagnostics if d.severity == "error"] == codes


def test_versions() -> None:
    filter = 'loki.secretfilter "a" {\n forward_to = []\n allowlist = []\n}'
    assert found(filter, version="1.13", stability="experimental") == []
    assert found(filter, version="1.18", stability="experimental") == ["not-in-version:3"]
    assert found('discovery.aws "a" {\n}', version="1.17")[0] == "not-in-version:1"
    assert found("", version="3.1") == ["unknown-version:0"]


def test_stability() -> None:
    enrich = 'prometheus.enrich "b" {\n targets = []\n target_match_label = "a"\n forward_to = []\n}'
    text = 'discovery.process "a" {\n}\n' + enrich
    assert "unstable:3" in found(text)
    assert "unstable:3" not in found(text, stability="experimental")
    assert found("", stability="stable") == ["unknown-stability:0"]


def test_misplaced() -> None:
    assert found('argument "a" { }') == ["misplaced-block:1"]
    assert found('declare "a" {\n logging { }\n}\na "b" { }') == ["misplaced-block:2"]
    assert found("a = 1") == ["misplaced-attribute:1"]


def test_warnings() -> None:
    assert warnings('discovery.kubernetes "a" {\n role = "pod"\n}') == ["unused-component:1"]
    assert warnings(scrape('job_name = env("A")')) == ["deprecated-function:4"]
    assert warnings('declare "a" {\n argument "b" { optional = true }\n}\na "c" { }') == ["unused-argument:2"]
    assert warnings(f'declare "a" {{\n}}\n{scrape("")}') == ["unused-component:1"]


def test_a_fragment_may_refer_elsewhere() -> None:
    text = 'prometheus.scrape "a" {\n targets = discovery.relabel.b.output\n forward_to = []\n}'
    assert check(parse(text, "f"), source="f", fragment=True) == []


def test_a_tree_that_was_made() -> None:
    body = (Attribute("targets", Ref(1, "output")), Attribute("forward_to", Literal("a")))
    found = check(File((Block("prometheus.scrape", "a", body),)), source="made")
    assert [(d.code, d.span) for d in found] == [("wrong-type", None)]


def test_help_names_the_nearest() -> None:
    (first,) = check(parse('prometheus.scrap "a" { }', "f"), source="f")
    assert first.help == "did you mean `prometheus.scrape`?"
    assert first.span is not None
    assert first.span.length == len("prometheus.scrap")


def test_what_keeps_a_component_from_loading_is_said_of_it_too() -> None:
    diagnostics = check(parse(scrape('scrape_interval = "5s"'), "t"), source="t")
    assert [(d.code, d.span.line if d.span else 0) for d in diagnostics] == [
        ("refused-component", 1),
        ("value-out-of-range", 4),
    ]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ('coalesce("", "up")', []),
        ('coalesce("(bad", "")', ["invalid-regex"]),
        ('string.format("%s(", "a")', ["invalid-regex"]),
        ('"a" + "("', ["invalid-regex"]),
        ('encoding.from_base64("KGJhZA==")', ["invalid-regex"]),
        ('["(", "a"][1]', []),
        ('["(", "a"][0]', ["invalid-regex"]),
        ('{"a" = "("}.a', ["invalid-regex"]),
        ('["a"][1]', ["failing-expression"]),
        ('encoding.from_json("{")', ["failing-expression"]),
        ('coalesce(sys.env("A"), "(bad")', []),
        ("(1 + 2) * 2", []),
    ],
)
def test_constants(value: str, codes: list[str]) -> None:
    text = f'discovery.relabel "a" {{\n targets = []\n rule {{\n action = "drop"\n regex = {value}\n }}\n}}'
    assert [code.split(":")[0] for code in found(text)] == codes
