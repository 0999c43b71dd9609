"""Where the invoice is in an OFD (GB/T 33190): attached as its own XML, or as tags that point at the text of the pages.

The attached XML is preferred; the tags are read only where there is none. What OFD.xml says about the invoice is handed out
beside it and compared later, since the three are written apart and can be made to differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from wanglai.formats.einvoice.archive import Archive
from wanglai.formats.einvoice.document import parse
from wanglai.formats.einvoice.layouts import ENVELOPE, Layout, invoices_in
from wanglai.formats.einvoice.problems import FileRefused
from wanglai.formats.markup import Element


@dataclass(frozen=True)
class Found:
    """An invoice element, its vocabulary, the entry it stands in, and whether its values came from the pages."""

    layout: Layout
    element: Element
    entry: str
    by_tags: bool


def find_in_ofd(archive: Archive, place: str) -> tuple[list[Found], dict[str, str]]:
    """Every invoice of the package, and the fields OFD.xml states of it."""
    entry = archive.find("/OFD.xml")
    if entry is None:
        raise FileRefused("einvoice.not_one", place)
    root = parse(archive.read(entry), f"{place}!{entry}")
    envelope: dict[str, str] = {}
    for datum in root.find_all("DocBody/DocInfo/CustomDatas/CustomData"):
        field = ENVELOPE.get("".join(datum.attributes.get("Name", "").split()))
        if field and datum.text.strip():
            envelope.setdefault(field, datum.text.strip())
    found = _attached(archive, place)
    if not found:
        for body in root.find_all("DocBody/DocRoot"):
            found += _tagged(archive, place, body.text.strip(), entry)
    return found, envelope if len(root.find_all("DocBody")) == 1 else {}


def _attached(archive: Archive, place: str) -> list[Found]:
    """Invoices in the XML files of any folder of attachments; the list of attachments itself holds none."""
    found = []
    for name in archive.names():
        folders, _, file = name.casefold().rpartition("/")
        if "attach" in folders and file.endswith(".xml") and file != "attachments.xml":
            root = parse(archive.read(name), f"{place}!{name}")
            found += [Found(layout, each, name, by_tags=False) for layout, each in invoices_in(root)]  # fmt: skip
    return found


def _tagged(archive: Archive, place: str, location: str, beside: str) -> list[Found]:
    document_name = archive.find(location, beside=beside)
    if document_name is None:
        return []
    document = parse(archive.read(document_name), f"{place}!{document_name}")
    pages = {
        page.attributes.get("ID", ""): page.attributes.get("BaseLoc", "")
        for page in document.find_all("Pages/Page")
    }
    texts = _PageTexts(archive, place, document_name, pages)
    found = []
    for tags in document.find_all("CustomTags"):
        tags_name = archive.find(tags.text.strip(), beside=document_name)
        if tags_name is None:
            continue
        listed = parse(archive.read(tags_name), f"{place}!{tags_name}")
        for location_of_tag in listed.find_all("CustomTag/FileLoc"):
            name = archive.find(location_of_tag.text.strip(), beside=tags_name)
            if name is None:
                continue
            for layout, element in invoices_in(parse(archive.read(name), f"{place}!{name}")):
                found.append(Found(layout, texts.filled(element), name, by_tags=True))
    return found


class _PageTexts:
    """The text objects of the pages by page and id, each page read when it is first asked for."""

    def __init__(self, archive: Archive, place: str, beside: str, pages: dict[str, str]) -> None:
        self._archive = archive
        self._place = place
        self._beside = beside
        self._pages = pages
        self._read: dict[str, dict[str, str]] = {}

    def filled(self, element: Element) -> Element:
        """The element with the text its references point at; what points nowhere is empty."""
        parts = [element.text.strip()]
        children = []
        for child in element.children:
            if child.name == "ObjectData":
                parts.append(child.text.strip())
            elif child.name == "ObjectRef":
                texts = self._of(child.attributes.get("PageRef", ""))
                parts.append(texts.get(child.text.strip(), ""))
            else:
                children.append(self.filled(child))
        return Element(element.name, element.line, "".join(parts), children, element.attributes)

    def _of(self, page: str) -> dict[str, str]:
        if page not in self._read:
            location = self._pages.get(page)
            name = self._archive.find(location, beside=self._beside) if location else None
            self._read[page] = {}
            if name is not None:
                root = parse(self._archive.read(name), f"{self._place}!{name}")
                self._read[page] = {
                    each.attributes.get("ID", ""): "".join(
                        code.text for code in each.find_all("TextCode")
                    )
                    for each in root.walk()
                    if each.name == "TextObject"
                }
        return self._read[page]
