"""Files as an attacker or a bad disk would send them, from a seed; the same seed, the same file."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests.tieout.reading.ledgers import csv_bytes, statement, xls_bytes, xlsx_bytes

Mutation = Callable[[bytes, random.Random], bytes]


def bases() -> dict[str, bytes]:
    """Honest files of every kind, each with opening, running balance and closing."""
    rows = statement(60)
    return {
        "xlsx": xlsx_bytes(rows),
        "xls": xls_bytes(rows),
        "csv": csv_bytes(rows),
        "gb18030": csv_bytes(rows, encoding="gb18030"),
        "utf-16": csv_bytes(rows, encoding="utf-16", delimiter="\t"),
    }


# Any bytes --------------------------------------------------------------------------------------


def truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content))]


def bits_flipped(content: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        spoiled[chance.randrange(len(spoiled))] ^= 1 << chance.randrange(8)
    return bytes(spoiled)


def blocks_swapped(content: bytes, chance: random.Random) -> bytes:
    size = max(1, len(content) // chance.choice((3, 7, 30)))
    blocks = [content[at : at + size] for at in range(0, len(content), size)]
    chance.shuffle(blocks)
    return b"".join(blocks)


def block_removed(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randrange(1, 400) :]


def block_doubled(content: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(content))
    block = content[start : start + chance.randrange(1, 400)]
    return content[:start] + block + content[start:]


def zeros_sown(content: bytes, chance: random.Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 3, 50))):
        spoiled[chance.randrange(len(spoiled))] = 0
    return bytes(spoiled)


def noise_appended(content: bytes, chance: random.Random) -> bytes:
    return content + chance.randbytes(chance.randrange(1, 5000))


def noise_prepended(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 200)) + content


def polyglot(content: bytes, chance: random.Random) -> bytes:
    head = chance.choice(
        (
            b"%PDF-1.7\n",
            b"<html>",
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a",
            b"MZ\x00",
            b"PK\x03\x04",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        )
    )
    return head + content


# Text -------------------------------------------------------------------------------------------


def huge_line(content: bytes, chance: random.Random) -> bytes:
    filler = chance.choice((b"a", b",", b'"', b"9", b"\xe4\xb8\xad", b"\t"))
    return content + b"\r\n" + filler * chance.choice((200_000, 3_000_000)) + b"\r\n"


def quotation_opened(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\r\n")
    at = chance.randrange(len(lines))
    lines[at] = lines[at].replace(b",", b',"', 1) if b"," in lines[at] else b'"' + lines[at]
    return b"\r\n".join(lines)


def many_columns(content: bytes, chance: random.Random) -> bytes:
    return content + b"," * chance.choice((600, 100_000)) + b"1\r\n"


def nothing_but_lines(_: bytes, chance: random.Random) -> bytes:
    return b"\n" * chance.choice((10, 2_000_000)) + b"1,2\n"


# Workbooks --------------------------------------------------------------------------------------


def _repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


_SHEET = "xl/worksheets/sheet1.xml"


def part_spoiled(content: bytes, chance: random.Random) -> bytes:
    """A flipped bit inside a part, packed again with a right checksum: the XML itself is damaged."""

    def change(parts: dict[str, bytes]) -> None:
        name = chance.choice(sorted(parts))
        spoil = chance.choice((bits_flipped, truncated, block_removed, blocks_swapped, zeros_sown))
        if parts[name]:
            parts[name] = spoil(parts[name], chance)

    return _repacked(content, change)


def part_missing(content: bytes, chance: random.Random) -> bytes:
    return _repacked(content, lambda parts: parts.pop(chance.choice(sorted(parts))) and None)


def doctype(content: bytes, chance: random.Random) -> bytes:
    """XXE, or a billion laughs, or an amount written as an entity."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = chance.choice(
        (
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>',
            '<!DOCTYPE x [<!ENTITY e "99">]>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        )
    ).encode()
    part = chance.choice((_SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"))

    def change(parts: dict[str, bytes]) -> None:
        head, sep, rest = parts[part].partition(b"?>")
        rest = rest.replace(b"<v>", b"<v>&e;", 1)
        parts[part] = head + sep + declared + rest

    return _repacked(content, change)


def far_corner(content: bytes, chance: random.Random) -> bytes:
    """Cells at the end of the world and a dimension that claims all of it."""

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts[_SHEET]
        sheet = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', sheet)
        row = chance.choice((1_048_576, 1_048_577, 500_000, 9_999_999_999))
        cell = chance.choice(("XFD", "XFE", "A", "AAAA"))
        far = f'<row r="{row}"><c r="{cell}{row}"><v>1</v></c></row></sheetData>'.encode()
        parts[_SHEET] = sheet.replace(b"</sheetData>", far)

    return _repacked(content, change)


def wide_rows(content: bytes, chance: random.Random) -> bytes:
    """Many rows with a cell in ever another column: a dense reader would need gigabytes."""

    def change(parts: dict[str, bytes]) -> None:
        rows = "".join(
            f'<row r="{1000 + n}"><c r="{_letters(n * 7 % 16_384)}{1000 + n}"><v>{n}</v></c></row>'
            for n in range(chance.choice((300, 5000)))
        )
        parts[_SHEET] = parts[_SHEET].replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    return _repacked(content, change)


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def bomb(content: bytes, chance: random.Random) -> bytes:
    """A sheet that unpacks to hundreds of megabytes of rows, of blanks or of text."""
    pad = chance.choice((b" ", b"<row/>", b"<!-- -->", b"<c/>"))
    size = chance.choice((40 << 20, 210 << 20))

    def change(parts: dict[str, bytes]) -> None:
        name = chance.choice((_SHEET, "xl/sharedStrings.xml"))
        body = pad * (size // len(pad))
        parts[name] = (
            parts[name].replace(b"><", b">" + body + b"<", 2)
            if chance.random() < 0.2
            else parts[name] + body
        )

    return _repacked(content, change)


def lying_directory(content: bytes, chance: random.Random) -> bytes:
    """The central directory says 100 bytes; the stream holds 48 megabytes."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    stream = packer.compress(b"<row/>" * ((48 << 20) // 6)) + packer.flush()
    name = _SHEET.encode()
    claimed = chance.choice((100, 1 << 20))
    local = struct.pack(
        "<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(stream), claimed, len(name), 0
    )
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist() if n != _SHEET}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in parts.items():
            archive.writestr(part, body)
    packed = buffer.getvalue()
    split = packed.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack("<HII", packed[split + 10 : split + 20])
    central = struct.pack(
        "<4s6H3I5H2I",
        b"PK\x01\x02",
        20,
        20,
        0,
        8,
        0,
        0,
        0,
        len(stream),
        claimed,
        len(name),
        0,
        0,
        0,
        0,
        0,
        start,
    )
    entry = local + name + stream
    end = struct.pack(
        "<4s4H2IH",
        b"PK\x05\x06",
        0,
        0,
        count + 1,
        count + 1,
        size + len(central) + len(name),
        start + len(entry),
        0,
    )
    return packed[:start] + entry + packed[start:split] + central + name + end


def active_content(content: bytes, chance: random.Random) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        kind = chance.choice(("macro", "link", "dde", "path", "entries"))
        if kind == "macro":
            parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"
        elif kind == "link":
            parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
        elif kind == "dde":
            parts[_SHEET] = parts[_SHEET].replace(b"<v>", b"<f>cmd|'/c calc'!A0</f><v>", 1)
        elif kind == "path":
            parts["../../etc/cron.d/x"] = b"x"
        else:
            parts.update({f"xl/media/{n}.bin": b"" for n in range(300)})

    return _repacked(content, change)


def formula_without_result(content: bytes, chance: random.Random) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        sheet = parts[_SHEET]
        values = list(re.finditer(rb"<c r=\"[EF]\d+\"( s=\"\d+\")?><v>[^<]*</v>", sheet))
        chosen = chance.choice(values)
        head = chosen[0].partition(b"<v>")[0]
        parts[_SHEET] = sheet[: chosen.start()] + head + b"<f>SUM(A1)</f>" + sheet[chosen.end() :]

    return _repacked(content, change)


def cells_shuffled(content: bytes, chance: random.Random) -> bytes:
    """Rows out of order, repeated or misnumbered: the sheet contradicts itself."""

    def change(parts: dict[str, bytes]) -> None:
        sheet = parts[_SHEET]
        rows = re.findall(rb"<row .*?</row>", sheet, re.DOTALL)
        start, end = sheet.index(rows[0]), sheet.rindex(b"</sheetData>")
        if chance.random() < 0.5:
            chance.shuffle(rows)
        else:
            rows.insert(chance.randrange(len(rows)), chance.choice(rows))
        parts[_SHEET] = sheet[:start] + b"".join(rows) + sheet[end:]

    return _repacked(content, change)


ANY: tuple[Mutation, ...] = (
    truncated, bits_flipped, blocks_swapped, block_removed, block_doubled, zeros_sown, noise_appended, noise_prepended, polyglot,
)  # fmt: skip
TEXT: tuple[Mutation, ...] = (huge_line, quotation_opened, many_columns, nothing_but_lines)
WORKBOOK: tuple[Mutation, ...] = (
    part_spoiled, part_spoiled, part_spoiled, part_missing, doctype, far_corner, wide_rows, bomb, lying_directory, active_content, formula_without_result, cells_shuffled,
)  # fmt: skip


def mutated(kind: str, content: bytes, seed: int) -> tuple[str, bytes]:
    """The seed's mutation of a base file: its name and the bytes."""
    chance = random.Random(f"{kind} {seed}")
    own = WORKBOOK if kind == "xlsx" else TEXT if kind in ("csv", "gb18030") else ()
    mutation = chance.choice((*ANY, *own) if chance.random() < 0.5 or not own else own)
    return mutation.__name__, mutation(content, chance)
