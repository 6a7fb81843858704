"""Warnings that an Alloy file asks not to have, in a comment:

    // alloyc: ignore unused-component          at the end of a line, or on the line above
    // alloyc: ignore-file unused-component     anywhere in the file

and components that alloyc itself wrote for others to use, as the comment above them says.
"""

from __future__ import annotations

import re

from ..report.diagnostics import Diagnostic
from ..syntax.ast import File

ASKED = re.compile(r"//\s*alloyc:\s*(ignore|ignore-file)\s+([a-z0-9, -]+)$")
OURS = re.compile(r"// (destinations|dataProcessors|applicationObservability)\b[^ ]*(, \S+)*( \S+:\d+)?$")
"""What stands above a way into a destination, a processor or a feature, in what a build prints. Such a way is made
whether or not anything takes it: configuration from elsewhere may (docs/decisions/0002-entries-stay.md)."""


def is_suppressed(fault: Diagnostic, file: File, source: str, ours: bool = False) -> bool:
    """Whether a warning about a file is not to be shown. An error always is. Of a file that is `ours`, as a build wrote
    it, nothing is said of ways in that nothing takes: there may be no comments in it."""
    if ours and fault.code == "unused-component":
        return True
    if fault.severity == "error" or fault.span is None or fault.span.file != source:
        return False
    line = fault.span.line
    for comment in file.comments:
        near = comment.at.line in (line, line - 1)
        if near and fault.code == "unused-component" and OURS.match(comment.text):
            return True
        asked = ASKED.match(comment.text.strip())
        if asked and fault.code in re.split(r"[ ,]+", asked[2]) and (near or asked[1] == "ignore-file"):
            return True
    return False
