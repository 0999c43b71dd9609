"""What a person hands in: a dropped file, or text pasted from a spreadsheet (read as tsv)."""

from __future__ import annotations

from dataclasses import dataclass

from wanglai.services.refusals import UnableTo, Wording

FILE_BYTES_MAX = 50 * 1024 * 1024  # one file; the reading has its own limits on what it unpacks to
NAME_LENGTH_MAX = 200


class FileIsEmpty(UnableTo):
    code_of_refusal = "file.empty"
    why = Wording("文件是空的。", "The file is empty.")
    next_step = Wording(
        "请选择有内容的文件，或粘贴表格内容。", "Choose a file with content, or paste the rows."
    )
    http_status = 422


class FileIsTooBig(UnableTo):
    code_of_refusal = "file.too_big"
    why = Wording("文件超过 50 MB。", "The file is larger than 50 MB.")
    next_step = Wording(
        "请按期间或客户拆分后再上传。", "Split it by period or customer, then upload again."
    )
    http_status = 422


@dataclass(frozen=True)
class Upload:
    """One side's file as it came: the name it had there, without folders, and its bytes."""

    name: str
    content: bytes


def pasted(text: str, *, name: str = "pasted.tsv") -> Upload:
    """Rows pasted from a spreadsheet become a tab-separated UTF-8 file of their own."""
    return Upload(name=name, content=text.replace("\r\n", "\n").encode())


def checked(upload: Upload) -> Upload:
    """The upload with a bare name; refuses, in this order: empty, too big."""
    if not upload.content.strip():
        raise FileIsEmpty(upload.name)
    if len(upload.content) > FILE_BYTES_MAX:
        raise FileIsTooBig(upload.name)
    bare = upload.name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in bare if sign.isprintable()).strip()
    return Upload(name=printable[-NAME_LENGTH_MAX:] or "ledger", content=upload.content)
