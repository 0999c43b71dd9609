"""Documentation that cannot rot: links resolve, generated pages are fresh, capabilities are all listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools.pages import PAGES, refusals

ROOT = Path(__file__).resolve().parents[2]
PAGES_READ = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=str)
LINK = re.compile(r"(?<!`)!?\[[^\]\n]*\]\(([^)\s]+)\)")

# The whole of what the product must do, in the order of its plan.
CAPABILITIES = [
    "C1",
    "C2",
    "C3",
    "C4",
    "L1",
    "L2",
    "L3",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "R1",
    "R2",
    "R3",
    "R4",
    "R5",
    "K1",
    "K2",
    "K3",
    "K4",
    "K5",
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "I1",
    "I2",
    "I3",
    "I4",
    "I5",
    "I6",
    "I7",
    "T1",
    "T2",
    "T3",
    "X1",
    "X2",
    "X3",
    "X4",
]


def anchors_of(page: Path) -> set[str]:
    """The anchors of a page as Git forges make them: lower case, blanks to hyphens."""
    headings = re.findall(r"^#{1,6} (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", re.sub(r"`|\*", "", heading).lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES_READ, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_resolves(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        place, _, anchor = target.partition("#")
        linked = (page.parent / place).resolve() if place else page
        assert linked.exists(), f"{page.name} links to {target}"
        assert linked.is_relative_to(ROOT), f"{page.name} links out of the repository: {target}"
        if anchor and linked.suffix == ".md":
            assert anchor in anchors_of(linked), f"{page.name}: no heading for {target}"


@pytest.mark.parametrize("place", sorted(PAGES))
def test_generated_pages_are_fresh(place: str) -> None:
    assert (ROOT / place).read_text("utf-8") == PAGES[place](), f"run `make docs`: {place} is stale"


def test_every_refusal_has_both_languages() -> None:
    assert len(refusals()) > 40
    for one in refusals():
        for words in (one.reason_en, one.remedy_en, one.reason_zh, one.remedy_zh):
            assert words, one.code
        assert re.search(r"[\u4e00-\u9fff…]", one.reason_zh), one.code
        assert not re.search(r"[\u4e00-\u9fff]", one.reason_en), one.code


def test_capabilities_lists_exactly_the_ids_with_an_honest_state() -> None:
    text = (ROOT / "docs/capabilities.md").read_text("utf-8")
    rows = re.findall(
        r"^\| ([A-Z]\d) \|[^|]*\| ([^|]+?) \| *([^|]*?) *\|", text, flags=re.MULTILINE
    )
    assert [row[0] for row in rows] == CAPABILITIES
    assert {row[1] for row in rows} <= {"works", "partly", "not yet"}
    for name, state, there in rows:
        assert state != "works" or "Missing" not in there, name
        assert state != "partly" or "Missing" in there or "not yet" in there, (
            f"{name}: what is missing?"
        )


def test_every_page_of_docs_is_reached_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs/README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        for target in LINK.findall(page.read_text("utf-8")):
            if not re.match(r"[a-z]+:", target):
                waiting.append((page.parent / target.partition("#")[0]).resolve())
    assert {page for page in PAGES_READ if page.is_relative_to(ROOT / "docs")} <= reached


@pytest.mark.parametrize(
    "pair", [("README.md", "README.zh.md"), ("docs/user-guide/en.md", "docs/user-guide/zh.md")]
)
def test_both_languages_have_the_same_parts(pair: tuple[str, str]) -> None:
    english, chinese = ((ROOT / name).read_text("utf-8") for name in pair)
    assert english.count("\n## ") == chinese.count("\n## ")


def test_every_make_target_named_in_the_docs_exists() -> None:
    targets = set(
        re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    )
    for page in PAGES_READ:
        for name in re.findall(
            r"(?:`|^    )make ([a-z-]+)", page.read_text("utf-8"), flags=re.MULTILINE
        ):
            assert name in targets, f"{page.name} names make {name}"
