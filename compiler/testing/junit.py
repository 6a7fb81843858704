"""Results as JUnit's XML, for CI."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from .run import Result


def junit(results: Sequence[Result]) -> str:
    """A suite a file, a case a test. What is inconclusive is an error, as what could not be run is."""
    root = ElementTree.Element("testsuites")
    for path in dict.fromkeys(result.tests.path for result in results):
        found = [result for result in results if result.tests.path == path]
        failures = sum(result.status == "failed" for result in found)
        errors = sum(result.status in ("inconclusive", "wrong") for result in found)
        suite = ElementTree.SubElement(
            root, "testsuite", name=path, tests=str(len(found)), failures=str(failures), errors=str(errors)
        )
        for result in found:
            _case(suite, result)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ElementTree.Element, result: Result) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=result.tests.path, name=result.case.name, time=f"{result.seconds:.3f}"
    )
    if result.status != "passed":
        kind = "failure" if result.status == "failed" else "error"
        messages = [diagnostic.message for diagnostic in result.diagnostics]
        said = ElementTree.SubElement(case, kind, type=result.status, message=messages[0] if messages else "")
        said.text = "\n".join(messages)
