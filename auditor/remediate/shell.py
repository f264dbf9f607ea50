"""Text for a shell: values quoted so that they stay one argument, comments so that they stay one comment."""

from __future__ import annotations

import json
import shlex

from auditor.snapshot import Json

_ACTIVE = str.maketrans("'\"`();|&<>", "\u2019\u201d\u2018[],\u00a6+\u2039\u203a")
"""zsh runs a pasted comment unless told otherwise: what could act in it is shown by a look-alike."""
_ESCAPED = "$!\\"


def quote(value: Json) -> str:
    """One argument of bash: a text as it is, anything else as a JSON document; ASCII, so that one sees what is there.

    Control, bidi and other characters of a text are written as bytes in `$'...'`. A NUL cannot be in an argument:
    U+FFFD stands for it, so that the name is wrong and the call refused, not cut short and sent to another one.
    """
    if not isinstance(value, str):
        return shlex.quote(document(value))
    if value.isascii() and value.isprintable():
        return shlex.quote(value)
    octets = value.replace("\0", "\ufffd").encode("utf-8", "surrogatepass")
    return "$'" + "".join(_octet(octet) for octet in octets) + "'"


def comment(text: str) -> str:
    """The text as one comment line that no character of it can leave."""
    return f"# {printable(text).translate(_ACTIVE)}"


def aside(value: Json) -> str:
    """A document that a person may copy, as an argument of the command that does nothing."""
    return f": {quote(value)}"


def printable(text: str) -> str:
    r"""The text on one line; what is unprintable (control, bidi ...) and `$`, `!`, backslash as `\xNN` or `\uNNNN`."""
    return "".join(char if char.isprintable() and char not in _ESCAPED else _shown(char) for char in text)


def document(value: Json) -> str:
    r"""A JSON document in printable ASCII: what is not is escaped by JSON's own `\uNNNN`."""
    return json.dumps(value, indent=2).replace("\x7f", "\\u007f")


def _octet(octet: int) -> str:
    char = chr(octet)
    return char if char.isascii() and (char.isalnum() or char in " ./:=@_,+-*") else f"\\x{octet:02x}"


def _shown(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
