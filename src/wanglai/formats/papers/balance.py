"""余额调节表 on paper: the frozen body of a reconciliation's sheet, on A4 in Chinese, English or both, with room for both signatures."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from wanglai.domain.money import in_figures
from wanglai.formats.papers.printing import set_as_picture, set_in_type

TEMPLATE = "balance.typ"
QUARTERS = (("ours_more", "ours_less"), ("theirs_more", "theirs_less"))
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("往来余额调节表", "Balance reconciliation statement"),
    "draft": ("草稿，未定稿", "Draft, not frozen"),
    "number": ("编号", "No."),
    "period": ("期间", "Period"),
    "frozen": ("定稿日", "Frozen on"),
    "currency": ("币种", "Currency"),
    "between": ("与", "With"),
    "ours": ("我方账面余额", "Balance in our books"),
    "theirs": ("对方账面余额", "Balance in their books"),
    "ours_more": ("加：对方已记增加、我方未记", "Add: raised in theirs, not yet in ours"),
    "ours_less": ("减：对方已记减少、我方未记", "Less: lowered in theirs, not yet in ours"),
    "theirs_more": ("加：我方已记增加、对方未记", "Add: raised in ours, not yet in theirs"),
    "theirs_less": ("减：我方已记减少、对方未记", "Less: lowered in ours, not yet in theirs"),
    "ours_adjusted": ("我方调节后余额", "Our balance, adjusted"),
    "theirs_adjusted": ("对方调节后余额", "Their balance, adjusted"),
    "unexplained": ("未解释的差额", "Unexplained"),
    "day": ("日期", "Date"),
    "document": ("单据号", "Document"),
    "what": ("差异", "Difference"),
    "becomes": ("处理", "What becomes of it"),
    "due": ("期限", "Until"),
    "amount": ("金额", "Amount"),
    "since": ("自此未了", "open since"),
    "none": ("无", "None"),
    "undecided": ("未定", "not decided"),
    "sign_ours": ("我方", "For us"),
    "sign_theirs": ("对方", "For the other side"),
    "prepared": ("编制", "Prepared"),
    "approved": ("复核", "Approved"),
    "signed": ("盖章 / 签字", "Stamp or signature"),
    "signed_on": ("日期", "Date"),
    "agrees": ("双方确认：除上列各项外，余额相符。", "Both sides confirm that the balances agree but for what is listed above."),
    "page": ("页", "Page"),
    "digest": ("校验码", "Digest"),
    "head": ("账簿链", "Chain"),
}  # fmt: skip


def balance_pdf(body: str) -> bytes:
    """The PDF of a body. The same body gives the same bytes, next year as well."""
    return set_in_type(TEMPLATE, words_of(body))


def balance_pictures(body: str) -> list[bytes]:
    """A PNG of each page, to look at."""
    return set_as_picture(TEMPLATE, words_of(body))


def words_of(body: str) -> dict[str, Any]:
    """Everything that stands on the paper, as text in its language, figures already written out.

    Ours 90000, one adjustment of -5000 in CNY: ``900.00``, ``-50.00``, adjusted ``850.00``.
    """
    said = json.loads(body)
    core, language = said["core"], said["language"]
    currency = core["currency"]

    def both(zh: str, en: str) -> str:
        if language == "both":
            return zh if zh == en else f"{zh} {en}".strip()
        return zh if language == "zh" else en

    def each_of(pair: Mapping[str, str]) -> list[str]:
        asked = ("zh", "en") if language == "both" else (language,)
        return list(dict.fromkeys(pair[each] for each in asked if pair[each]))

    def figure(minor: int) -> str:
        return in_figures(minor, currency)

    head = said["head"]
    return {
        "labels": {name: both(*pair) for name, pair in _WORDS.items()},
        "lang": "en" if language == "en" else "zh",
        "number": said["number"],
        "draft": "yes" if said["is_draft"] else "",
        "period": f"{said['from']} – {said['through']}" if said["from"] else "",
        "frozen_on": said["frozen_on"],
        "currency": currency,
        "company": {
            "names": each_of(said["company"]["name"]),
            "addresses": each_of(said["company"]["address"]),
            "tax_number": said["company"]["tax_number"],
            "contact": said["company"]["contact"],
            "logo": _logo(said["company"]["logo"]),
        },
        "customer": said["customer"],
        "sides": [_side(core, side, figure, both) for side in QUARTERS],
        "unexplained": figure(core["unexplained"]) if core["unexplained"] else "",
        "digest": hashlib.sha256(body.encode()).hexdigest(),
        "head": f"{head['seq']} · {head['hash'][:16]}" if head else "",
    }  # fmt: skip


def _side(core: Mapping[str, Any], quarters: tuple[str, str], figure: Any, both: Any) -> dict[str, Any]:  # fmt: skip
    side = quarters[0].partition("_")[0]
    return {
        "name": side,
        "balance": figure(core[side]),
        "adjusted": figure(core[f"{side}_adjusted"]),
        "quarters": [
            {
                "name": quarter,
                "sum": figure(core["sums"][quarter]),
                "rows": [_row(each, figure, both) for each in core["quarters"][quarter]],
            }
            for quarter in quarters
        ],
    }


def _row(each: Mapping[str, Any], figure: Any, both: Any) -> dict[str, str]:
    becomes = both(each["becomes"]["zh"], each["becomes"]["en"]) or both(*_WORDS["undecided"])
    return {
        "on": each["on"],
        "document": each["document"],
        "text": each["text"],
        "what": both(each["class"]["zh"], each["class"]["en"]),
        "since": each["since"],
        "becomes": becomes,
        "reason": each["reason"],
        "due": each["due"],
        "amount": figure(each["amount"]),
    }


def _logo(kept: Mapping[str, str] | None) -> dict[str, Any] | None:
    if kept is None:
        return None
    return {"kind": kept["kind"], "bytes": list(base64.b64decode(kept["base64"]))}
