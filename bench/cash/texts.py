"""What the bank line and the remittance advice say of a receipt, and whether that is enough."""

from __future__ import annotations

import re
from random import Random

from bench.cases.numbering import REWRITES, typing_error
from bench.cash.evidence import is_only_combination
from bench.cash.knobs import CashKnobs
from bench.cash.names import as_bank_prints
from bench.cash.truth import Item, Party, Receipt

_WORDS = {
    False: ("货款", "支付货款", "付款", "往来款", "采购款"),
    True: ("Payment", "Invoice", "Goods", "Remittance"),
}
_REASON_WORDS = {
    "price": ("价格差异", "price difference"),
    "damage": ("破损扣款", "damaged goods"),
    "freight": ("运费扣款", "freight"),
    "quantity": ("短少数量", "short delivery"),
    "discount": ("现金折扣", "cash discount"),
    "fee": ("扣手续费", "bank charges"),
}
_ALWAYS = {"short", "overpayment", "partial", "credit", "discount"}  # mostly say what they are


class Pen:
    def __init__(self, random: Random, knobs: CashKnobs, parties: list[Party]) -> None:
        self.random, self.knobs = random, knobs
        self.all_names = "\n".join(_core(party.name) for party in parties)
        self.about: dict[Receipt, list[Item]] = {}
        self.last = random.randint(100_000, 900_000)

    def write(
        self,
        receipt: Receipt,
        known: list[Item],
        *,
        about: list[Item] | None = None,
        like: Receipt | None = None,
    ) -> None:
        self.last += self.random.randint(1, 9)
        receipt.reference = f"EB{receipt.received_on:%y%m}{self.last:08d}"
        items = about or [item for item, _ in receipt.allocations]
        self.about[receipt] = items
        payer = receipt.payer
        receipt.payer_account = payer.account if self.random.random() < 0.9 else ""
        receipt.payer_name = payer.name
        if self.random.random() < self.knobs.name_noise:
            receipt.payer_name = as_bank_prints(self.random, payer.name, english=payer.english)
        if like is not None:
            receipt.payer_name, receipt.payer_account = like.payer_name, like.payer_account
            english = payer.english
            back = ("RETURNED " if english else "退票 ") if receipt.event == "bounce" else ""
            receipt.text = back + like.text
            receipt.is_recoverable = like.is_recoverable
            return
        quoted, mistyped, tails = self._words(receipt, items)
        wanted = len(items) > 1 or bool(receipt.deductions)
        receipt.has_advice = wanted and self.random.random() < self.knobs.remittance
        receipt.tie, receipt.is_recoverable = self._tie(
            receipt, items, known, quoted=quoted, mistyped=mistyped, tails=tails
        )

    def _words(
        self, receipt: Receipt, items: list[Item]
    ) -> tuple[set[Item], bool, dict[Item, str]]:
        """Writes the text; gives the items it still names after the bank cut it."""
        english = receipt.payer.english
        parts, printed, mistyped, tails = [self.random.choice(_WORDS[english])], {}, False, {}
        share = max(self.knobs.quoted, 0.85) if receipt.event in _ALWAYS else self.knobs.quoted
        if receipt.event in ("statement", "oldest", "oldest-part"):
            share = 0.1
        if items and self.random.random() < share:
            named = items
            if len(items) > 1 and self.random.random() < self.knobs.quoted_some:
                named = self.random.sample(items, self.random.randint(1, len(items) - 1))
            for item in named:
                number = self._number(item.number)
                if self.random.random() < self.knobs.mistyped:
                    number, mistyped = typing_error(self.random, number), True
                elif self.random.random() < self.knobs.tail_only:
                    number = tails[item] = re.sub(r"\D", "", item.number)[-4:]
                printed[item] = number
            parts.append(self.random.choice((" ", ",", "、", "/ ", "; ")).join(printed.values()))
        if receipt.event == "prepayment":
            parts = ["Advance payment" if english else "预付货款"]
        elif receipt.event == "statement":
            parts.append("statement" if english else f"{receipt.received_on.month}月对账")
        for deduction in receipt.deductions:
            if self.random.random() < 0.7:
                parts.append(_REASON_WORDS[deduction.reason][english])
        if receipt.party is not receipt.payer and self.random.random() < 0.6:
            parts.append(
                f"on behalf of {receipt.party.name}" if english else f"代{receipt.party.name}付"
            )
        if self.random.random() < self.knobs.text_noise:
            parts.insert(self.random.randrange(len(parts) + 1), self._noise(english=english))
        receipt.text = " ".join(parts)[: self.knobs.text_width]
        kept = {item for item, number in printed.items() if number in receipt.text}
        return kept, mistyped, tails

    def _number(self, number: str) -> str:
        if self.random.random() >= self.knobs.rewritten:
            return number
        return REWRITES[self.random.choice(sorted(REWRITES))](number)

    def _noise(self, *, english: bool) -> str:
        digits = self.random.randrange(10**7, 10**8)
        if english:
            return self.random.choice(
                (f"TRX {digits}", f"Tel {digits}", f"Contract KV-{digits % 9999}")
            )
        return self.random.choice(
            (f"流水号{digits}", f"合同HT{digits % 99999}", f"电话138{digits}")
        )

    def _tie(
        self,
        receipt: Receipt,
        items: list[Item],
        known: list[Item],
        *,
        quoted: set[Item],
        mistyped: bool,
        tails: dict[Item, str],
    ) -> tuple[str, bool]:
        """The evidence that decides, and whether there is any."""
        payer_known = self._payer_is_known(receipt)
        lefts = [item.left for item in known]
        if receipt.has_advice:
            return "advice", True
        if receipt.event in ("prepayment", "bounced"):
            return receipt.event, receipt.amount not in lefts or receipt.event == "bounced"
        if mistyped:
            return "a mistyped number", False
        ends = [re.sub(r"\D", "", item.number)[-4:] for item in known]
        if any(not payer_known or ends.count(tail) > 1 for tail in tails.values()):
            return "an unclear tail", False
        if set(items) <= quoted:
            return "every number", True
        if not payer_known:
            return "no known payer", False
        if receipt.event in ("partial", "short", "discount", "fee", "overpayment", "oldest-part"):
            return "nothing names the item", False
        rest = [item for item in items if item not in quoted]
        others = [item for item in known if item not in quoted]
        target = receipt.amount - sum(item.left for item in quoted)
        if receipt.event in ("statement", "oldest") and not quoted:
            return "structure", self._is_prefix(rest, others, receipt)
        only = is_only_combination([item.left for item in others], target, size=len(rest))
        return ("some numbers and the sum" if quoted else "the sum"), only

    def _is_prefix(self, items: list[Item], known: list[Item], receipt: Receipt) -> bool:
        """True when these are all invoices due up to a day, and no single item has that amount."""
        last = max(item.due_on for item in items)
        parties = {item.party for item in items}
        due = {i for i in known if i.due_on <= last and i.left > 0 and i.party in parties}
        return due == set(items) and all(i.left != receipt.amount for i in known)

    def _payer_is_known(self, receipt: Receipt) -> bool:
        payer = receipt.payer
        if not payer.is_listed:
            return False
        if payer.account_known and receipt.payer_account:
            return True
        if receipt.payer_name in (payer.name, *payer.aliases):
            return True
        core = _core(receipt.payer_name)
        return len(core) >= 3 and self.all_names.count(core) == 1


def _core(name: str) -> str:
    folded = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in name).casefold()
    bare = re.sub(
        r"（财务部）|（..）|(股份)?(有限)?(责任)?公司$", "", folded.replace("(财务部)", "")
    )
    bare = re.sub(
        r"(,| )+(ltd|limited|gmbh|ag|plc|inc|l\.?l\.?c|b\.v|pty ltd)\.?$", "", bare.strip()
    )
    return re.sub(r"\W", "", bare.replace(" and ", " & "))
