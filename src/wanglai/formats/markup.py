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
from functools import cache
from types import MappingProxyType
from typing import Literal
from xml.parsers import expat

Fault = Literal["encoding", "doctype", "damaged", "too_deep"]

_NONE: Mapping[str, str] = MappingProxyType({})
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
    attributes: Mapping[str, str] = field(default_factory=dict)

    def find(self, path: str) -> Element | None:
        """The first element at the end of a path."""
        return _first(self, _names_in(path), 0)

    def text_of(self, path: str) -> str:
        """What stands at the end of a path, without blanks around it; empty where nothing does."""
        found = _first(self, _names_in(path), 0)
        return found.text.strip() if found else ""

    def find_all(self, path: str) -> list[Element]:
        """Elements at the end of a path of local names such as ``Seller/SellerName``."""
        found = [self]
        for name in _names_in(path):
            found = [child for each in found for child in each.children if child.name == name]
        return found

    def walk(self) -> Iterator[Element]:
        """The element and everything below it, in the order of the file."""
        waiting = [self]
        while waiting:
            each = waiting.pop()
            yield each
            waiting.extend(reversed(each.children))


@cache
def _names_in(path: str) -> tuple[str, ...]:
    """The names of a path. Paths are written in our code, so that the cache is bounded."""
    return tuple(path.split("/"))


def _first(element: Element, names: tuple[str, ...], at: int) -> Element | None:
    name, is_last = names[at], at + 1 == len(names)
    for child in element.children:
        if child.name == name:
            found = child if is_last else _first(child, names, at + 1)
            if found is not None:
                return found
    return None


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
    roots = _build(parser, place, elements_max, taken or {})
    try:
        parser.Parse(text, True)
    except expat.ExpatError as fault:
        detail = f"{expat.ErrorString(fault.code)}, line {fault.lineno}"
        raise MarkupRefused("damaged", place, detail=detail) from fault
    except UnicodeEncodeError as fault:  # a lone surrogate, which no encoding of a file can hold
        raise MarkupRefused("encoding", place, asked="utf-8") from fault
    return roots[0]


def _build(parser: expat.XMLParserType, place: str, elements_max: int, taken: Taken) -> list[Element]:  # fmt: skip
    """Sets the parser to build the tree; its root is the first of what comes back. Names of a closure are quicker than fields."""
    roots: list[Element] = []
    opened: list[Element] = []
    texts: list[list[str]] = []
    local_names: dict[str, str] = {}  # bounded by what the file may hold
    left = elements_max

    def refuse(*_: object) -> None:
        raise MarkupRefused("doctype", f"{place}:{parser.CurrentLineNumber}")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if left < 0 or len(opened) >= DEPTH_MAX:
            raise MarkupRefused("too_deep", place)
        local = local_names.get(name)
        if local is None:
            local = local_names[name] = name.rpartition(" ")[2]
        named = {key.rpartition(" ")[2]: value for key, value in attributes.items()} if attributes else _NONE  # fmt: skip
        element = Element(local, parser.CurrentLineNumber, "", [], named)
        (opened[-1].children if opened else roots).append(element)
        opened.append(element)
        texts.append([])

    def character(text: str) -> None:
        texts[-1].append(text)

    def end(_: str) -> None:
        element = opened.pop()
        if said := texts.pop():
            element.text = said[0] if len(said) == 1 else "".join(said)
        if element.name in taken and opened:
            opened[-1].children.pop()
            taken[element.name](element)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = character
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    return roots


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
