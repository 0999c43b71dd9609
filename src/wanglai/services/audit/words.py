"""Each kind of act as a sentence in both languages, and the kinds a searched word may mean."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tieout.refusal import Wording
from wanglai.services.access.policy import ROLE_NAMES
from wanglai.services.ledger.words import KINDS
from wanglai.services.money import Amount

ACTS: dict[str, Wording] = {
    "post": Wording("入账", "posted"),
    "allocate": Wording("核销", "settled"),
    "unallocate": Wording("撤销核销", "undid a settlement"),
    "close_period": Wording("结账", "closed a period"),
    "open_books": Wording("建账", "opened the book"),
    "open_periods": Wording("开启期间", "opened periods"),
    "revalue": Wording("期末调汇", "revalued"),
    "set_bands": Wording("设置审批限额", "set approval limits"),
    "request_approval": Wording("提交审批", "asked for approval"),
    "withdraw_request": Wording("撤回审批申请", "withdrew a request"),
    "decide_approval": Wording("审批", "decided a request"),
    "delegate": Wording("委托审批", "delegated"),
    "end_delegation": Wording("结束委托", "ended a delegation"),
    "give_role": Wording("授予角色", "gave a role"),
    "take_role": Wording("取消角色", "took a role away"),
    "disable_person": Wording("停用人员", "switched a person off"),
    "enable_person": Wording("启用人员", "switched a person on"),
}


@dataclass(frozen=True)
class PostedEntry:
    """What a sentence says of an entry."""

    kind: str
    number: int
    document: str
    entry_on: date
    customer_name: str
    amount: Amount | None
    reverses_seq: int | None


@dataclass(frozen=True)
class SettledPair:
    debit: str
    credit: str
    customer_name: str
    amount: Amount
    on: date


def kinds_meant(word: str) -> tuple[list[str], list[str]]:
    """Kinds of acts and of entries whose words in either language hold this word."""
    word = word.lower()
    return (
        [kind for kind, words in ACTS.items() if word in words.zh or word in words.en],
        [kind for kind, words in KINDS.items() if word in words.zh or word in words.en],
    )


def words_of(search: str) -> list[str]:
    """A search as single words; Chinese is parted where a known word stands: 云帆收款 is 云帆 and 收款."""
    return [part for part in _KNOWN.sub(lambda found: f" {found.group()} ", search).split() if part]


_KNOWN = re.compile(
    "|".join(
        sorted({words.zh for words in (*ACTS.values(), *KINDS.values())}, key=len, reverse=True)
    )
)


def sentence(
    kind: str, facts: str, entry: PostedEntry | None, pairs: tuple[SettledPair, ...], period: str
) -> Wording:
    """What happened, without who and when: these stand in columns of their own."""
    if entry is not None:
        return _posted(entry)
    if pairs:
        return _settled(kind, pairs)
    if kind == "close_period":
        return Wording(f"结账：{period}", f"Closed the period {period}")
    known: Mapping[str, Any] = json.loads(facts or "{}")
    if kind in _OF_FACTS:
        return _OF_FACTS[kind](known)
    words = ACTS.get(kind, Wording(kind, kind))
    return Wording(
        _with(words.zh, known, "："), _with(words.en[:1].upper() + words.en[1:], known, ": ")
    )


def _posted(entry: PostedEntry) -> Wording:
    words = KINDS[entry.kind]
    of_zh = f"，客户 {entry.customer_name}" if entry.customer_name else ""
    of_en = f" of {entry.customer_name}" if entry.customer_name else ""
    sum_zh = f"，金额 {entry.amount.text} {entry.amount.currency}" if entry.amount else ""
    sum_en = f", {entry.amount.text} {entry.amount.currency}" if entry.amount else ""
    back_zh = f"，冲销第 {entry.reverses_seq} 号" if entry.reverses_seq else ""
    back_en = f", taking back act {entry.reverses_seq}" if entry.reverses_seq else ""
    paper = f" {entry.document}" if entry.document else ""
    return Wording(
        f"入账：{words.zh}{paper}{of_zh}{sum_zh}，日期 {entry.entry_on}{back_zh}",
        f"Posted {words.en}{paper}{of_en}{sum_en}, dated {entry.entry_on}{back_en}",
    )


def _settled(kind: str, pairs: tuple[SettledPair, ...]) -> Wording:
    first = pairs[0]
    more_zh = f" 等 {len(pairs)} 笔" if len(pairs) > 1 else ""
    more_en = f" and {len(pairs) - 1} more" if len(pairs) > 1 else ""
    total = Amount(sum(abs(pair.amount.minor) for pair in pairs), first.amount.currency)
    verb = ("撤销核销", "Undid settling") if kind == "unallocate" else ("核销", "Settled")
    return Wording(
        f"{verb[0]}：{first.debit} 与 {first.credit}{more_zh}，客户 {first.customer_name}，"
        f"金额 {total.text} {total.currency}，日期 {first.on}",
        f"{verb[1]} {first.debit} with {first.credit}{more_en} of {first.customer_name}, "
        f"{total.text} {total.currency}, from {first.on}",
    )


def _with(words: str, facts: Mapping[str, Any], colon: str) -> str:
    said = ", ".join(f"{name} {value}" for name, value in facts.items() if value not in (None, ""))
    return f"{words}{colon}{said}" if said else words


def _opened(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"建账：{facts['from']} 至 {facts['to']}，共 {facts['periods']} 个期间",
        f"Opened the book for {facts['from']} to {facts['to']}, {facts['periods']} periods",
    )


def _more_periods(facts: Mapping[str, Any]) -> Wording:
    return Wording(
        f"开启期间：{facts['from']} 至 {facts['to']}，共 {facts['periods']} 个",
        f"Opened {facts['periods']} periods, {facts['from']} to {facts['to']}",
    )


def _revalued(facts: Mapping[str, Any]) -> Wording:
    entries = len(facts["entries"])
    return Wording(
        f"期末调汇：{facts['on']}，凭证 {entries} 张",
        f"Revalued at {facts['on']}, {entries} entries",
    )


def _bands(facts: Mapping[str, Any]) -> Wording:
    kind = KINDS.get(facts["kind"], Wording(facts["kind"], facts["kind"]))
    bands = len(facts["bands"])
    return Wording(
        f"设置审批限额：{kind.zh}，{bands} 档", f"Set approval limits for {kind.en}: {bands} bands"
    )


def _gave_role(facts: Mapping[str, Any]) -> Wording:
    role = ROLE_NAMES[facts["role"]]
    return Wording(
        f"授予角色：{facts['person']}，{role.zh}", f"Gave {facts['person']} the role {role.en}"
    )


def _took_role(facts: Mapping[str, Any]) -> Wording:
    role = ROLE_NAMES[facts["role"]]
    return Wording(
        f"取消角色：{facts['person']}，{role.zh}",
        f"Took the role {role.en} from {facts['person']}",
    )


def _disabled(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"停用人员：{facts['person']}", f"Switched {facts['person']} off")


def _enabled(facts: Mapping[str, Any]) -> Wording:
    return Wording(f"启用人员：{facts['person']}", f"Switched {facts['person']} on again")


_OF_FACTS: dict[str, Callable[[Mapping[str, Any]], Wording]] = {
    "open_books": _opened,
    "open_periods": _more_periods,
    "revalue": _revalued,
    "set_bands": _bands,
    "give_role": _gave_role,
    "take_role": _took_role,
    "disable_person": _disabled,
    "enable_person": _enabled,
}
