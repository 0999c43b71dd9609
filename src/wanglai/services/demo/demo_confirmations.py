"""The demo's round of confirmation letters: drawn at the end of 2011, sealed, and answered in several ways.

It is made through the verbs everybody uses: the accountant draws it and enters what came back, the manager agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from wanglai.services.confirmations.agree_round import agree_round
from wanglai.services.confirmations.draft_round import WantedRound, draft_round
from wanglai.services.confirmations.enter_reply import (
    Part,
    Said,
    enter_reply,
    explain_difference,
    units_asked,
)
from wanglai.services.confirmations.print_letters import print_letters
from wanglai.services.reconciliation.uploads import Upload
from wanglai.store.models import ChainHead, ConfirmationLetter, ConfirmationRound

ORIGIN = "wanglai demo"
_SAMPLE = "The answer to a letter of confirmation of the demo. 演示用询证函回函。\n"
_ROUND = WantedRound(
    on=date(2011, 12, 31), purpose="2011 年度报表审计 audit of 2011", auditor_name="示例会计师事务所 Sample & Partners",
    auditor_address="伦敦市示范路 2 号 2 Sample Road, London", auditor_contact="confirmations@auditor.example",
    threshold=4_000_000, draws=2, zeros=1, credits=1, seed="demo 2011", language="both",
)  # fmt: skip


def send_demo_confirmations(company_id: int, people: Mapping[str, int]) -> None:
    """One round, once: the first letter agrees, the second differs and is explained, the third differs; the others wait."""
    has_book = ChainHead.objects.filter(company_id=company_id).exists()
    if not has_book or ConfirmationRound.objects.filter(company_id=company_id).exists():
        return
    made = draft_round(company_id=company_id, actor=people["ARA"], origin=ORIGIN, wanted=_ROUND, key="demo round")  # fmt: skip
    shown = bytes(ConfirmationRound.objects.get(id=made).digest).hex()
    agree_round(company_id=company_id, actor=people["FM"], origin=ORIGIN, round_id=made, shown=shown)  # fmt: skip
    print_letters(company_id)
    letters = list(ConfirmationLetter.objects.filter(round_id=made).order_by("number")[:3])
    for letter, gap in zip(letters, (0, 12_000, 4_500), strict=False):
        _answer(company_id, people["ARA"], letter, gap)
    if len(letters) > 1:
        _explain(company_id, people["ARA"], letters[1])


def _answer(company_id: int, actor: int, letter: ConfirmationLetter, gap: int) -> None:
    """Theirs are lower than ours by the gap in their first currency; none: it agrees."""
    units = units_asked(letter)
    figures = {
        unit.currency: (max(unit.owed_to_us - (gap if no == 0 else 0), 0), unit.owed_by_us)
        for no, unit in enumerate(units)
    }
    said = Said("differs", "email", timezone.localdate(), figures) if gap else Said("agrees", "email", timezone.localdate(), {})  # fmt: skip
    enter_reply(
        company_id=company_id, actor=actor, origin=ORIGIN, letter_id=letter.id, said=said, key=f"demo reply {letter.number}",
        file=Upload(f"reply-{letter.number}.txt", f"{letter.number}: {_SAMPLE}".encode()),
    )  # fmt: skip


def _explain(company_id: int, actor: int, letter: ConfirmationLetter) -> None:
    currency = units_asked(letter)[0].currency
    parts = [
        Part("timing", "timing", 10_000, "付款在途，1 月 3 日到账 payment on its way, here on 3 January"),
        Part("amount", "ours", 2_000, "单价录错 price entered wrongly"),
    ]  # fmt: skip
    explain_difference(
        company_id=company_id, actor=actor, origin=ORIGIN, letter_id=letter.id, currency=currency, parts=parts, key="demo why"
    )  # fmt: skip
