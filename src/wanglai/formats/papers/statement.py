"""对账单 on paper: the frozen body of a statement, laid out on A4 in Chinese, English or both."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import segno

from wanglai.domain.ageing import Scheme
from wanglai.domain.amount_words import LARGEST, amount_in_words
from wanglai.domain.money import in_figures
from wanglai.domain.payment_reference import in_fours
from wanglai.domain.statements import digest_of
from wanglai.formats.papers.printing import logo_of, set_as_picture, set_in_type

TEMPLATE = "statement.typ"
_WORDS: dict[str, tuple[str, str]] = {
    "title": ("对账单", "Statement of account"),
    "activity": ("往来明细", "List of activity"),
    "number": ("编号", "No."),
    "period": ("期间", "Period"),
    "issued": ("出具日", "Issued"),
    "currency": ("币种", "Currency"),
    "to": ("致", "To"),
    "customer_number": ("客户编号", "Customer no."),
    "tax_number": ("税号", "Tax no."),
    "before": ("承接", "Goes on from"),
    "again": ("重新出具的原因", "Issued again because"),
    "opening": ("期初余额", "Opening balance"),
    "changed": ("以前期间变动", "Changes to earlier periods"),
    "charged": ("本期增加", "Charged"),
    "credited": ("本期减少", "Credited"),
    "closing": ("期末余额", "Closing balance"),
    "in_words": ("大写", "In words"),
    "day": ("日期", "Date"),
    "what": ("摘要", "What"),
    "document": ("单据号", "Document"),
    "reference": ("贵方单号", "Your reference"),
    "due": ("到期日", "Due"),
    "debit": ("增加", "Charges"),
    "credit": ("减少", "Credits"),
    "balance": ("余额", "Balance"),
    "amount": ("金额", "Amount"),
    "open": ("未清", "Open"),
    "late": ("逾期天数", "Days late"),
    "disputed": ("有争议", "disputed"),
    "pays": ("核销", "settles"),
    "movements": ("本期往来", "Movements of the period"),
    "items": ("未清项", "Open items"),
    "strip": ("账龄", "By age"),
    "not_due": ("未到期", "Not due"),
    "days": ("天", "days"),
    "over": ("以上", "and more"),
    "unapplied": ("未核销款项", "Unapplied"),
    "total": ("合计", "Total"),
    "pay_to": ("付款账户", "Pay to"),
    "pay_with": ("付款时请写明", "With your payment please write"),
    "pay_reference": ("付款参考号", "payment reference"),
    "pay_number": ("对账单号", "statement"),
    "none": ("本期无往来。", "Nothing moved in this period."),
    "answer": ("回执", "Your answer"),
    "agrees": ("相符", "It agrees with our books"),
    "differs": ("不符，差异如下", "It differs as follows"),
    "signed": ("盖章 / 签字", "Stamp or signature"),
    "signed_on": ("日期", "Date"),
    "page": ("页", "Page"),
    "digest": ("校验码", "Digest"),
    "head": ("账簿链", "Chain"),
}  # fmt: skip


def statement_pdf(body: str) -> bytes:
    """The PDF of a frozen body. The same body gives the same bytes, next year as well."""
    return set_in_type(TEMPLATE, words_of(body))


def statement_pictures(body: str) -> list[bytes]:
    """A PNG of each page, to look at."""
    return set_as_picture(TEMPLATE, words_of(body))


def words_of(body: str) -> dict[str, Any]:
    """Everything that stands on the paper, as text in its language, figures already written out.

    Opening 1000000, closing 950000 in CNY: ``10,000.00``, ``9,500.00`` and 玖仟伍佰圆整.
    """
    said = json.loads(body)
    language, currency = said["language"], said["currency"]

    def both(zh: str, en: str) -> str:
        if language == "both":
            return zh if zh == en else f"{zh} {en}"
        return zh if language == "zh" else en

    def told(each: Mapping[str, str]) -> str:
        return both(each["zh"], each["en"])

    def each_of(pair: Mapping[str, str]) -> list[str]:
        """A line for each language; one where both say the same, none where nothing is said."""
        asked = ("zh", "en") if language == "both" else (language,)
        return list(dict.fromkeys(pair[each] for each in asked if pair[each]))

    def figure(minor: int) -> str:
        return in_figures(minor, currency)

    head, digest = said["company"], digest_of(body).hex()
    days = head["days_to_answer"]
    return {
        "labels": {name: both(*pair) for name, pair in _WORDS.items()},
        "lang": "en" if language == "en" else "zh",
        "kind": said["kind"],
        "number": said["number"],
        "reason": said["reason"],
        "before": said["before"],
        "period": f"{said['from']} – {said['through']}",
        "issued_on": said["issued_on"],
        "currency": currency,
        "company": {
            "names": each_of(head["name"]),
            "addresses": each_of(head["address"]),
            "tax_number": head["tax_number"],
            "contact": head["contact"],
            "note": told(head["note"]),
            "paid_to": head["paid_to"],
            "logo": logo_of(head["logo"]),
        },
        "customer": said["customer"],
        # Papers issued before they carried one say nothing of it.
        "reference": in_fours(said["customer"].get("reference", "")),
        "sums": _sums(said, figure),
        "in_words": _in_words(said["closing"], currency),
        "changes": [_moved(each, said, told, figure) for each in said["changes"]],
        "movements": _movements(said, told, figure),
        "items": [_item(each, said, told, figure) for each in said["items"]],
        "items_total": figure(said["closing"]),
        "strip": _strip(said, both, figure),
        "ask": both(
            f"请在 {days} 日内核对并回复；逾期未回复不视为确认。",
            f"Please compare it with your books and answer within {days} days; silence confirms nothing.",
        ),
        "digest": digest,
        "head": f"{said['head']['seq']} · {said['head']['hash'][:16]}",
        "qr": _qr(said, digest),
    }  # fmt: skip


def _sums(said: Mapping[str, Any], figure: Any) -> dict[str, str]:
    names = ("opening", "changed", "charged", "credited", "closing")
    return {name: figure(said[name]) for name in names} | {"has_changes": "yes" if said["changes"] else ""}  # fmt: skip


def _in_words(closing: int, currency: str) -> str:
    """大写金额 of yuan; other currencies have no such words."""
    if currency != "CNY" or abs(closing) > LARGEST:
        return ""
    return amount_in_words(closing)


def _moved(each: Mapping[str, Any], said: Mapping[str, Any], told: Any, figure: Any) -> dict[str, str]:  # fmt: skip
    amount = each["amount"]
    return {
        "on": each["on"],
        "what": told(said["words"][each["kind"]]),
        "document": each["document"],
        "reference": each["reference"],
        "due": each["due_on"] or "",
        "debit": figure(amount) if amount > 0 else "",
        "credit": figure(-amount) if amount < 0 else "",
        "balance": figure(each["balance"]) if "balance" in each else "",
        "text": each["text"],
    }


def _movements(said: Mapping[str, Any], told: Any, figure: Any) -> list[dict[str, Any]]:
    """Movements, each credit with what it settled where the letterhead asks for it."""
    settled: dict[int, list[str]] = {}
    if said["company"]["shows_settlements"]:
        for each in said["settlements"]:
            settled.setdefault(each["by_seq"], []).append(f"{each['paid']} {figure(each['amount'])}")  # fmt: skip
    return [
        {**_moved(each, said, told, figure), "settles": settled.get(each["seq"], [])}
        for each in said["movements"]
    ]


def _item(each: Mapping[str, Any], said: Mapping[str, Any], told: Any, figure: Any) -> dict[str, str]:  # fmt: skip
    return {
        "on": each["on"],
        "what": told(said["words"][each["kind"]]),
        "document": each["document"],
        "reference": each["reference"],
        "due": each["due_on"] or "",
        "late": str(each["days_late"]) if each["days_late"] else "",
        "amount": figure(each["amount"]),
        "open": figure(each["open"]),
        "disputed": "yes" if each["is_disputed"] else "",
    }


def _strip(said: Mapping[str, Any], both: Any, figure: Any) -> list[list[str]]:
    """Heads and figures of the strip: every bucket, then what is unapplied."""
    strip = said["strip"]
    words = Scheme(tuple(strip["edges"])).words()
    heads: Iterable[str] = [both(*each) for each in words]
    figures = [figure(each) for each in strip["buckets"]]
    unapplied = [both(*_WORDS["unapplied"]), figure(strip["unapplied"])]
    return [*map(list, zip(heads, figures, strict=True)), unapplied]


def qr_words(number: str, currency: str, closing: int, digest: str) -> str:
    """What a telephone reads off the paper: number, balance and digest, to hold against the paper and the book."""
    return f"WANGLAI {number} {currency} {in_figures(closing, currency)} {digest}"


def _qr(said: Mapping[str, Any], digest: str) -> str:
    text = qr_words(said["number"], said["currency"], said["closing"], digest)
    code = segno.make(text, error="m", micro=False)
    return code.svg_inline(scale=1, border=0, svgclass=None, lineclass=None)
