"""XML to a bounded tree of local names, with the line each element starts on. Any document type refuses the file.

The text is decoded here, strictly and by its own declaration, so that a wrong encoding is refused and never read as other
characters. Hardening a parser is not enough: with entities switched off an amount ``&e;1`` reads as empty without a word, so
the declaration that could bring them is refused before anything is read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.parsers import expat

Fault = Literal["encoding", "doctype", "damaged", "too_deep"]

ELEMENTS_MAX = 400_000
DEPTH_MAX = 40
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
_CHINESE = ("gb18030", "gbk", "gb2312", "gb_2312-80", "cp936", "x-gbk")
_KNOWN = ("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", *_CHINESE)


class MarkupRefused(Exception):
    """The text is no XML that may be read; each format says so in its own words."""

    def __init__(self, fault: Fault, place: str, **values: str) -> None:
        super().__init__(f"{fault} ({place})")
        self.fault: Fault = fault
        self.place = place
        self.values = values


@dataclass(slots=True)
class Element:
    """An element by its local name; namespaces differ between makers and mean nothing here."""

    name: str
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def find(self, path: str) -> Element | None:
        """The first element at the end of a path."""
        return next(iter(self.find_all(path)), None)

    def text_of(self, path: str) -> str:
        """What stands at the end of a path, without blanks around it; empty where nothing does."""
        found = self.find(path)
        return found.text.strip() if found else ""

    def find_all(self, path: str) -> list[Element]:
        """Elements at the end of a path of local names such as ``Seller/SellerName``."""
        found = [self]
        for name in path.split("/"):
            found = [child for each in found for child in each.children if child.name == name]
        return found

    def walk(self) -> Iterator[Element]:
        """The element and everything below it, in the order of the file."""
        waiting = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting.extend(reversed(each.children))


Taken = Mapping[str, Callable[[Element], None]]


def parse(
    content: bytes, place: str, *, elements_max: int = ELEMENTS_MAX, taken: Taken | None = None
) -> Element:
    """The root of the document. Raises ``MarkupRefused``: encoding, document type, damage, depth.

    An element whose name is in ``taken`` is handed over when it ends and then let go, so that a file of a hundred
    thousand of them needs no more room than one.
    """
    text = decoded(content, place)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    builder = _Builder(parser, place, elements_max, taken or {})
    try:
        parser.Parse(text, True)
    except expat.ExpatError as fault:
        detail = f"{expat.ErrorString(fault.code)}, line {fault.lineno}"
        raise MarkupRefused("damaged", place, detail=detail) from fault
    except UnicodeEncodeError as fault:  # a lone surrogate, which no encoding of a file can hold
        raise MarkupRefused("encoding", place, asked="utf-8") from fault
    return builder.root


class _Builder:
    def __init__(
        self, parser: expat.XMLParserType, place: str, elements_max: int, taken: Taken
    ) -> None:
        self._parser = parser
        self._place = place
        self._taken = taken
        self._open: list[Element] = []
        self._left = elements_max
        self._texts: list[list[str]] = []
        self.root = Element("", 0)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._character
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype

    def _doctype(self, *_: object) -> None:
        raise MarkupRefused("doctype", f"{self._place}:{self._parser.CurrentLineNumber}")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0 or len(self._open) >= DEPTH_MAX:
            raise MarkupRefused("too_deep", self._place)
        named = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], self._parser.CurrentLineNumber, attributes=named)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def _character(self, text: str) -> None:
        self._texts[-1].append(text)

    def _end(self, _: str) -> None:
        element = self._open.pop()
        element.text = "".join(self._texts.pop())
        if self._open and (take := self._taken.get(element.name)):
            self._open[-1].children.pop()
            take(element)


def decoded(content: bytes, place: str) -> str:
    """The text by its mark, else by its declaration, else as UTF-8; GBK and GB2312 are read as GB18030, which holds them."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding, place)
    if content[:2] in (b"<\x00", b"\x00<"):
        return _strict(content, "utf-16-le" if content[:1] == b"<" else "utf-16-be", place)
    match = _DECLARED.match(content)
    asked = match[1].decode("ascii").lower() if match else "utf-8"
    if asked not in _KNOWN or asked.startswith("utf-16"):
        raise MarkupRefused("encoding", place, asked=asked)
    if asked not in _CHINESE:
        return _strict(content, "ascii" if "ascii" in asked else "utf-8", place)
    if not content.isascii() and _is_utf8(content):
        # Bytes that are both would be read as other characters: who declared it must say which it is.
        raise MarkupRefused("encoding", place, asked=asked)
    return _strict(content, "gb18030", place)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _strict(content: bytes, encoding: str, place: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as fault:
        raise MarkupRefused("encoding", place, asked=encoding) from fault
