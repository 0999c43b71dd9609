"""企业询证函 on paper: the frozen body of a letter, laid out on A4 with the slip that goes back to the auditor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import segno

from wanglai.domain.money import in_figures
from wanglai.formats.papers.printing import logo_of, set_as_picture, set_in_type

TEMPLATE = "confirmation.typ"
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("企业询证函", "Request for confirmation"),
    "number": ("编号", "No."),
    "issued": ("发函日期", "Date"),
    "to": ("致", "To"),
    "customer_number": ("客户编号", "Customer no."),
    "accounts": ("截至 {as_of} 的往来款项", "Accounts as of {as_of}"),
    "day": ("截止日期", "As of"),
    "currency": ("币种", "Currency"),
    "owed_to_us": ("贵公司欠", "You owe us"),
    "owed_by_us": ("欠贵公司", "We owe you"),
    "remark": ("备注", "Remarks"),
    "ours": ("（公司盖章）", "(company's stamp)"),
    "slip": ("回函", "Answer"),
    "cut": ("请沿此线裁下，直接寄回", "Please cut here and return directly to"),
    "conclusion": ("结论（请在其中一栏签章）", "Conclusion (please sign in one of the two boxes)"),
    "agrees": ("信息相符，证明无误。", "The figures agree with our books."),
    "differs": ("信息不符，不符的金额及原因：", "The figures do not agree. What differs, and why:"),
    "stamp": ("盖章", "Stamp"),
    "signed": ("经办人", "Signed by"),
    "signed_on": ("日期", "Date"),
    "reply_to": ("回函地址", "Return to"),
    "by": ("请于此日前回函", "Please answer by"),
    "digest": ("校验码", "Digest"),
    "head": ("账簿链", "Chain"),
    "page": ("页", "Page"),
}  # fmt: skip


def confirmation_pdf(body: str) -> bytes:
    """The PDF of a letter's frozen body. The same body gives the same bytes, next year as well."""
    return set_in_type(TEMPLATE, letter_words(body))


def confirmation_pictures(body: str) -> list[bytes]:
    """A PNG of each page, to look at."""
    return set_as_picture(TEMPLATE, letter_words(body))


def letter_words(body: str) -> dict[str, Any]:
    """Everything that stands on the paper, as text in its language, figures already written out.

    Owed to us 900000, owed by us 0 in CNY: ``9,000.00`` and ``0.00``.
    """
    said = json.loads(body)
    language = said["language"]

    def both(zh: str, en: str) -> str:
        if language == "both":
            return zh if zh == en else f"{zh} {en}"
        return zh if language == "zh" else en

    def each_of(pair: Mapping[str, str]) -> list[str]:
        asked = ("zh", "en") if language == "both" else (language,)
        return list(dict.fromkeys(pair[each] for each in asked if pair[each]))

    head, digest = said["company"], hashlib.sha256(body.encode()).hexdigest()
    labels = {name: both(*pair).format(as_of=said["as_of"]) for name, pair in _WORDS.items()}
    return {
        "labels": labels,
        "lang": "en" if language == "en" else "zh",
        "number": said["number"],
        "again": both(*_again(said)) if said["request"] > 1 else "",
        "issued_on": said["issued_on"],
        "answer_by": said["answer_by"],
        "as_of": said["as_of"],
        "paragraphs": _paragraphs(said, language),
        "company": {
            "names": each_of(head["name"]),
            "addresses": each_of(head["address"]),
            "contact": head["contact"],
            "logo": logo_of(head["logo"]),
        },
        "customer": said["customer"],
        "auditor": said["auditor"],
        "lines": [
            {
                "currency": each["currency"],
                "owed_to_us": in_figures(each["owed_to_us"], each["currency"]),
                "owed_by_us": in_figures(each["owed_by_us"], each["currency"]),
            }
            for each in said["lines"]
        ],
        "digest": digest,
        "head": f"{said['head']['seq']} · {said['head']['hash'][:16]}",
        "qr": _qr(said, digest),
    }


def letter_qr_words(number: str, as_of: str, digest: str) -> str:
    """What a telephone reads off the paper: number, day and digest, to hold against the paper and the book."""
    return f"WANGLAI CONFIRMATION {number} {as_of} {digest}"


def _again(said: Mapping[str, Any]) -> tuple[str, str]:
    """That it is not the first request, and when that was."""
    count, first = said["request"], said["first_on"]
    return f"第 {count} 次询证（首次发函 {first}）", f"Request no. {count}; first sent on {first}"


def _paragraphs(said: Mapping[str, Any], language: str) -> list[str]:
    """The facts of the letter, in each of its languages."""
    auditor, as_of, purpose = said["auditor"]["name"], said["as_of"], said["purpose"]
    zh = [
        f"因{purpose}，本公司委托 {auditor} 审核账目。请将下列截至 {as_of} 本公司账簿记载的往来款项与贵公司的记录核对。",
        *_form_zh(said),
        f"本函只用于核对账目，不是催款或结算通知。款项在 {as_of} 之后已经付清的，仍请就当日余额回函。回函请直接寄 {auditor}，不要寄给本公司。",
    ]
    en = [
        f"For the purpose of {purpose}, {auditor} are examining our accounts. Please compare what our books say as of {as_of}, below, with yours.",
        *_form_en(said),
        (f"This letter serves the comparison of accounts alone; it is no demand for payment. If you have paid since {as_of}, please answer for that "
        f"day all the same. Please send your answer directly to {auditor}, not to us."),
    ]  # fmt: skip
    return {"zh": zh, "en": en, "both": [*zh, *en]}[language]


def _form_zh(said: Mapping[str, Any]) -> list[str]:
    if said["form"] == "negative":
        return [f"相符的无须回函；不符的，请于 {said['answer_by']} 前在回函联第 2 栏列明金额和原因并签章。"]  # fmt: skip
    return [f"无论相符与否，都请于 {said['answer_by']} 前在回函联签章：相符的签第 1 栏，不符的在第 2 栏列明金额和原因。"]  # fmt: skip


def _form_en(said: Mapping[str, Any]) -> list[str]:
    if said["form"] == "negative":
        return [f"Answer only if the figures do not agree: please say in box 2 of the slip what differs, sign it and return it by {said['answer_by']}."]  # fmt: skip
    return [f"Please sign the slip and return it by {said['answer_by']} in either case: box 1 where the figures agree, box 2 where they do not."]  # fmt: skip


def _qr(said: Mapping[str, Any], digest: str) -> str:
    code = segno.make(letter_qr_words(said["number"], said["as_of"], digest), error="m", micro=False)  # fmt: skip
    return code.svg_inline(scale=1, border=0, svgclass=None, lineclass=None)
