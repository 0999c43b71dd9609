"""The portal over HTTP: looking changes nothing, a link alone shows nothing, other customers and staff find nothing of each other's."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.ledgers import Ledger, open_ledger
from tests.portal import Sent, mailed_code, sent, wrong
from tests.web.test_book import signed_in, text_of

from wanglai.services.money import Amount
from wanglai.services.portal.show_ledger import (
    PARTS,
    ROWS_SHOWN,
    LedgerPart,
    LedgerResult,
    LedgerRow,
)
from wanglai.services.portal.visitor import visitor_of
from wanglai.services.refusals import Wording
from wanglai.store.models import (
    Dispute,
    PortalAnswer,
    PortalLink,
    PortalSession,
    Reconciliation,
    Statement,
)

OPEN = "/portal/open/"
LOOKING = (
    "/portal/", OPEN, "/portal/pdf/", "/portal/dispute/", "/portal/answers/1/", "/portal/dispute/settled/", "/portal/dispute/payment/", "/portal/dispute/paper/",
    "/portal/disputes/1/", "/portal/disputes/1/files/1/",
    "/portal/ledgers/1/", "/portal/ledgers/1/pdf/", "/portal/ledgers/1/sheet/en/xlsx/",
)  # fmt: skip
SENDING = (
    "/portal/code/", "/portal/prove/", "/portal/confirm/", "/portal/ask/", "/portal/promise/", "/portal/feedback/", "/portal/leave/",
    "/portal/ledger/", "/portal/dispute/send/", "/portal/dispute/settled/send/", "/portal/dispute/payment/send/", "/portal/dispute/paper/send/",
    "/portal/disputes/1/say/", "/portal/disputes/1/answer/", "/portal/ledgers/1/answer/", "/portal/rate/",
)  # fmt: skip


@pytest.fixture
def book(db: None) -> Ledger:
    ledger = open_ledger("yuanjing")
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="01-20")
    ledger.post("receipt", "R-1", "400.00", "01-25")
    ledger.settle("INV-1", "R-1", "400.00", "01-25")
    ledger.post("invoice", "OTHER-1", "70.00", "01-03", customer="别家")
    return ledger


@pytest.fixture
def link(book: Ledger) -> Sent:
    return sent(book, "远景")


def customer(link: Sent, **headers: str) -> Client:
    """A browser that pressed the button."""
    client = Client(headers={"accept-language": "en", "sec-fetch-site": "same-origin", **headers})
    answer = client.post(OPEN, {"token": link.link.token})
    assert answer.status_code == 302, text_of(answer)
    assert answer["Location"] == "/portal/"
    client.post("/portal/language/", {"language": "en"})
    return client


def secret_of(client: Client) -> str:
    return client.cookies[settings.PORTAL_COOKIE_NAME].value


def press(client: Client, address: str, **said: Any) -> Any:
    """Send a form as the page would: with the key it carries."""
    page = client.get("/portal/").content.decode()
    carried = dict(re.findall(r'name="(form_key|key|shown)" value="([^"]+)"', page))
    return client.post(address, {**carried, **said})


def proved(link: Sent) -> Client:
    """A browser that typed its code."""
    client = customer(link)
    press(client, "/portal/code/")
    answer = press(client, "/portal/prove/", code=mailed_code(visitor_of(secret_of(client))))
    assert answer.status_code == 302, text_of(answer)
    return client


def everything() -> dict[str, Any]:
    """Every row of every table of ours and of Django's sessions, as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} AS t")  # fmt: skip
            found[table] = cursor.fetchone()
    return found


