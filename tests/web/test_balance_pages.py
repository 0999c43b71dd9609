"""The balance reconciliation statement on the screen: ticked differences get a word, it is frozen, signed twice and answered."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.ledgers import Ledger, open_ledger
from tests.two_sides import JANUARY, reconcile

from wanglai.services.reconciliation.show_balance import balance_page
from wanglai.store.models import SharedSheet, SheetSignature, User


def _client(person: int) -> Client:
    """A session as the sign-in leaves it; how one gets it is ``tests/config/test_sign_in.py``."""
    user = User.objects.get(id=person)
    client = Client(headers={"accept-language": "en"})
    session = client.session
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def _signed_in(ledger: Ledger, role: str) -> Client:
    return _client(ledger.books.people[role])


def test_ticked_differences_get_a_word_and_the_sheet_is_signed_by_three(db: None) -> None:
    ledger = open_ledger()
    ledger.post("invoice", "INV-1", "1,000.00", "01-10", due="02-09")
    ledger.post("receipt", "R-1", "400.00", "01-20")
    ledger.post("invoice", "INV-2", "300.00", "01-31", due="03-02")
    books = reconcile(ledger, "01", JANUARY)
    address = f"/reconciliations/{books.reconciliation_id}/balance/"
    clerk, manager = _signed_in(ledger, "ARA"), _signed_in(ledger, "FM")
    names = [row.name for quarter in balance_page(**books.here()).quarters for row in quarter.rows]
    said = {"kind": "timing", "reason": "month end", "owner": books.people["ARA"], "due_on": "2026-02-10"}  # fmt: skip
    assert clerk.post(f"{address}dispose/", said).status_code == 422  # nothing is ticked
    assert clerk.post(f"{address}dispose/", {**said, "difference": names}).status_code == 302
    page = clerk.get(address).content.decode()
    assert page.count("month end") == 2
    assert "850.00" in page
    assert clerk.post(f"{address}freeze/", {"language": "both"}).status_code == 302
    sheet = SharedSheet.objects.get()
    assert clerk.post(f"{address}{sheet.id}/approve/").status_code == 403  # not one's own
    assert manager.post(f"{address}{sheet.id}/approve/").status_code == 302
    assert clerk.post(f"{address}{sheet.id}/answer/", {"name": "Wang"}).status_code == 422
    scan = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 x")
    answer = {"name": "Wang", "signed_on": "2026-02-05", "scan": scan}
    assert clerk.post(f"{address}{sheet.id}/answer/", answer).status_code == 302
    assert SheetSignature.objects.count() == 3
    assert "Signed by both sides" in clerk.get(address).content.decode()
    for path, kind in ((f"{sheet.id}.pdf", b"%PDF"), (f"{sheet.id}/signed/", b"%PDF-1.7 x"), ("draft/zh.pdf", b"%PDF"), ("all/en/xlsx/", b"PK"), ("theirs/zh/xlsx/", b"PK")):  # fmt: skip
        assert clerk.get(address + path).content.startswith(kind), path
    again = clerk.post(f"{address}dispose/", {**said, "difference": names})
    assert again.status_code == 409
