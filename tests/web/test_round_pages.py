"""The screens of rounds: planned with a preview, changed, agreed by another, excuses, the rule, the yearly minimum."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.ledgers import Ledger, open_ledger
from tests.web.test_book import signed_in, text_of

from wanglai.domain.rounds import period_of
from wanglai.store.models import (
    Customer,
    ReconcilingRound,
    RoundExcuse,
    RoundMember,
    RoundRuleVersion,
)


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    for number, name in enumerate(("甲", "乙", "丙"), start=1):
        ledger.post("invoice", f"INV-{number}", "100.00", "01-10", customer=name)
    Customer.objects.filter(name="甲").update(is_key_account=True)
    return ledger


@pytest.fixture
def clerk(book: Ledger) -> Client:
    return signed_in("yuanjing", "ARA")


@pytest.fixture
def manager(book: Ledger) -> Client:
    return signed_in("yuanjing", "FM")


def _said(answer: Any) -> str:
    """The page a form leads to."""
    assert answer.status_code == 302, text_of(answer)
    return text_of(answer.client.get(answer["Location"]))


def _planned(clerk: Client, kind: str = "year") -> ReconcilingRound:
    assert "Another manager agrees" in _said(clerk.post("/rounds/open/", {"kind": kind}))
    return ReconcilingRound.objects.get(kind=kind)


def test_a_round_is_previewed_kept_changed_and_agreed(clerk: Client, manager: Client) -> None:
    assert "No round yet" in text_of(clerk.get("/rounds/"))
    plan = text_of(clerk.get("/rounds/plan/?kind=year"))
    assert "All others" in plan
    assert "甲" not in plan
    assert not ReconcilingRound.objects.exists(), "nothing is kept by looking"
    found = _planned(clerk)
    again = clerk.post("/rounds/open/", {"kind": "year"})
    assert again.status_code == 409
    assert "a round of this period already" in text_of(again)
    address = f"/rounds/{found.id}/"
    member = RoundMember.objects.filter(round=found, customer__name="乙").get()
    last = {"member": member.id, "back": "?q=乙"}
    moved = clerk.post(f"{address}chosen/", {**last, "do": "day", "day": found.to_on.isoformat()})
    assert moved["Location"].startswith(f"{address}?q=")
    assert "1 customer was moved" in _said(moved)
    outside = clerk.post(f"{address}chosen/", {**last, "do": "day", "day": "2020-01-01"})
    assert outside.status_code == 422
    assert clerk.post(f"{address}chosen/", {**last, "do": "day"}).status_code == 422
    assert "Choose customers first" in _said(clerk.post(f"{address}chosen/", {"do": "day"}))
    add = {"customer": "甲", "owner": member.owner_id, "day": found.to_on.isoformat()}
    assert "is in the round" in _said(clerk.post(f"{address}add/", add))
    assert clerk.post(f"{address}add/", add).status_code == 409
    assert clerk.post(f"{address}add/", {**add, "customer": "nobody"}).status_code == 422
    mine = RoundMember.objects.get(round=found, customer__name="甲")
    assert "out of the round" in _said(clerk.post(f"{address}chosen/", {"member": mine.id, "do": "out"}))  # fmt: skip
    stays = clerk.post(f"{address}chosen/", {"member": member.id, "do": "out"})
    assert "not taken out" in text_of(stays)
    assert clerk.post(f"{address}agree/").status_code == 403
    left_out = manager.post(f"{address}agree/")
    assert left_out.status_code == 409
    assert "甲" in text_of(left_out)
    _planned(clerk, "month")
    assert "its days and customers stay" in _said(manager.post(f"{address}agree/"))
    assert "0 customers were taken in" in _said(clerk.post(f"{address}missing/"))


def test_an_excuse_is_asked_for_and_another_decides(clerk: Client, manager: Client, book: Ledger) -> None:  # fmt: skip
    found = _planned(clerk)
    address = f"/rounds/{found.id}/"
    one, two = RoundMember.objects.filter(round=found).order_by("id")
    chosen = {"member": [one.id, two.id], "do": "excuse"}
    assert clerk.post(f"{address}chosen/", {**chosen, "reason": " "}).status_code == 422
    assert not RoundExcuse.objects.exists()
    assert "another manager agrees" in _said(clerk.post(f"{address}chosen/", {**chosen, "reason": "停业"}))  # fmt: skip
    assert "Leave it out" not in text_of(clerk.get(address))
    waiting = text_of(manager.get(f"{address}?excuses=1"))
    assert "停业" in waiting
    assert "Leave it out" in waiting
    assert "left out of this round" in _said(manager.post(f"{address}customers/{one.id}/excuse/", {"verdict": "agree"}))  # fmt: skip
    assert "the customer stays" in _said(manager.post(f"{address}customers/{two.id}/excuse/", {"verdict": "refuse"}))  # fmt: skip
    assert manager.post(f"{address}customers/{two.id}/excuse/").status_code == 409
    assert text_of(manager.get(f"{address}?state=excused")).count("停业") == 1
    assert "Nothing fits these filters" in text_of(manager.get(f"{address}?state=confirmed"))
    assert manager.get(f"{address}?state=x&owner=x&after=x").status_code == 200


def test_the_rule_is_stated_by_a_manager(clerk: Client, manager: Client) -> None:
    form = {"key_account": "quarter", "tier_a": "quarter", "tier_b": "year", "monthly_terms": "month", "others": "year"}  # fmt: skip
    assert "Nobody said anything yet" in text_of(clerk.get("/rounds/rule/"))
    assert 'name="key_account"' not in clerk.get("/rounds/rule/").content.decode()
    assert clerk.post("/rounds/rule/", form).status_code == 403
    assert "in force for rounds" in _said(manager.post("/rounds/rule/", form))
    assert RoundRuleVersion.objects.get().monthly_terms == "month"
    refused = manager.post("/rounds/rule/", {**form, "others": "never"})
    assert refused.status_code == 422
    assert "none is never due" in text_of(refused)


def test_the_year_says_who_is_missing_and_how_many_days_are_left(clerk: Client) -> None:
    year = timezone.localdate().year
    page = text_of(clerk.get("/rounds/minimum/"))
    assert f"Yearly minimum {year}" in page
    assert "left." in page
    assert page.count("Not yet") >= 3
    assert "Everybody" not in page
    assert "Nothing fits" in text_of(clerk.get("/rounds/minimum/?q=zzz"))
    assert "No customer stands here" in text_of(clerk.get("/rounds/minimum/?show=agreed"))
    assert "The year is over" in text_of(clerk.get(f"/rounds/minimum/?year={year - 1}"))
    assert clerk.get("/rounds/minimum/?year=9999&show=x&after=x").status_code == 200
    _planned(clerk)
    found = ReconcilingRound.objects.get()
    assert f"/rounds/{found.id}/?q=" in clerk.get("/rounds/minimum/").content.decode()


def test_everything_is_taken_away(clerk: Client) -> None:
    found = _planned(clerk)
    for address in ("/rounds/sheet/zh/csv/", f"/rounds/{found.id}/sheet/en/csv/", "/rounds/minimum/sheet/zh/csv/"):  # fmt: skip
        answer = clerk.get(address)
        assert answer.status_code == 200, address
        assert "attachment" in answer["Content-Disposition"]
    sheet = clerk.get("/rounds/minimum/sheet/zh/csv/?show=all").content.decode("utf-8-sig")
    assert "未对账" in sheet
    assert sheet.count("\n") >= 4


def test_the_planner_offers_the_period_of_today_and_refuses_others(clerk: Client) -> None:
    this = period_of("month", timezone.localdate()).from_on
    assert f"from={this.isoformat()}" in clerk.get("/rounds/plan/").content.decode()
    refused = clerk.get("/rounds/plan/?kind=month&from=2020-01-01")
    assert refused.status_code == 422
    assert "in its period" in text_of(refused)
    assert clerk.post("/rounds/open/", {"kind": "month", "from": "2020-01-01"}).status_code == 422
    assert date(2020, 1, 1) not in ReconcilingRound.objects.values_list("from_on", flat=True)


def test_in_chinese(clerk: Client) -> None:
    found = _planned(clerk)
    clerk.post("/i18n/setlang/", {"language": "zh-hans"})
    chinese = {"headers": {"accept-language": "zh-hans"}}
    pages = [text_of(clerk.get(address, **chinese)) for address in ("/rounds/", "/rounds/plan/", "/rounds/rule/", "/rounds/minimum/", f"/rounds/{found.id}/")]  # fmt: skip
    for words, page in zip(("对账轮次", "编制轮次", "客户对账频率", "年度最低对账", "年度对账"), pages, strict=True):  # fmt: skip
        assert words in page
