"""What an archive says of itself, in both languages: what is in it and how to check it with standard tools."""

from __future__ import annotations


def readme(*, company: str, made_at: str, seq: int, link: str) -> str:
    """The page that lies in the archive as ``README.md``."""
    return _TEXT.format(company=company, made_at=made_at, seq=seq, link=link)


_TEXT = """# {company} · 会计资料归档包 · Archive

生成时间 Made: {made_at}
链头 Head of the chain: 记录 act {seq}, `{link}`

## 内容

- `ledger/`：记录（acts，含封存字节）、凭证、分录、未清项、核销、期间、科目、客户、人员、对账事件、锚点，各一份 JSON Lines 与 CSV。
  金额为最小货币单位的整数（人民币 12345 即 123.45）；借方为正，贷方为负。
- `files/`：上传单据的原始文件，文件名前为其 SHA-256；`files/index.csv` 为目录。
- `reconciliations/`：每次对账的余额调节表（Excel 与 JSON）。
- `reports/`：试算平衡表、账龄分析表、客户欠款；`audit/`：审计日志。
- `manifest.json`：每个文件的 SHA-256、链头；`SHA256SUMS`：同一清单，供标准工具使用。

## 如何校验

1. 逐个文件：解压后在该目录运行 `sha256sum -c SHA256SUMS`。
2. 整条封存链：`python3 归档包.zip`（Python 3.11 或以上，只用标准库）。有改动时逐一指出文件与记录号。
   包内的校验程序也可能被人改动：重要场合请使用另外保存的程序，或运行 `wanglai verify-archive 归档包.zip`。
3. 将上面的链头与另行保存的锚点（例如结账时邮件或打印的链头）比对；整包的 SHA-256 也封存在公司的账簿中。

每条记录的链环 = SHA-256（上一链环 + 封存字节）；封存字节由各列按 `seal.py` 所写的格式重新生成。

## What is in it

- `ledger/`: acts with their sealed bytes, entries, lines, open items, allocations, periods, accounts, customers, people, events of
  reconciliations and anchors, each as JSON lines and as CSV. Amounts are integers of minor units (12345 of CNY is 123.45);
  debits are above zero, credits below.
- `files/`: the originals of what was handed in, each named by its SHA-256; `files/index.csv` lists them.
- `reconciliations/`: the difference sheet of each, in Excel and JSON.
- `reports/`: trial balance, ageing, what customers owe; `audit/`: the audit trail.
- `manifest.json`: the SHA-256 of every file and the head of the chain; `SHA256SUMS`: the same list for standard tools.

In CSV a text that a spreadsheet would run as a formula has an apostrophe before it; the JSON lines have it as it is.

## How to check it

1. File by file: unpack it and run `sha256sum -c SHA256SUMS` in that folder.
2. The whole chain: `python3 archive.zip` (Python 3.11 or later, its own library only). What was changed is named, file and act.
   Whoever changes an archive may change the checker in it as well: where it matters use a copy kept elsewhere, or
   `wanglai verify-archive archive.zip`.
3. Compare the head above with an anchor kept elsewhere. The SHA-256 of the whole archive is sealed in the company's book.

Each act's link is SHA-256 of the link before and the sealed bytes; the bytes are built anew from the columns as `seal.py` says.
"""
