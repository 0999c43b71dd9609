"""Turns the file's own sign into ours: positive raises what the customer owes us."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from tieout.reading.reference import Reference
from tieout.refusal import Wording


@dataclass(frozen=True)
class Orientation:
    """+1 keeps the file's debit-less-credit (or signed amount), -1 mirrors it."""

    sign: int
    evidence: Wording
    votes: tuple[int, int]  # for keeping, for mirroring
    by_convention: bool = False  # nothing in the files spoke


_PLAIN_NAMES = {"pair": "debit-credit", "signed": "signed", "direction": "direction"}
_MIRRORED_NAMES = {"pair": "credit-debit", "signed": "mirrored", "direction": "mirrored-direction"}


def name_of(mode: str, sign: int) -> str:
    """The name of a sign setting: a pair that is mirrored is ``credit-debit``."""
    return (_PLAIN_NAMES if sign > 0 else _MIRRORED_NAMES)[mode]


def sign_of(name: str) -> int:
    return 1 if name in _PLAIN_NAMES.values() else -1


def orient(
    nets: list[int],
    *,
    keys: list[str],
    kinds: list[str | None],
    reference: Reference | None,
    opening: int | None,
    titles: str,
    mode: str,
    side: str,
) -> Orientation:
    """Which way round the file is written, by the strongest evidence that speaks."""
    if reference is not None:
        found = _by_documents(nets, keys, reference) or _by_amounts(nets, reference)
        if found:
            return found
    found = _by_kinds(nets, kinds)
    if found:
        return found
    if (
        reference is not None
        and opening
        and reference.opening
        and abs(opening) == abs(reference.opening)
    ):
        sign = 1 if opening == reference.opening else -1
        return Orientation(
            sign, Wording("期初余额与我方一致", "the opening balance equals ours"), (0, 0)
        )
    return _by_convention(titles, mode, side)


def _by_documents(nets: list[int], keys: list[str], reference: Reference) -> Orientation | None:
    totals: dict[str, int] = {}
    known = reference.sums
    for net, key in zip(nets, keys, strict=True):
        if key and key in known:
            totals[key] = totals.get(key, 0) + net
    exact = [0, 0]
    rough = [0, 0]
    for key, total in totals.items():
        ours = known[key]
        if not total or not ours:
            continue
        rough[(total > 0) != (ours > 0)] += 1
        if abs(total) == abs(ours):
            exact[(total > 0) != (ours > 0)] += 1
    keep, mirror = exact if exact[0] != exact[1] else rough
    if keep == mirror:
        return None
    sign = 1 if keep > mirror else -1
    best = max(keep, mirror)
    words = Wording(
        f"按单据号核对，{best} 笔金额方向{'一致' if sign > 0 else '相反'}",
        f"by document number {best} amounts have {'the same' if sign > 0 else 'the opposite'} sign as ours",
    )
    return Orientation(sign, words, (keep, mirror))


def _by_amounts(nets: list[int], reference: Reference) -> Orientation | None:
    counts = Counter(net for net in nets if net)
    keep = sum(min(count, reference.signed.get(net, 0)) for net, count in counts.items())
    mirror = sum(min(count, reference.signed.get(-net, 0)) for net, count in counts.items())
    if max(keep, mirror) < 2 or max(keep, mirror) < 1.5 * min(keep, mirror):
        return None
    sign = 1 if keep > mirror else -1
    best = max(keep, mirror)
    words = Wording(
        f"{best} 笔金额与我方金额{'同号相等' if sign > 0 else '反号相等'}",
        f"{best} amounts equal ours with {'the same' if sign > 0 else 'the opposite'} sign",
    )
    return Orientation(sign, words, (keep, mirror))


def _by_kinds(nets: list[int], kinds: list[str | None]) -> Orientation | None:
    keep = mirror = 0
    for net, kind in zip(nets, kinds, strict=True):
        expected = {"invoice": 1, "receipt": -1}.get(kind or "", 0)
        if net and expected:
            if (net > 0) == (expected > 0):
                keep += 1
            else:
                mirror += 1
    if keep + mirror == 0 or max(keep, mirror) < 1.5 * min(keep, mirror):
        return None
    sign = 1 if keep > mirror else -1
    words = Wording(
        f"{max(keep, mirror)} 行的摘要或类型说明{'正数' if sign > 0 else '负数'}增加欠款",
        f"the words of {max(keep, mirror)} rows say that {'plus' if sign > 0 else 'minus'} raises the debt",
    )
    return Orientation(sign, words, (keep, mirror))


def _by_convention(titles: str, mode: str, side: str) -> Orientation:
    payable = any(
        word in titles for word in ("应付", "payable", "供应商", "vendor", "supplier", "purchase")
    )
    receivable = any(word in titles for word in ("应收", "receivable"))
    if mode == "pair" and ((payable and not receivable) or (side == "theirs" and not receivable)):
        return Orientation(
            -1,
            Wording(
                "按应付账惯例：贷方增加欠款", "as in a payables ledger: credit raises the debt"
            ),
            (0, 0),
            by_convention=True,
        )
    return Orientation(
        1,
        Wording(
            "按应收账惯例：借方（正数）增加欠款",
            "as in a receivables ledger: debit (plus) raises the debt",
        ),
        (0, 0),
        by_convention=True,
    )
