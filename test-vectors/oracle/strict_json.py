# SPDX-License-Identifier: Apache-2.0
"""A strict JSON parser (RFC 8259, and no more than RFC 8259).

The standard `json` module lets through what a verifier must not: duplicate
member names, lone surrogates, NaN. It also loses the spelling of a number,
which tells `1` from `1.0` (§2 allows integers only). Hence this small parser
by recursive descent.

Values: dict, list, str, True, False, None; a number is an `int` where it is an
integer token in [-(2^53-1), 2^53-1], and an `OutsideSubset` otherwise, so that
each caller decides at its own place whether such a number matters.
"""

import re

MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

# [0-9], never \d: \d also matches the digits of other scripts.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?[0-9]{1,16}")
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_HEX4 = re.compile(r"[0-9a-fA-F]{4}")
_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS = {"true": True, "false": False, "null": None}


class NotStrict(ValueError):
    """The text is not strict JSON."""


class OutsideSubset:
    """A number with a fraction, an exponent, or a magnitude above 2^53-1."""

    def __init__(self, token):
        self.token = token


def parse(source, max_depth=MAX_DEPTH):
    """Parse octets or text. Raises NotStrict."""
    try:
        if isinstance(source, bytes):
            # Python's decoder refuses overlong forms and encoded surrogates. It
            # keeps a BOM as U+FEFF, which is no JSON white space: refused below.
            text = source.decode("utf-8")
        else:
            source.encode("utf-8")  # refuses a lone surrogate
            text = source
    except UnicodeError:
        raise NotStrict("not UTF-8") from None
    parser = _Parser(text, max_depth)
    parser.space()
    value = parser.value(1)
    parser.space()
    if parser.at != len(text):
        raise NotStrict("trailing data")
    return value


def has_outside_number(value):
    """Is there, at any depth, a number outside the integer subset of §2?"""
    if isinstance(value, dict):
        return any(has_outside_number(member) for member in value.values())
    if isinstance(value, list):
        return any(has_outside_number(element) for element in value)
    return isinstance(value, OutsideSubset)


class _Parser:
    def __init__(self, text, max_depth):
        self.text = text
        self.at = 0
        self.max_depth = max_depth

    def peek(self):
        return self.text[self.at : self.at + 1]  # "" at the end

    def take(self, char):
        if self.peek() != char:
            return False
        self.at += 1
        return True

    def expect(self, char):
        if not self.take(char):
            raise NotStrict(f"expected {char!r} at {self.at}")

    def space(self):
        self.at = _SPACE.match(self.text, self.at).end()

    def value(self, level):
        """`level` is the level a container would have here; the outermost is 1."""
        first = self.peek()
        if first in ("{", "["):
            if level > self.max_depth:
                raise NotStrict("nested too deeply")
            return self.object(level) if first == "{" else self.array(level)
        if first == '"':
            return self.string()
        for word, meaning in _LITERALS.items():
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return meaning
        return self.number()

    def object(self, level):
        members = {}
        self.expect("{")
        self.space()
        if self.take("}"):
            return members
        while True:
            name = self.string()  # unescaped, so "a" and "\u0061" are one name
            if name in members:
                raise NotStrict(f"duplicate member {name!r}")
            self.space()
            self.expect(":")
            self.space()
            members[name] = self.value(level + 1)
            self.space()
            if self.take("}"):
                return members
            self.expect(",")
            self.space()

    def array(self, level):
        elements = []
        self.expect("[")
        self.space()
        if self.take("]"):
            return elements
        while True:
            elements.append(self.value(level + 1))
            self.space()
            if self.take("]"):
                return elements
            self.expect(",")
            self.space()

    def string(self):
        self.expect('"')
        pieces = []
        while True:
            plain = _PLAIN.match(self.text, self.at)
            pieces.append(plain.group())
            self.at = plain.end()
            if self.take('"'):
                return "".join(pieces)
            self.expect("\\")  # a control character or the end of the text fails here
            pieces.append(self.escape())

    def escape(self):
        letter = self.peek()
        self.at += 1
        if letter in _ESCAPES:
            return _ESCAPES[letter]
        if letter != "u":
            raise NotStrict("unknown escape")
        unit = self.hex4()
        if 0xD800 <= unit <= 0xDBFF:
            self.expect("\\")
            self.expect("u")
            low = self.hex4()
            if not 0xDC00 <= low <= 0xDFFF:
                raise NotStrict("lone surrogate")
            return chr(0x10000 + (unit - 0xD800) * 0x400 + (low - 0xDC00))
        if 0xDC00 <= unit <= 0xDFFF:
            raise NotStrict("lone surrogate")
        return chr(unit)

    def hex4(self):
        digits = _HEX4.match(self.text, self.at)
        if digits is None:
            raise NotStrict("bad \\u escape")
        self.at = digits.end()
        return int(digits.group(), 16)

    def number(self):
        token = _NUMBER.match(self.text, self.at)
        if token is None:
            raise NotStrict(f"no value at {self.at}")
        self.at = token.end()
        text = token.group()
        # `-0` is an integer token and becomes the integer 0.
        if _INTEGER.fullmatch(text) and abs(int(text)) <= MAX_INTEGER:
            return int(text)
        return OutsideSubset(text)
