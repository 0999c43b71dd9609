"""The press: a Typst template and its words set into a PDF, with our own font and no clock, so that the same words give the same bytes."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst

_FONTS = Path(noto_cjk_sans_otc.__file__).parent
_EPOCH = datetime(
    2000, 1, 1, tzinfo=UTC
)  # what a PDF says of the time it was made; the paper itself says the day


class _Press(threading.local):
    """A press of its own for each thread, since one sets one paper at a time. Reading the font takes longer than a page."""

    def __init__(self) -> None:
        fonts = typst.Fonts(font_paths=[str(_FONTS)], include_system_fonts=False)
        self.compiler = typst.Compiler(font_paths=fonts)


_PRESS = _Press()


@cache
def _template(name: str) -> bytes:
    return resources.files("wanglai.formats.papers").joinpath(name).read_bytes()


def set_in_type(template: str, words: Mapping[str, Any]) -> bytes:
    """PDF of a template and what it says. What is said is text and can never be markup."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    made = _PRESS.compiler.compile(
        input=_template(template), sys_inputs={"words": text}, format="pdf", timestamp=_EPOCH,
        pdf_standards=["1.7"],
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def can_be_printed(picture: bytes, kind: str) -> bool:
    """Whether the press takes the bytes for a picture of that kind; a letterhead with another could print nothing."""
    source = f'#image(bytes({tuple(picture)}), format: "{kind}")'
    try:
        _PRESS.compiler.compile(input=source.encode(), format="pdf", timestamp=_EPOCH)
    except typst.TypstError:
        return False
    return True


def logo_of(kept: Mapping[str, str] | None) -> dict[str, Any] | None:
    """The picture as the press takes it: its bytes as numbers."""
    if kept is None:
        return None
    return {"kind": kept["kind"], "bytes": list(base64.b64decode(kept["base64"]))}


def set_as_picture(template: str, words: Mapping[str, Any], *, ppi: float = 110) -> list[bytes]:
    """The same as pictures, a PNG for each page: what a person looks at before anything is issued."""
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    made = _PRESS.compiler.compile(
        input=_template(template), sys_inputs={"words": text}, format="png", ppi=ppi, timestamp=_EPOCH
    )  # fmt: skip
    pages = made if isinstance(made, list) else [made]
    return [page for page in pages if page is not None]
