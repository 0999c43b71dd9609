"""Addresses of the portal. None names a customer, a statement or a secret: the cookie says whose it is."""

from __future__ import annotations

from django.urls import path

from wanglai.web.portal import answering, disputing, looking, opening

app_name = "portal"
urlpatterns = [
    path("", looking.page, name="page"),
    path("open/", opening.open_it, name="open"),
    path("code/", opening.code, name="code"),
    path("prove/", opening.prove, name="prove"),
    path("leave/", opening.leave_it, name="leave"),
    path("language/", opening.language, name="language"),
    path("pdf/", looking.pdf, name="pdf"),
    path("answers/<int:answer_id>/", looking.answer, name="answer"),
    path("confirm/", answering.confirm_it, name="confirm"),
    path("dispute/", disputing.page, name="dispute"),
    path("dispute/send/", disputing.send, name="send_dispute"),
    path("ask/", answering.ask_it, name="ask"),
    path("promise/", answering.promise_it, name="promise"),
    path("ledger/", answering.hand_in, name="hand_in"),
    path("feedback/", answering.feedback, name="feedback"),
]
