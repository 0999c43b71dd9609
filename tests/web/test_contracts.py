"""The screens of contracts: filled in without the algebra, shown with their days, refused in words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.agreements import MONTHLY_60, customer, drafted, record, sign, signed
from tests.books import Books, open_company
from tests.ledgers import open_ledger

from wanglai.domain import agreement_form
from wanglai.domain.agreement import Agreement
from wanglai.domain.discount import Discount, Rung
from wanglai.domain.instalments import Part, Percent, Rest
from wanglai.domain.penalty import PenaltyClause
from wanglai.domain.terms import Add, Terms
from wanglai.domain.terms_ready import (
    CASH_ON_DELIVERY,
    PREPAID,
    advance_and_rest,
    end_of_month_after,
    end_of_month_on_the,
    end_of_month_then,
    monthly_by_days,
    monthly_by_months,
    monthly_from_next_month,
    monthly_from_receipt,
    net,
    then_end_of_month,
    with_retention,
)
from wanglai.services.access.add_person import add_person
from wanglai.services.approvals.bands import DEFAULT_BANDS
from wanglai.store.models import (
    ApprovalRequest,
    CompanyDay,
    Contract,
    ContractVersion,
    Customer,
    PublishedRate,
)
from wanglai.web.contracts.forms import AgreementForm, first_fields
from wanglai.web.contracts.terms_fields import AS_AGREED

PASSWORD = "nine-lions-count-coins"
FILLED: dict[str, Any] = {
    "customer_name": "远景", "number": "HT-9", "title": "", "scope": "", "from_on": "2025-01-01", "to_on": "",
    "signed_on": "2025-01-01", "replaces": "", "kind": "monthly_a", "days": "60", "event": "", "cut_offs": "25",
    "statement_after": "1", "pay_days": "", "roll": "next", "calendar": "CN", "short_month": "last_day",
    "discount_basis": "gross", "penalty_per": "day", "penalty_basis": "365", "penalty_fixed_at": "each_day",
    "payment_order": "civil_code", "order_within": "costs_interest_principal", "buyer": "other", "non_cash": "none",
}  # fmt: skip


@pytest.fixture
def books(db: None) -> Books:
    books = open_company("yuanjing")
    customer(books)
    return books


def signed_in(role: str, language: str = "en") -> Client:
    email = f"{role}@contracts.example".lower()
    add_person(company_name="yuanjing", email=email, password=PASSWORD, role=role)
    client = Client(headers={"accept-language": language})
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.parametrize(
    ("terms", "kind"),
    [
        (MONTHLY_60, "monthly_a"),
        (monthly_by_months(60, 25), "monthly_b"),
        (monthly_from_receipt(45), "monthly_c"),
        (monthly_from_next_month(30, event="acceptance"), "monthly_d"),
        (net(30), "net"),
        (net(7, "delivery"), "net"),
        (end_of_month_then(45), "eom_then"),
        (then_end_of_month(45), "then_eom"),
        (PREPAID, "prepaid"),
        (CASH_ON_DELIVERY, "on_delivery"),
        (end_of_month_on_the(10, 30), "then_eom"),
        (end_of_month_after(1), AS_AGREED),
        (Terms(("delivery", "invoice_received"), (Add(5, "working_days"),), calendar="CN"), AS_AGREED),
    ],
)  # fmt: skip
def test_a_form_gives_the_terms_back_it_was_filled_from(terms: Terms, kind: str) -> None:
    agreement = Agreement(
        terms,
        discount=Discount((Rung(Decimal("2.5"), 10), Rung(Decimal(1), 20)), "net", 2),
        penalty=PenaltyClause(Decimal("1.5"), table="LPR-1Y", fixed_at="signing", grace_days=5, cap_percent=Decimal(20), source="7.2"),
        buyer="large", seller_is_small=True, lags={"acceptance": 5},
    )  # fmt: skip
    written = agreement_form.record_of(agreement)
    fields = {name: value for name, value in first_fields(written).items() if value is not None}
    assert fields["kind"] == kind
    form = AgreementForm(fields)
    assert form.is_valid(), form.errors
    assert agreement_form.agreement_of(form.agreement()) == agreement


@pytest.mark.parametrize(
    ("plan", "is_sayable"),
    [
        (advance_and_rest(Decimal(30), net(30)), True),
        (with_retention(Decimal(5), net(30), months=18), True),
        ((Part(Percent(Decimal(50)), net(30)), Part(Percent(Decimal(50)), net(60))), False),
        ((Part(Rest(), net(30)), Part(Rest(2), net(60))), False),
    ],
)  # fmt: skip
def test_a_plan_is_given_back_whether_the_form_can_say_it_or_not(
    plan: tuple[Part, ...], is_sayable: bool
) -> None:
    agreement = Agreement(net(30), plan)
    fields = first_fields(agreement_form.record_of(agreement))
    assert (fields["kind"] != AS_AGREED) == is_sayable
    form = AgreementForm({name: value for name, value in fields.items() if value is not None} | {
        name: FILLED[name] for name in ("discount_basis", "penalty_per", "penalty_basis", "penalty_fixed_at")
    })  # fmt: skip
    assert form.is_valid(), form.errors
    assert agreement_form.agreement_of(form.agreement()) == agreement


def test_a_contract_is_drafted_with_its_days_in_sight(books: Books) -> None:
    client = signed_in("CRC")
    assert "No contract yet" in text_of(client.get("/contracts/"))
    assert "These words are read in several ways" in text_of(client.get("/contracts/new/"))
    block = client.post("/contracts/preview/", FILLED)
    assert "2025-03-26 – 04-25" in text_of(block)
    assert "2025-06-24" in text_of(block)
    assert not Contract.objects.exists(), "a preview keeps nothing"
    kept = client.post("/contracts/new/", {**FILLED, "step": "keep"}, follow=True)
    assert "Kept. It holds once it is signed." in text_of(kept)
    (contract,) = Contract.objects.all()
    assert agreement_form.agreement_of((contract.draft or {})["agreement"]).terms == MONTHLY_60
    assert "HT-9" in text_of(client.get("/contracts/?state=draft&q=远景"))
    assert "Nothing fits" in text_of(client.get("/contracts/?state=ended"))
    changed = {**FILLED, "days": "90", "step": "keep"}
    client.post(f"/contracts/{contract.id}/change/", changed)
    assert "往后90天" in text_of(signed_in("FM", "zh-CN").get(f"/contracts/{contract.id}/"))


def test_the_readings_stand_beside_the_choice_and_follow_it(books: Books) -> None:
    client = signed_in("CRC", "zh-CN")
    form = client.get("/contracts/new/").content.decode()
    assert form.index('id="id_kind"') < form.index('id="readings"') < form.index('id="id_advance"')
    assert '<option value="CN" selected>中国</option>' in form
    block = client.post("/contracts/preview/", {**FILLED, "calendar": "CN"})
    swapped = block.content.decode().split('id="preview"')[0]
    assert 'hx-swap-oob="true"' in swapped
    assert "A. 结算周期末日之后 60 天" in swapped
    assert "日历：中国" in text_of(block)
    other = client.post("/contracts/preview/", {**FILLED, "kind": "net", "days": "30"})
    assert "结算周期末日" not in other.content.decode().split('id="preview"')[0]


def test_terms_of_no_whole_months_are_previewed_too(books: Books) -> None:
    block = signed_in("CRC").post("/contracts/preview/", {**FILLED, "days": "45"})
    assert "45 days after the last day of the cycle" in text_of(block)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"customer_name": "没有的客户"}, "There is no customer of this name."),
        ({"replaces": "HT-0"}, "There is no contract of this number."),
        ({"number": ""}, "This field is required."),
        ({"kind": "monthly_b", "days": "45"}, "Whole months"),
        ({"kind": AS_AGREED, "kept": "{}"}, "Choose the terms."),
        ({"advance": "60", "retention": "40"}, "Something has to be left"),
        ({"pay_days": "0, 40"}, "Write days of a month"),
        ({"to_on": "2024-01-01"}, "The days are out of order."),
        ({"discount_percent": "1", "discount_days": "10", "discount_percent_2": "2", "discount_days_2": "20"}, "what is paid later gets less"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_on_the_form(
    books: Books, wrong: dict[str, str], said: str
) -> None:
    answer = signed_in("CRC").post("/contracts/new/", {**FILLED, **wrong, "step": "keep"})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Contract.objects.exists()


def test_a_contract_is_signed_amended_and_compared(books: Books) -> None:
    agreement = record(monthly_by_days(60), buyer="large", seller_is_small=True)
    contract_id = drafted(books, agreement=agreement, signed_on=date(2025, 7, 1))
    client = signed_in("CRC")
    shown = client.get(f"/contracts/{contract_id}/").content.decode()
    assert "第九条" in shown
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', shown)
    assert found is not None
    said = {"shown": found[1], "because_term_over_usual": "行业惯例", "because_no_rate_agreed": ""}
    refused = client.post(f"/contracts/{contract_id}/sign/", said)
    assert (refused.status_code, "行业惯例" in refused.content.decode()) == (422, True)
    done = client.post(
        f"/contracts/{contract_id}/sign/", {**said, "because_no_rate_agreed": "法定"}, follow=True
    )
    assert "Signed: its terms are in force" in text_of(done)
    amended = {**FILLED, "kind": "net", "days": "30", "from_on": "2025-08-01", "reason": "缩短", "step": "keep"}  # fmt: skip
    assert "An amendment waits to be signed" in text_of(
        client.post(f"/contracts/{contract_id}/amend/", amended, follow=True)
    )
    again = client.get(f"/contracts/{contract_id}/amend/").content.decode()
    assert 'value="缩短"' in again
    sign(books, contract_id)
    page = text_of(client.get(f"/contracts/{contract_id}/"))
    assert "from 2025-08-01" in page
    assert "changed Counted from the invoice date: 30 days on; a day not worked" in page
    assert "行业惯例" in page
    ended = {"on": "2026-01-31", "reason": "停止合作"}
    assert "停止合作" in text_of(client.post(f"/contracts/{contract_id}/end/", ended, follow=True))
    assert client.post(f"/contracts/{contract_id}/drop/").status_code == 409
    assert client.post(f"/contracts/{contract_id}/end/", {}).status_code == 400


def test_where_a_book_is_kept_the_managers_word_is_asked_for(db: None) -> None:
    books = open_ledger(bands=DEFAULT_BANDS).books
    contract_id = drafted(books)
    client = signed_in("CRC")
    shown = re.search(
        r'name="shown" value="([0-9a-f]{64})"', client.get(f"/contracts/{contract_id}/").content.decode()
    )  # fmt: skip
    assert shown is not None
    asked = client.post(f"/contracts/{contract_id}/sign/", {"shown": shown[1]}, follow=True)
    assert "A manager has to agree" in text_of(asked)
    assert "HT-1" in text_of(asked)
    for words in ("远景", "60 days on", "one person of Finance manager"):
        assert words in text_of(asked), words
    request = ApprovalRequest.objects.get()
    manager = signed_in("FM")
    assert "Signing a contract" in text_of(manager.get("/approvals/"))
    manager.post(
        f"/approvals/{request.id}/decide/",
        {"verdict": "approve", "shown": bytes(request.subject_hash).hex()},
    )
    assert ContractVersion.objects.get().approved_by is not None


def test_the_list_says_what_runs_out(books: Books) -> None:
    last = timezone.localdate() + timedelta(days=20)
    signed(books, to_on=last)
    client = signed_in("AUD")
    assert "20 days left" in text_of(client.get("/contracts/?expiring=on"))
    page = client.get("/contracts/")
    assert "New contract" not in text_of(page)
    assert client.get("/contracts/new/").status_code == 403


def test_a_year_that_is_not_published_is_said(books: Books) -> None:
    text = text_of(
        signed_in("CRC").post("/contracts/preview/", {**FILLED, "from_on": "2031-01-01"})
    )
    assert "not published yet: days marked so may still move" in text
    text = text_of(signed_in("FM").post("/contracts/preview/", {**FILLED, "from_on": "2024-01-01"}))
    assert "may still move" not in text


def test_papers_are_added_and_taken(books: Books) -> None:
    contract_id = signed(books)
    client = signed_in("SAL")
    assert client.get(f"/contracts/{contract_id}/").status_code == 404
    from wanglai.store.models import User

    seller = User.objects.get(email="sal@contracts.example")
    Customer.objects.update(manager_id=seller.id)
    given = {"paper": SimpleUploadedFile("合同.pdf", b"%PDF-1.7")}
    kept = client.post(f"/contracts/{contract_id}/papers/", given, follow=True)
    assert "合同.pdf" in text_of(kept)
    link = re.search(rf"/contracts/{contract_id}/papers/\d+/", kept.content.decode())
    assert link is not None
    taken = client.get(link[0])
    assert (taken.content, taken["X-Content-Type-Options"]) == (b"%PDF-1.7", "nosniff")
    assert client.post(f"/contracts/{contract_id}/papers/").status_code == 422


def test_days_rates_and_law_are_kept_on_one_page(books: Books) -> None:
    client = signed_in("CRC")
    client.post(
        "/contracts/rules/days/", {"on": f"{timezone.localdate():%Y}-12-24", "reason": "盘点"}
    )
    assert "盘点" in text_of(client.get("/contracts/rules/"))
    client.post("/contracts/rules/days/clear/", {"on": f"{timezone.localdate():%Y}-12-24"})
    assert not CompanyDay.objects.exists()
    lines = "2025-05-20, 3.00, 公告 一\nnonsense"
    refused = client.post("/contracts/rules/rates/", {"table": "LPR-1Y", "lines": lines})
    assert (refused.status_code, "Wrong: 2" in text_of(refused)) == (422, True)
    assert not PublishedRate.objects.exists()
    lines = "2025-05-20, 3.00, 公告 一\n2024-10-21，3.10%，公告 二"
    entered = client.post(
        "/contracts/rules/rates/", {"table": "LPR-1Y", "lines": lines}, follow=True
    )
    assert "2 rates entered." in text_of(entered)
    assert "2025-05-19" in text_of(entered)
    rate = PublishedRate.objects.order_by("id").first()
    assert rate is not None
    client.post(f"/contracts/rules/rates/{rate.id}/withdraw/")
    assert PublishedRate.objects.filter(withdrawn_at=None).count() == 1
    law = {
        "public_days": 30, "public_source": "新法 第一条", "large_days": 60, "large_source": "新法 第二条",
        "percent_a_day": "0.05", "percent_a_day_source": "新法 第三条", "in_force_on": "2025-06-01", "reason": "修订",
    }  # fmt: skip
    assert client.post("/contracts/rules/law/", law).status_code == 403, "a manager's to change"
    manager = signed_in("FM")
    assert "新法 第一条" in text_of(manager.post("/contracts/rules/law/", law, follow=True))
    assert manager.post("/contracts/rules/law/", {**law, "public_days": 0}).status_code == 400


def test_a_customers_page_lists_its_contracts_and_leads_to_a_new_one(books: Books) -> None:
    contract_id = signed(books, number="HT-7")
    at = f"/customers/{Contract.objects.get(id=contract_id).customer_id}/"
    controller = signed_in("CRC").get(at).content.decode()
    assert f'href="/contracts/{contract_id}/"' in controller
    assert "/contracts/new/?customer=" in controller
    auditor = signed_in("AUD").get(at).content.decode()
    assert f'href="/contracts/{contract_id}/"' in auditor
    assert "/contracts/new/" not in auditor, "an auditor drafts nothing"


def test_a_customer_without_a_contract_says_what_comes_next(books: Books) -> None:
    at = f"/customers/{customer(books)}/"
    drafter = signed_in("CRC")
    page = drafter.get(at)
    assert "No contract yet" in text_of(page)
    (link,) = re.findall(r'href="(/contracts/new/[^"]+)"', page.content.decode())
    assert drafter.get(link).context["form"]["customer_name"].value() == "远景"
    assert "Drafted by: Sales, Credit controller" in text_of(signed_in("AUD").get(at))


def test_signing_says_so_in_chinese(books: Books) -> None:
    """The button shares no word with the sign of a ledger's column."""
    page = signed_in("CRC", "zh-CN").get(f"/contracts/{drafted(books)}/")
    assert "签订合同" in text_of(page)
    assert "借贷方向" not in text_of(page)
