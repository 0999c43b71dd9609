"""A customer's name as it is searched and compared, and how it is typed in pinyin.

Two spellings of one name have the same ``core``: full or half width, capital or small letters, brackets of any kind, blanks,
points and the legal form do not count. What stands in brackets does: 西门子（中国） is not 西门子. Traditional and
simplified characters are not brought together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice, product

from pypinyin import Style, pinyin

from wanglai.domain.legal_forms import without_legal_form

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f〇々"
_KANA = "\u3040-\u30ff"
_BLANK_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}{_KANA}]) +| +(?=[{_HAN}{_KANA}])")
_RUNS = re.compile(rf"[{_HAN}]+|[^{_HAN} ]+")
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_INITIAL_WITH_POINT = re.compile(r"(?<!\w)([a-z])\.(?=\w|$|[ ,)])")
_BRACKETED = re.compile(
    r"[(\[{【〔〈《「『]([^()\[\]{}【】〔〕〈〉《》「」『』]*)[)\]}】〕〉》」』]"
)
# The first character of a name is often a surname, and some are read differently there.
_SURNAMES = {
    "单": ("shan",), "仇": ("qiu",), "解": ("xie",), "区": ("ou",), "朴": ("piao", "pu"), "覃": ("qin", "tan"), "翟": ("zhai",),
    "查": ("zha",), "曾": ("zeng",), "尉": ("wei", "yu"), "任": ("ren",), "华": ("hua",), "盖": ("ge", "gai"), "缪": ("miao",),
    "宁": ("ning",), "乐": ("yue", "le"), "种": ("chong",), "秘": ("bi",), "折": ("she",), "员": ("yun",), "繁": ("po",),
    "洗": ("xian",), "召": ("shao",), "柏": ("bai", "bo"), "葛": ("ge",), "盛": ("sheng",), "石": ("shi",), "祭": ("zhai",),
}  # fmt: skip
READINGS_MAX = 32  # spellings kept of one name


@dataclass(frozen=True, slots=True)
class CustomerName:
    """``core`` is compared and searched, ``legal_form`` stands apart, ``bracketed`` is what stood in brackets."""

    text: str
    core: str
    legal_form: str
    bracketed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pinyin:
    """How a name may be typed, the most usual first: ``full`` without tones and blanks, ``initials``."""

    full: tuple[str, ...]
    initials: tuple[str, ...]


def read_name(text: str) -> CustomerName:
    """The parts of a name. ``Ａlder & Sons Co.,Ltd.``: core ``alder and sons``, legal form ``ltd``."""
    shown = " ".join(unicodedata.normalize("NFKC", text).split())
    bracketed = tuple(part.strip() for part in _BRACKETED.findall(shown) if part.strip())
    core, form = without_legal_form(_plain(shown))
    return CustomerName(shown, core, form, bracketed)


def _plain(text: str) -> str:
    """Small letters without accents; signs are blanks, points of initials are nothing; no blank beside a Chinese character."""
    text = _INITIAL_WITH_POINT.sub(r"\1", _without_accents(text.casefold())).replace("&", " and ")
    text = "".join(letter if letter.isalnum() or letter in "〇々" else " " for letter in text)
    return _BLANK_BESIDE_HAN.sub("", " ".join(text.split()))


def _without_accents(text: str) -> str:
    """Latin letters lose their accents; kana keep their voicing marks, without which they are other sounds."""
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        letters.append(parts[0] if parts[0].isascii() else letter)
    return "".join(letters)


def pinyin_of(core: str) -> Pinyin:
    """Every sensible reading of a core, at most 32; letters and figures stand as they are.

    长城: changcheng, and zhangcheng where the dictionary does not know the word. A name of Latin letters alone has the first
    letters of its words as initials: ``alder and sons`` is aas.
    """
    if not _HAN_RUN.search(core):
        words = core.split()
        return Pinyin(("".join(words),), ("".join(word[0] for word in words),)) if words else Pinyin((), ())  # fmt: skip
    syllables: list[tuple[str, ...]] = []
    initials: list[tuple[str, ...]] = []
    for at, run in enumerate(_RUNS.findall(core)):
        if not _HAN_RUN.fullmatch(run):
            syllables.append((run,))
            initials.append((run,))
            continue
        for readings in _readings(run, at_the_start=at == 0):
            syllables.append(readings)
            initials.append(tuple(dict.fromkeys(reading[0] for reading in readings)))
    return Pinyin(_spellings(syllables), _spellings(initials))


def _readings(run: str, *, at_the_start: bool) -> list[tuple[str, ...]]:
    """For each character its readings: that of the word it stands in first, then the others it has alone."""
    usual = pinyin(run, style=Style.NORMAL)
    every = pinyin(run, style=Style.NORMAL, heteronym=True)
    found = [tuple(dict.fromkeys((*one, *more))) for one, more in zip(usual, every, strict=True)]
    if at_the_start:
        found[0] = tuple(dict.fromkeys((*found[0], *_SURNAMES.get(run[0], ()))))
    return found


def _spellings(places: list[tuple[str, ...]]) -> tuple[str, ...]:
    """All combinations, the usual one first; where there would be too many, later characters keep their usual reading."""
    kept, count = [], 1
    for readings in places:
        fitting = readings[: max(1, READINGS_MAX // count)]
        count *= len(fitting)
        kept.append(fitting)
    return tuple(dict.fromkeys("".join(each) for each in islice(product(*kept), READINGS_MAX)))
