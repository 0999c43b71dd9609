"""Delivery reports: those of RFC 3464 are read, prose is not guessed at, and no mail whatever raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mail import bounce_of
from wanglai.formats.bounces import Told, read_report

REFERENCE = "<abc123@yuanjing.example>"


@pytest.mark.parametrize(
    ("status", "action", "verdict"),
    [
        ("5.1.1", "failed", "bounced"),
        ("5.2.2", "failed", "bounced"),
        ("4.4.7", "delayed", "delayed"),
        ("4.2.2", "failed", "delayed"),  # it may still come
        ("2.0.0", "delivered", "arrived"),
        ("2.1.5", "relayed", "arrived"),
    ],
)
@pytest.mark.parametrize("form", ["rfc822", "headers"])
def test_status_and_action_decide(status: str, action: str, verdict: str, form: str) -> None:
    told = read_report(bounce_of(REFERENCE, status=status, action=action, form=form))
    assert told == Told(REFERENCE, verdict, status, f"smtp; 550 {status} <…>: user unknown")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Subject: out of office\n\nI am away",
        bounce_of("no reference at all"),
        bounce_of(REFERENCE, action="pondered"),
        bounce_of(REFERENCE, status="soon"),
        bounce_of(REFERENCE).replace(b"multipart/report", b"multipart/mixed"),
        bounce_of(REFERENCE).replace(b"message/delivery-status", b"text/plain"),
    ],
)
def test_what_is_no_report_of_a_mail_is_none(content: bytes) -> None:
    assert read_report(content) is None


def test_a_report_of_several_is_of_the_worst() -> None:
    second = b"\n\nFinal-Recipient: rfc822; li@kehu.example\nAction: delivered\nStatus: 2.0.0\n\n--b1\nContent-Type: message/rfc822"
    report = bounce_of(REFERENCE).replace(b"\n\n--b1\nContent-Type: message/rfc822", second)
    told = read_report(report)
    assert told is not None
    assert told.verdict == "bounced"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255), st.integers(0, 3)), max_size=12)
)
def test_no_mail_whatever_raises(changes: list[tuple[int, int, int]]) -> None:
    mail = bytearray(bounce_of(REFERENCE))
    for at, byte, how in changes:
        place = at % len(mail)
        if how == 0:
            mail[place] = byte
        elif how == 1:
            del mail[place : place + byte]
            mail += b"x"
        else:
            mail.insert(place, byte)
    read_report(bytes(mail))
