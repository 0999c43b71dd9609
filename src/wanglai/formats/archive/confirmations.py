"""What the audit file of a round of confirmation letters says of itself. See ``docs/formats/confirmations.md``."""

from __future__ import annotations

FORMAT = "wanglai.confirmations/1"


def readme(*, company: str, called: str, as_of: str, made_at: str) -> str:
    """The page that lies in the file as ``README.md``, in both languages."""
    return _TEXT.format(company=company, called=called, as_of=as_of, made_at=made_at)


_TEXT = """# {company} · 函证审计档案 · Confirmation letters {called}

截止日 As of: {as_of} · 生成时间 Made: {made_at}

## 内容

- `index.json`：批次、规则与随机种子、总体与样本的校验码、各步骤的记录号与经办人、结果与结论。
- `tables/`：总体（population）、询证函（letters）、回函（replies）、差异（differences）、替代程序（procedures），各一份 JSON Lines 与 CSV。
  金额为最小货币单位的整数（人民币 12345 即 123.45）。
- `letters/`：每份询证函的 PDF 与其封存内容（JSON）；`-2` 为第二次询证。
- `replies/`：回函的扫描件或邮件，原样保存。
- `manifest.json`：每个文件的 SHA-256；`SHA256SUMS`：同一清单，解压后运行 `sha256sum -c SHA256SUMS` 校验。

重新抽样：按 `tables/population.csv` 的次序，`drawn_from_so_far` 为抽样部分的累计余额；起点 = SHA-256（`start|` 与随机种子）除以间隔的余数加 1，
其后每隔一个间隔抽一次。

## What is in it

- `index.json`: the round, rule and seed, digests of population and sample, the acts and people of each step, result and conclusion.
- `tables/`: population, letters, replies, differences and procedures, each as JSON lines and as CSV. Amounts are integers of minor units.
- `letters/`: each letter as PDF and as its sealed words (JSON); `-2` is the second request.
- `replies/`: scans and e-mails as they came.
- `manifest.json`: the SHA-256 of every file; `SHA256SUMS`: the same list, checked by `sha256sum -c SHA256SUMS` once it is unpacked.

To draw again: in the order of `tables/population.csv`, `drawn_from_so_far` is the sum of what was drawn from; the start is SHA-256 of `start|` and the seed, modulo the
interval, plus 1; every further draw is one interval on. In CSV a text that a spreadsheet would run as a formula has an apostrophe before it.
"""