def test_a_thousand_looks_change_nothing_and_the_link_still_works(link: Sent, book: Ledger) -> None:
    """Mail gateways fetch every link, some many times; nobody of them holds the cookie, some hold one."""
    visitors = [Client(), customer(link), proved(link), signed_in("yuanjing", "ARA")]
    gateway = Client(headers={"purpose": "prefetch", "sec-purpose": "prefetch;prerender", "user-agent": "Mozilla/5.0 SafeLinks"})  # fmt: skip
    before = everything()
    count = 0
    for number in range(1000 // (4 * len(LOOKING)) + 1):
        for client in (*visitors[:3], gateway):
            for address in LOOKING:
                look = client.head if number % 2 else client.get
                look(f"{address}?{secrets.token_hex(3)}" if number % 3 else address)
                count += 1
    assert count >= 1000
    for address in LOOKING:
        visitors[3].get(address)
    assert everything() == before
    assert not PortalAnswer.objects.exists()
    assert text_of(customer(link).get("/portal/")).count("Statement of account 2026-000001")


def test_what_sends_is_not_answered_to_a_look(link: Sent) -> None:
    client = proved(link)
    for address in SENDING:
        for look in (client.get, client.head, client.options, client.put, client.delete):
            assert look(address).status_code == 405, address


def test_a_stolen_link_shows_no_figure_no_name_and_no_paper(link: Sent) -> None:
    thief = customer(link)
    page = text_of(thief.get("/portal/"))
    assert "w***@yuanjing.example" in page
    for hidden in ("600.00", "1,000.00", "INV-1", "远景", "王芳", "wangfang"):
        assert hidden not in page, hidden
    assert thief.get("/portal/pdf/").status_code == 422
    for address in ("/portal/confirm/", "/portal/ask/", "/portal/promise/", "/portal/feedback/"):
        answer = press(thief, address, name="x", words="x", shown="0" * 64, amount="1", on="2099-01-01")  # fmt: skip
        assert answer.status_code == 422, address
        assert "600.00" not in text_of(answer)
    press(thief, "/portal/code/")
    code = mailed_code(visitor_of(secret_of(thief)))
    for _ in range(5):
        assert press(thief, "/portal/prove/", code=wrong(code)).status_code == 422
    assert press(thief, "/portal/prove/", code=code).status_code == 422  # five wrong ones end it
    assert not PortalAnswer.objects.exists()


def test_a_code_typed_elsewhere_opens_only_where_it_was_asked_for(link: Sent) -> None:
    asks, thief = customer(link), customer(link)
    press(asks, "/portal/code/")
    code = mailed_code(visitor_of(secret_of(asks)))
    assert press(thief, "/portal/prove/", code=code).status_code == 422
    assert press(asks, "/portal/prove/", code=code).status_code == 302
    assert "600.00" in text_of(asks.get("/portal/"))
    assert "600.00" not in text_of(thief.get("/portal/"))


def test_the_customer_confirms_with_one_press_and_gets_a_receipt(link: Sent, book: Ledger) -> None:
    client = proved(link)
    page = text_of(client.get("/portal/"))
    for shown in ("600.00", "INV-1", "R-1", "Open by age", "How payments and credits were applied"):
        assert shown in page, shown
    paper = client.get("/portal/pdf/")
    assert paper.content.startswith(b"%PDF")
    answer = press(client, "/portal/confirm/", name="王芳")
    assert answer.status_code == 302, text_of(answer)
    receipt = text_of(client.get(answer["Location"]))
    assert "Confirmed. Thank you." in receipt
    assert "王芳" in receipt
    assert "This statement is confirmed" in text_of(client.get("/portal/"))
    clerk = signed_in("yuanjing", "ARA")
    told = text_of(clerk.get(f"/statements/{link.statement_id}/"))
    assert "Confirmed 王芳" in told
    assert "王芳" in text_of(clerk.get("/statements/?answer=confirmed"))
    assert "2026-000001" not in text_of(clerk.get("/statements/?answer=waiting"))
    sheet = b"".join(clerk.get("/statements/sheet/en/csv/?answer=confirmed")).decode("utf-8-sig") if clerk.get("/statements/sheet/en/csv/").streaming else clerk.get("/statements/sheet/en/csv/?answer=confirmed").content.decode("utf-8-sig")  # fmt: skip
    assert "Confirmed" in sheet
    assert "王芳" in sheet


def test_after_ten_minutes_a_fresh_code_goes_with_the_confirmation(link: Sent, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    client = proved(link)
    for room in ("confirm", "show_statement"):
        monkeypatch.setattr(f"wanglai.services.portal.{room}.CONFIRMS_FOR", timedelta(0))
    assert press(client, "/portal/confirm/", name="王芳").status_code == 422
    monkeypatch.undo()
    press(client, "/portal/code/")
    code = mailed_code(visitor_of(secret_of(client)))
    assert press(client, "/portal/confirm/", name="王芳", code=wrong(code)).status_code == 422
    assert press(client, "/portal/confirm/", name="王芳", code=code).status_code == 302
    assert PortalAnswer.objects.get().kind == "confirmed"


def test_what_a_customer_says_reaches_the_page_of_the_statement(link: Sent) -> None:
    client = proved(link)
    on = (timezone.localdate() + timedelta(days=5)).isoformat()
    for address, said in (
        ("/portal/ask/", {"name": "王芳", "words": "<b>What</b> is INV-1?"}),
        ("/portal/promise/", {"name": "王芳", "amount": "600.00", "on": on}),
        ("/portal/feedback/", {"name": "王芳", "words": "late", "kind": "complaint"}),
    ):
        answer = press(client, address, **said)
        assert answer.status_code == 302, text_of(answer)
        assert "We have it. Thank you." in text_of(client.get(answer["Location"]))
    refused = press(client, "/portal/promise/", name="王芳", amount="-1", on=on)
    assert refused.status_code == 422
    assert "This is no promise" in text_of(refused)
    told = signed_in("yuanjing", "ARA").get(f"/statements/{link.statement_id}/").content.decode()
    assert "&lt;b&gt;What&lt;/b&gt;" in told
    assert "600.00 CNY" in told
    assert "Complaint" in told


def test_another_customers_pages_are_as_if_absent(link: Sent, book: Ledger) -> None:
    mine = proved(link)
    answer = press(mine, "/portal/confirm/", name="王芳")["Location"]
    stranger = proved(sent(book, "别家"))
    foreign, absent = stranger.get(answer), stranger.get("/portal/answers/999999/")
    assert foreign.status_code == absent.status_code == 404
    assert text_of(foreign) == text_of(absent)
    page = stranger.get("/portal/").content.decode()
    assert "OTHER-1" in page
    for theirs in ("INV-1", "600.00", "远景"):
        assert theirs not in page


def test_a_wrong_link_a_revoked_one_and_none_get_one_and_the_same_answer(link: Sent) -> None:
    client = Client(headers={"accept-language": "en"})
    none = client.get("/portal/")
    wrong_one = client.post(OPEN, {"token": "x" * 43})
    was_open = customer(link)
    PortalLink.objects.update(revoked_at=timezone.now(), revoked_by_id=link.book.books.people["FM"])
    revoked, ended = client.post(OPEN, {"token": link.link.token}), was_open.get("/portal/")
    for answer in (none, wrong_one, revoked, ended):
        assert answer.status_code == 404
        assert text_of(answer) == text_of(none)


def test_wrong_links_from_one_address_are_answered_429_in_the_end(link: Sent) -> None:
    client = Client(headers={"accept-language": "en", "x-forwarded-for": "6.6.6.6"})
    for number in range(20):
        client.headers = {"x-forwarded-for": f"6.6.6.{number}"}
        assert client.post(OPEN, {"token": f"{number}"}).status_code == 404
    assert client.post(OPEN, {"token": link.link.token}).status_code == 429
    assert Client(REMOTE_ADDR="198.51.100.9").post(OPEN, {"token": link.link.token}).status_code == 302  # fmt: skip


def test_a_form_of_another_page_or_site_is_refused(link: Sent) -> None:
    client = proved(link)
    shown = re.search(r'name="shown" value="([^"]+)"', client.get("/portal/").content.decode())
    assert shown
    said = {"name": "x", "shown": shown.group(1), "key": "k"}
    for more in ({}, {"form_key": "0" * 64}, {"form_key": re.search(r'name="form_key" value="([^"]+)"', proved(link).get("/portal/").content.decode()).group(1)}):  # type: ignore[union-attr] # fmt: skip
        assert client.post("/portal/confirm/", {**said, **more}).status_code == 403
    cross = Client(headers={"sec-fetch-site": "cross-site"})
    assert cross.post(OPEN, {"token": link.link.token}).status_code == 403
    assert not PortalAnswer.objects.exists()
    assert PortalSession.objects.count() == 2


def test_every_answer_of_the_portal_is_kept_by_nobody_and_told_to_nobody(link: Sent) -> None:
    for client in (Client(), customer(link), proved(link)):
        for address in LOOKING:
            answer = client.get(address)
            assert "no-store" in answer["Cache-Control"], address
            assert answer["Referrer-Policy"] == "no-referrer"
            assert "noindex" in answer["X-Robots-Tag"]
            assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
            assert "unsafe" not in answer["Content-Security-Policy"]


def test_the_cookie_is_its_own_strict_and_hidden_from_scripts(link: Sent) -> None:
    cookie = customer(link).cookies[settings.PORTAL_COOKIE_NAME]
    assert cookie["samesite"] == "Strict"
    assert cookie["httponly"]
    assert cookie["path"] == "/portal/"
    assert cookie.value not in str(list(PortalSession.objects.values()))
    with_session = set(customer(link).cookies)
    assert settings.SESSION_COOKIE_NAME not in with_session
    assert settings.CSRF_COOKIE_NAME not in with_session


def test_no_address_of_the_portal_holds_a_secret(link: Sent) -> None:
    client = Client(headers={"accept-language": "en"})
    answer = client.post(OPEN, {"token": f"http://testserver/portal/open/#{link.link.token}"}, follow=True)  # fmt: skip
    assert answer.status_code == 200
    went = [address for address, _status in answer.redirect_chain]
    assert went == ["/portal/"]
    assert link.link.token not in answer.content.decode()


def test_the_portal_on_a_host_of_its_own_answers_nothing_else(link: Sent, settings: Any) -> None:
    settings.PORTAL_HOST = "portal.example"
    settings.ALLOWED_HOSTS = ["testserver", "portal.example"]
    there, here = {"HTTP_HOST": "portal.example"}, {"HTTP_HOST": "testserver"}
    client = Client()
    assert client.get(OPEN, **there).status_code == 200
    assert client.get("/", **there)["Location"] == "/portal/"
    for address in ("/accounts/login/", "/statements/", "/i18n/setlang/"):
        assert client.get(address, **there).status_code == 404
    for address in LOOKING:
        assert client.get(address, **here).status_code == 404
    assert client.get("/accounts/login/", **here).status_code == 200
    clerk = signed_in("yuanjing", "ARA")
    made = clerk.post(f"/statements/{link.statement_id}/link/", {"contact": link.contact_id})
    assert "http://portal.example/portal/open/#" in made.content.decode()


def test_the_page_speaks_the_contacts_language_and_switches(link: Sent) -> None:
    client = Client(headers={"accept-language": "en"})
    client.post(OPEN, {"token": link.link.token})
    assert 'lang="zh-Hans"' in client.get("/portal/").content.decode()
    client.post("/portal/language/", {"language": "en"})
    assert "Send me the code" in text_of(client.get("/portal/"))
    assert 'lang="en"' in client.get("/portal/").content.decode()


def test_staff_make_a_link_see_it_once_and_withdraw_it(link: Sent) -> None:
    clerk = signed_in("yuanjing", "ARA")
    made = clerk.post(f"/statements/{link.statement_id}/link/", {"contact": link.contact_id})
    token = re.search(r"/portal/open/#([A-Za-z0-9_-]{43})", made.content.decode())
    assert token
    address = f"/statements/{link.statement_id}/"
    assert token.group(1) not in clerk.get(address).content.decode()
    link.link = type(link.link)(PortalLink.objects.latest("id").id, token.group(1), timezone.now())
    client = customer(link)
    assert client.get("/portal/").status_code == 200
    assert clerk.post(f"{address}link/{link.link.id}/revoke/").status_code == 302
    assert client.get("/portal/").status_code == 404
    refused = clerk.post(f"{address}link/", {"contact": "0"})
    assert refused.status_code == 422
    assert "cannot be sent a link" in text_of(refused)
    assert Statement.objects.count() == 1


def test_who_leaves_finds_nothing_open(link: Sent) -> None:
    client = proved(link)
    before = secret_of(client)
    assert "You have left" in text_of(press(client, "/portal/leave/"))
    client.cookies[settings.PORTAL_COOKIE_NAME] = before
    assert client.get("/portal/").status_code == 404


def dispute_said(client: Client, document: str = "INV-1", **more: Any) -> dict[str, Any]:
    """The form of the page of lines, with one ticked."""
    page = client.get("/portal/dispute/").content.decode()
    number = re.search(rf'value="([0-9]+)" *> <strong>{document}<', page)
    assert number, page
    carried = dict(re.findall(r'name="(form_key|key)" value="([^"]+)"', page))
    one = number.group(1)
    return {**carried, "line": one, f"amount-{one}": "60.00", f"reason-{one}": "quantity", "name": "王芳", "words": "两箱<b>", **more}  # fmt: skip


def test_a_customer_disputes_a_line_and_sees_where_it_stands(link: Sent) -> None:
    client = proved(link)
    assert "No, some lines are not right" in text_of(client.get("/portal/"))
    page = client.get("/portal/dispute/").content.decode()
    assert 'value="600.00"' in page  # what is open, not the 1,000.00 of the invoice
    assert "R-1" not in page
    said = dispute_said(client, file=SimpleUploadedFile("photo.jpg", b"boxes"))
    answer = client.post("/portal/dispute/send/", said)
    assert answer.status_code == 302, text_of(answer)
    again = client.post("/portal/dispute/send/", {**said, "file": SimpleUploadedFile("photo.jpg", b"boxes")})  # fmt: skip
    assert again["Location"] == answer["Location"]
    receipt = text_of(client.get(answer["Location"]))
    for shown in ("We have it. Thank you.", "INV-1", "60.00 CNY", "Quantity", "Open", "photo.jpg"):
        assert shown in receipt, shown
    told = text_of(client.get("/portal/"))
    assert "What you dispute" in told
    assert "Quantity" in told
    assert 'value="540.00"' in client.get("/portal/dispute/").content.decode()
    case = Dispute.objects.get()
    staff = signed_in("yuanjing", "ARA").get(f"/statements/{link.statement_id}/").content.decode()
    assert f'href="/disputes/{case.id}/"' in staff
    assert "两箱&lt;b&gt;" in staff


def test_a_dispute_that_is_refused_comes_back_as_it_was_typed(link: Sent) -> None:
    client = proved(link)
    said = dispute_said(client)
    one = said["line"]
    for change in ({f"amount-{one}": "600.01"}, {f"amount-{one}": "many"}, {f"reason-{one}": "x"}, {f"reason-{one}": ""}, {"name": ""}, {"words": ""}):  # fmt: skip
        answer = client.post("/portal/dispute/send/", {**said, "words": "two boxes", **change})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "checked" in page
        assert f'value="{change.get(f"amount-{one}", "60.00")}"' in page
        assert said["key"] in page
    none = {name: value for name, value in said.items() if name != "line"}
    assert "No line was chosen" in text_of(client.post("/portal/dispute/send/", none))
    assert not Dispute.objects.exists()


def test_a_link_alone_and_another_customer_dispute_nothing(link: Sent, book: Ledger) -> None:
    mine = dispute_said(proved(link))
    thief = customer(link)
    page = text_of(thief.get("/portal/dispute/"))
    assert "Send me the code" in page
    assert "INV-1" not in page
    carried = dict(re.findall(r'name="(form_key)" value="([^"]+)"', thief.get("/portal/").content.decode()))  # fmt: skip
    answer = thief.post("/portal/dispute/send/", {**mine, **carried})
    assert answer.status_code == 422
    assert "INV-1" not in text_of(answer)
    stranger = proved(sent(book, "别家"))
    theirs = dispute_said(stranger, "OTHER-1")
    said = []
    for number in (mine["line"], "999999999"):
        wanted = {**theirs, "line": number, f"amount-{number}": "1.00", f"reason-{number}": "price"}
        answer = stranger.post("/portal/dispute/send/", wanted)
        assert answer.status_code == 422
        said.append(text_of(answer))
    assert said[0] == said[1]
    assert "INV-1" not in said[0]
    assert not Dispute.objects.exists()


def test_a_confirmed_or_paid_statement_offers_no_line(link: Sent, book: Ledger) -> None:
    client = proved(link)
    book.post("receipt", "R-9", "600.00", "02-02")
    book.settle("INV-1", "R-9", "600.00", "02-02")
    assert "Nothing on it can be disputed" in text_of(client.get("/portal/dispute/"))
    press(client, "/portal/confirm/", name="王芳")
    page = client.get("/portal/dispute/")
    assert "its lines are disputed no more" in text_of(page)
    assert '<form method="post" action="/portal/dispute/send/' not in page.content.decode()


def test_a_ledger_handed_in_is_reconciled_by_itself_or_by_a_press(
    link: Sent, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client, clerk = proved(link), signed_in("yuanjing", "ARA")
    address = f"/statements/{link.statement_id}/"
    ledger = b"Date,Ref,Debit,Credit\n2026-01-10,INV-1,,1000.00\n"
    file = SimpleUploadedFile("ours.csv", ledger)
    answer = press(
        client, "/portal/ledger/", name="王芳", file=file
    )  # nothing after the commit: it could not begin
    assert answer.status_code == 302, text_of(answer)
    page = clerk.get(address).content.decode()
    assert "Reconcile it with our book" in page
    assert "Reconcile it with our book" not in signed_in("yuanjing", "AUD").get(address).content.decode()  # fmt: skip
    begin = re.search(r'action="(/statements/[0-9]+/answers/[0-9]+/reconcile/)"', page)
    assert begin
    begun = clerk.post(begin.group(1))
    opened = Reconciliation.objects.get()
    assert begun["Location"] == f"/reconciliations/{opened.id}/"
    with django_capture_on_commit_callbacks(execute=True):
        press(client, "/portal/ledger/", name="王芳", file=SimpleUploadedFile("more.csv", ledger))
    by_itself = Reconciliation.objects.exclude(id=opened.id).get()
    page = clerk.get(address).content.decode()
    assert "Reconcile it with our book" not in page
    for each in (opened, by_itself):
        assert f'href="/reconciliations/{each.id}/"' in page
    assert clerk.get(f"/reconciliations/{by_itself.id}/").status_code == 200


def test_staff_reply_to_a_question_and_the_customer_reads_it(link: Sent) -> None:
    client, clerk = proved(link), signed_in("yuanjing", "ARA")
    press(client, "/portal/ask/", name="王芳", words="What is INV-1?")
    assert "No reply yet" in text_of(client.get("/portal/"))
    address = f"/statements/{link.statement_id}/"
    page = clerk.get(address).content.decode()
    reply = re.search(r'action="(/statements/[0-9]+/answers/[0-9]+/reply/)#portal"', page)
    assert reply
    refused = clerk.post(reply.group(1), {"words": "x" * 2001})
    assert refused.status_code == 422
    assert "x" * 2001 in refused.content.decode()
    for words in ("<i>Freight</i> of January.", "The waybill is 123."):
        assert clerk.post(reply.group(1), {"words": words})["Location"] == address
    for page in (client.get("/portal/").content.decode(), clerk.get(address).content.decode()):
        assert "&lt;i&gt;Freight&lt;/i&gt; of January." in page
        assert page.index("Freight") < page.index("The waybill is 123.")
        assert "No reply yet" not in page
    looker = signed_in("yuanjing", "AUD").get(address).content.decode()
    assert "The waybill is 123." in looker
    assert "/reply/" not in looker


def claim_said(client: Client, page: str, **said: Any) -> dict[str, Any]:
    """A form of the page, with what it carries."""
    carried = dict(re.findall(r'name="(form_key|key|proposal|sheet)" value="([^"]+)"', client.get(page).content.decode()))  # fmt: skip
    return {**carried, "name": "王芳", "words": "请<b>核对</b>", **said}


@pytest.mark.parametrize("way", ["", "settled/", "payment/", "paper/"])
def test_what_is_sent_of_a_dispute_looks_through_no_list_of_lines(link: Sent, way: str, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """The form is read and refused for its empty name: the statement's currency is all it needed till then."""
    client, page = proved(link), f"/portal/dispute/{way}"
    said, looked = claim_said(client, page, name="", amount="3.00"), []
    monkeypatch.setattr("wanglai.services.portal.dispute_lines.items_on", lambda *given: looked.append(given) or [])  # fmt: skip
    monkeypatch.setattr("wanglai.services.portal.dispute_payment.items_on", lambda *given: looked.append(given) or [])  # fmt: skip
    assert client.post(f"{page}send/", said).status_code == 422
    assert len(looked) == (0 if way == "paper/" else 1), "once, to show the page again"


def test_a_customer_says_what_it_paid_and_staff_read_it(link: Sent) -> None:
    client, page = proved(link), "/portal/dispute/payment/"
    assert "R-1 · 2026-01-25 · 400.00" in text_of(client.get(page))
    said = claim_said(client, page, amount="300.00", on="2026-01-28", bank="工商银行<i>", reference="TT-77", file=SimpleUploadedFile("slip.pdf", b"slip"))  # fmt: skip
    answer = client.post(f"{page}send/", said)
    assert answer.status_code == 302, text_of(answer)
    receipt = text_of(client.get(answer["Location"]))
    for shown in ("TT-77", "300.00 CNY", "Payment not shown, or shown otherwise", "slip.pdf"):
        assert shown in receipt, shown
    again = client.post(f"{page}send/", claim_said(client, page, amount="300.00", on="2026-01-28", reference="TT-77"))  # fmt: skip
    assert again.status_code == 409
    assert "disputed already" in text_of(again)
    assert 'value="300.00"' in again.content.decode()
    case, clerk = Dispute.objects.get(), signed_in("yuanjing", "ARA")
    told = clerk.get(f"/disputes/{case.id}/").content.decode()
    assert "工商银行&lt;i&gt;" in told
    assert "The statement shows none" in told
    assert "TT-77" in text_of(clerk.get("/disputes/"))


def test_a_customer_disputes_a_settled_line_and_a_missing_paper(link: Sent) -> None:
    client, page = proved(link), "/portal/dispute/settled/"
    body = client.get(page).content.decode()
    number = re.search(r'value="([0-9]+)" *> <strong>INV-1<', body)
    assert number, body
    assert 'value="400.00"' in body
    one = number.group(1)
    said = claim_said(client, page, line=one, **{f"amount-{one}": "400.01", f"reason-{one}": "price"})  # fmt: skip
    wrong_one = client.post(f"{page}send/", said)
    assert wrong_one.status_code == 422
    assert 'action="/portal/dispute/settled/send/"' in wrong_one.content.decode()
    assert client.post(f"{page}send/", {**said, f"amount-{one}": "60.00"}).status_code == 302
    page = "/portal/dispute/paper/"
    said = claim_said(client, page, paper="credit_note", number="CN-9", amount="x")
    wrong_one = client.post(f"{page}send/", said)
    assert wrong_one.status_code == 422
    assert "This is no paper" in text_of(wrong_one)
    assert 'value="CN-9"' in wrong_one.content.decode()
    assert client.post(f"{page}send/", {**said, "amount": "20.00"}).status_code == 302
    assert [each.document for each in Dispute.objects.order_by("id")] == ["INV-1", "CN-9"]
    told = text_of(client.get("/portal/"))
    assert "Settled line that is wrong: Price" in told
    assert "Paper missing" in told
    staff = text_of(signed_in("yuanjing", "ARA").get(f"/disputes/{Dispute.objects.latest('id').id}/"))  # fmt: skip
    assert "Credit note CN-9" in staff


def test_a_link_alone_and_another_customer_claim_nothing(link: Sent, book: Ledger) -> None:
    mine = proved(link)
    shown = re.findall(r'<option value="([0-9]+)"', mine.get("/portal/dispute/payment/").content.decode())  # fmt: skip
    assert shown
    thief = customer(link)
    for page in ("/portal/dispute/settled/", "/portal/dispute/payment/", "/portal/dispute/paper/"):
        masked = text_of(thief.get(page))
        assert "Send me the code" in masked
        for hidden in ("INV-1", "R-1", "400.00", "CNY 4"):
            assert hidden not in masked, hidden
        carried = dict(re.findall(r'name="(form_key)" value="([^"]+)"', thief.get("/portal/").content.decode()))  # fmt: skip
        answer = thief.post(f"{page}send/", {**carried, "name": "x", "words": "x", "amount": "1.00", "on": "2026-01-28"})  # fmt: skip
        assert answer.status_code == 422
        assert "400.00" not in text_of(answer)
    stranger, said = proved(sent(book, "别家")), []
    for number in (shown[0], "999999999", "-1", "x"):
        form = claim_said(stranger, "/portal/dispute/payment/", payment=number, amount="1.00", on="2026-01-28", key="k")  # fmt: skip
        answer = stranger.post("/portal/dispute/payment/send/", form)
        assert answer.status_code == 422
        said.append(text_of(answer))
    assert len(set(said)) == 1
    assert "R-1" not in said[0]
    assert not Dispute.objects.exists()


def test_the_customer_goes_on_in_its_dispute_and_agrees_to_what_is_proposed(link: Sent, book: Ledger) -> None:  # fmt: skip
    client, clerk = proved(link), signed_in("yuanjing", "ARA")
    client.post("/portal/dispute/send/", dispute_said(client))
    case = Dispute.objects.get().id
    here, there = f"/portal/disputes/{case}/", f"/disputes/{case}/"
    assert f'href="{here}"' in client.get("/portal/").content.decode()
    clerk.post(f"{there}say/", {"said": "INNER note"})
    clerk.post(f"{there}say/", {"said": "Please <b>send</b> the contract.", "for_customer": "1"})
    page = client.get(here).content.decode()
    assert "Please &lt;b&gt;send&lt;/b&gt; the contract." in page
    assert "INNER" not in page
    said = claim_said(client, here, file=SimpleUploadedFile("contract.pdf", b"contract"))
    assert client.post(f"{here}say/", said)["Location"] == here
    assert "请&lt;b&gt;核对&lt;/b&gt;" in client.get(here).content.decode()
    assert "Waits for a reply" in text_of(clerk.get(there))
    waiting = text_of(clerk.get("/disputes/?show=waits"))
    assert "INV-1" in waiting
    file = re.search(rf'href="({here}files/[0-9]+/)"', client.get(here).content.decode())
    assert file
    kept = client.get(file.group(1))
    assert kept.content == b"contract"
    assert "attachment" in kept["Content-Disposition"]
    wrong_one = clerk.post(f"{there}propose/", {"outcome": "rejected", "amount": "x", "said": "x"})
    assert wrong_one.status_code == 422
    assert clerk.post(f"{there}propose/", {"outcome": "credit_note", "amount": "40.00", "said": "Half of it", "key": "k"})["Location"] == there  # fmt: skip
    assert "Waits for your answer" in text_of(client.get("/portal/"))
    page = client.get(here).content.decode()
    for shown in ("What we propose", "40.00", "20.00", "Half of it"):
        assert shown in page, shown
    refused = client.post(f"{here}answer/", claim_said(client, here, answer="declined", words=""))
    assert refused.status_code == 422
    read = claim_said(client, here, answer="agreed", words="")
    clerk.post(f"{there}propose/", {"outcome": "credit_note", "amount": "30.00", "said": "Less", "key": "k2"})  # fmt: skip
    overtaken = client.post(f"{here}answer/", read)
    assert overtaken.status_code == 409
    assert "another proposal took its place" in text_of(overtaken)
    assert client.post(f"{here}answer/", claim_said(client, here, answer="agreed", words=""))["Location"] == here  # fmt: skip
    assert "What we propose" not in text_of(client.get(here))
    assert "The customer agrees" in text_of(clerk.get(there))


def test_of_another_customers_dispute_nothing_is_read_and_nothing_said(link: Sent, book: Ledger) -> None:  # fmt: skip
    mine = proved(link)
    mine.post("/portal/dispute/send/", dispute_said(mine))
    case = Dispute.objects.get().id
    here, thief, stranger = f"/portal/disputes/{case}/", customer(link), proved(sent(book, "别家"))
    masked = text_of(thief.get(here))
    assert "Send me the code" in masked
    assert "INV-1" not in masked
    carried = dict(re.findall(r'name="(form_key)" value="([^"]+)"', thief.get("/portal/").content.decode()))  # fmt: skip
    for part in ("say/", "answer/"):
        assert thief.post(f"{here}{part}", {**carried, "name": "x", "words": "x", "answer": "agreed"}).status_code == 422  # fmt: skip
        form = claim_said(stranger, "/portal/dispute/", words="x", answer="agreed")
        foreign, absent = (stranger.post(f"/portal/disputes/{number}/{part}", form) for number in (case, 999_999))  # fmt: skip
        assert foreign.status_code == absent.status_code == 404
        assert text_of(foreign) == text_of(absent)
    for part in ("", "files/1/"):
        foreign, absent = (
            stranger.get(f"{here}{part}"),
            stranger.get(f"/portal/disputes/999999/{part}"),
        )
        assert foreign.status_code == absent.status_code == 404
        assert text_of(foreign) == text_of(absent)
    assert PortalAnswer.objects.count() == 1


def test_a_customer_reads_what_became_of_its_ledger_and_answers(link: Sent, book: Ledger) -> None:
    client, clerk = proved(link), signed_in("yuanjing", "ARA")
    file = SimpleUploadedFile("ours.csv", b"Date,Document,Description,Debit,Credit\n2026-01-10,INV-1,Purchase,,1000.00\n,,Closing balance,,1000.00\n")  # fmt: skip
    press(client, "/portal/ledger/", name="王芳", file=file)
    upload = PortalAnswer.objects.get(kind="uploaded").id
    here = f"/portal/ledgers/{upload}/"
    assert "We are looking at it" in text_of(client.get("/portal/"))
    assert client.get(here).status_code == 404
    begun = clerk.post(f"/statements/{link.statement_id}/answers/{upload}/reconcile/")
    books = book.books
    books.reconciliation_id = Reconciliation.objects.get().id
    assert books.work().state == "done"
    home = f"{begun['Location']}balance/"
    page = clerk.get(home).content.decode()
    names = re.findall(r'name="difference" value="([^"]+)"', page)
    assert names, page
    clerk.post(f"{home}dispose/", {
        "difference": names, "kind": "theirs", "reason": "Your <b>payment</b> is not booked yet", "owner": books.people["ARA"],
        "due_on": (timezone.localdate() + timedelta(days=5)).isoformat(),
    })  # fmt: skip
    assert clerk.post(f"{home}freeze/", {"language": "en"}).status_code == 302
    release = re.search(r'action="(/reconciliations/[0-9]+/balance/[0-9]+/release/)"', clerk.get(home).content.decode())  # fmt: skip
    assert release
    assert "/release/" not in signed_in("yuanjing", "AUD").get(home).content.decode()
    assert clerk.post(release.group(1))["Location"] == home
    assert f'href="{here}"' in client.get("/portal/").content.decode()
    page = client.get(here).content.decode()
    assert "Your &lt;b&gt;payment&lt;/b&gt; is not booked yet" in page
    assert "You correct it" in page
    assert client.get(f"{here}pdf/").content.startswith(b"%PDF")
    assert client.get(f"{here}sheet/en/xlsx/").content.startswith(b"PK")
    assert client.get(f"{here}sheet/xx/xlsx/").status_code == 404
    name = re.findall(r'name="difference" value="([^"]+)"', page)[0]
    said = claim_said(client, here, difference=[name], **{f"answer-{name}": "declines", f"words-{name}": ""})  # fmt: skip
    refused = client.post(f"{here}answer/", said)
    assert refused.status_code == 422
    assert 'value="declines" selected' in refused.content.decode()
    overtaken = client.post(f"{here}answer/", {**said, "sheet": "999999", f"words-{name}": "no"})
    assert "a newer sheet was released meanwhile" in text_of(overtaken)
    assert 'value="declines" selected' not in overtaken.content.decode()
    answered = f"{here}?said={said['sheet']}"
    assert "Your answer is with us" not in text_of(client.get(answered)), "nothing was answered yet"
    assert client.post(f"{here}answer/", {**said, f"words-{name}": "It <i>is</i>"})["Location"] == answered  # fmt: skip
    assert "Your answer is with us" in text_of(client.get(answered))
    assert "It &lt;i&gt;is&lt;/i&gt;" in client.get(here).content.decode()
    told = clerk.get(home).content.decode()
    assert "The customer does not agree" in told
    assert "It &lt;i&gt;is&lt;/i&gt;" in told
    assert "the customer reads it in the portal" in told
    back = re.search(r'action="(/reconciliations/[0-9]+/balance/[0-9]+/take-back/)"', told)
    assert back
    assert clerk.post(back.group(1), {"reason": ""}).status_code == 422
    assert clerk.post(back.group(1), {"reason": "A <b>wrong</b> amount"})["Location"] == home
    assert "A &lt;b&gt;wrong&lt;/b&gt; amount" in clerk.get(home).content.decode()
    gone = client.get(here)
    assert gone.status_code == 404
    assert "We took this result back" in text_of(gone)
    assert "We are looking at it" in text_of(client.get("/portal/"))
    assert clerk.post(release.group(1))["Location"] == home
    stranger, thief = proved(sent(book, "别家")), customer(link)
    assert "Send me the code" in text_of(thief.get(here))
    for part in ("", "pdf/", "sheet/en/xlsx/"):
        foreign, absent = (
            stranger.get(f"{here}{part}"),
            stranger.get(f"/portal/ledgers/999999/{part}"),
        )
        assert foreign.status_code == absent.status_code == 404
        assert text_of(foreign) == text_of(absent)
        assert "payment" not in text_of(thief.get(f"{here}{part}"))


def test_the_form_of_a_ledger_full_of_differences_is_not_too_long_to_be_sent(link: Sent, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    words, none = Wording("贵方", "Yours"), Amount(0, "CNY")
    parts = tuple(
        LedgerPart(words, tuple(
            LedgerRow(f"{part}-{no}", None, f"INV-{no}", "", words, none, words, "", None, None, None) for no in range(ROWS_SHOWN)
        ), 9_999, none)
        for part in PARTS
    )  # fmt: skip
    full = LedgerResult("1", words, 1, "ours.csv", 1, "1", timezone.now(), none, none, none, parts)
    monkeypatch.setattr("wanglai.web.portal.ledgers.ledger_result", lambda **_: full)
    client = proved(link)
    fields = re.findall(r'<(?:input|select)[^>]* name="([^"]+)"', client.get("/portal/ledgers/1/").content.decode())  # fmt: skip
    assert len(fields) > len(PARTS) * ROWS_SHOWN * 3
    carried = claim_said(client, "/portal/ledgers/1/")
    typed = {name: carried.get(name, "") for name in fields if name != "difference"}
    typed["difference"] = [row.name for part in parts for row in part.rows]
    assert client.post("/portal/ledgers/1/answer/", typed).status_code == 404, "it was read: there is no such ledger"  # fmt: skip


def test_who_confirmed_is_asked_one_question_and_may_leave_it(link: Sent) -> None:
    client = proved(link)
    receipt = press(client, "/portal/confirm/", name="王芳")["Location"]
    assert "One question, if you like" in text_of(client.get(receipt))
    said = claim_said(client, receipt, score="5", words="<b>fine</b>")
    answer = client.post("/portal/rate/", said)
    assert answer.status_code == 302, text_of(answer)
    assert "&lt;b&gt;fine&lt;/b&gt;" in client.get(answer["Location"]).content.decode()
    assert "One question" not in text_of(client.get(receipt))
    assert client.post("/portal/rate/", {**said, "key": "again"}).status_code == 422
    told = text_of(signed_in("yuanjing", "ARA").get("/statements/answers/"))
    assert "Easy to check: 5.0 of 5." in told


def test_staff_reply_to_a_complaint_and_the_customer_reads_it(link: Sent) -> None:
    client, clerk = proved(link), signed_in("yuanjing", "ARA")
    press(client, "/portal/feedback/", name="王芳", words="It came late.", kind="complaint")
    assert "No reply yet" in text_of(client.get("/portal/"))
    page = clerk.get(f"/statements/{link.statement_id}/").content.decode()
    reply = re.search(r'action="(/statements/[0-9]+/answers/[0-9]+/reply/)#portal"', page)
    assert reply
    clerk.post(reply.group(1), {"words": "By the third from now on."})
    told = text_of(client.get("/portal/"))
    assert "By the third from now on." in told
    assert "No reply yet" not in told
