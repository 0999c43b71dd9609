"""Compiles every locale/**/*.po to .mo in pure Python: gettext's msgfmt is often not installed."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogue(source: Path) -> None:
    """Write ``django.mo`` beside ``django.po``; a catalogue that cannot be read stops the build."""
    with source.open("rb") as text:
        catalogue = read_po(text, abort_invalid=True)
    target = source.with_suffix(".mo")
    part = target.with_suffix(".mo.part")
    with part.open("wb") as binary:
        write_mo(binary, catalogue)
    part.replace(target)


def main() -> int:
    roots = (Path("locale"), Path("src"))
    for source in sorted(path for root in roots for path in root.rglob("LC_MESSAGES/*.po")):
        compile_catalogue(source)
        print(f"compiled {source}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
