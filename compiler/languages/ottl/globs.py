"""Patterns of `replace_match` and `replace_all_matches`: those of a shell, without separators."""

from __future__ import annotations

import re


def glob_pattern(glob: str) -> str | None:
    """A glob as a regular expression for the whole text, or None where it is none.

    `*` and `**` are any text, `?` any character, `[abc]` and `[a-z]` one of them, `[!...]` none of them, `{a,b}`
    either, `\\` takes what follows as it is.
    """
    out, position, depth = "", 0, 0
    while position < len(glob):
        character = glob[position]
        position += 1
        if character == "*":
            out += ".*"
        elif character == "?":
            out += "."
        elif character == "\\":
            out += re.escape(glob[position : position + 1])
            position += 1
        elif character == "{":
            out, depth = out + "(?:", depth + 1
        elif character == "}" and depth:
            out, depth = out + ")", depth - 1
        elif character == "," and depth:
            out += "|"
        elif character == "[":
            match = re.compile(r"(!?)(?:([^\]\\])-([^\]\\])|([^\]\\!-]+))\]").match(glob, position)
            if match is None:
                return None
            members = f"{re.escape(match[2])}-{re.escape(match[3])}" if match[2] else re.escape(match[4])
            out += f"[{'^' if match[1] else ''}{members}]"
            position = match.end()
        else:
            out += re.escape(character)
    return None if depth else f"(?s)^{out}$"
