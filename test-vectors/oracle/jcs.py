# SPDX-License-Identifier: Apache-2.0
"""RFC 8785 canonical JSON over the integer subset (§2), and the digests made of it."""

import base64
import hashlib

_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


class NotCanonicalisable(ValueError):
    """The value holds a number outside the integer subset (§2)."""


def canonical(value):
    """The canonical form as text. Raises NotCanonicalisable."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):  # after True and False: bool is a subclass of int
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(element) for element in value) + "]"
    if isinstance(value, dict):
        # By UTF-16 code units, as RFC 8785 says; §2.2's wording ("code point")
        # would order supplementary-plane names differently.
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(_string(name) + ":" + canonical(value[name]) for name in names) + "}"
    raise NotCanonicalisable(repr(value))


def _string(text):
    out = []
    for char in text:
        if char in _SHORT:
            out.append(_SHORT[char])
        elif char < " ":
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return '"' + "".join(out) + '"'


def sha256(value):
    """SHA-256 over the UTF-8 octets of the canonical form."""
    return hashlib.sha256(canonical(value).encode("utf-8")).digest()


def hash_claim(value):
    """The form of psea_payload_hash (§2): standard base64 with padding."""
    return base64.b64encode(sha256(value)).decode("ascii")
