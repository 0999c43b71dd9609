"""Addresses of the portal. None names a customer, a statement or a secret: the cookie says whose it is."""

from __future__ import annotations

from django.urls import path

from wanglai.web.portal import answering, claiming, disputing, ledgers, looking, opening, talking

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
    path("dispute/settled/", disputing.settled, name="settled"),
    path("dispute/settled/send/", disputing.send_settled, name="send_settled"),
    path("dispute/payment/", claiming.payment, name="payment"),
    path("dispute/payment/send/", claiming.send_payment, name="send_payment"),
    path("dispute/paper/", claiming.paper, name="paper"),
    path("dispute/paper/send/", claiming.send_paper, name="send_paper"),
    path("disputes/<int:dispute_id>/", talking.page, name="conversation"),
    path("disputes/<int:dispute_id>/files/<int:no>/", talking.file, name="conversation_file"),
    path("disputes/<int:dispute_id>/say/", talking.say, name="say_in_conversation"),
    path("disputes/<int:dispute_id>/answer/", talking.answer, name="answer_outcome"),
    path("ask/", answering.ask_it, name="ask"),
    path("promise/", answering.promise_it, name="promise"),
    path("ledger/", answering.hand_in, name="hand_in"),
    path("ledgers/<int:answer_id>/", ledgers.page, name="ledger"),
    path("ledgers/<int:answer_id>/pdf/", ledgers.pdf, name="ledger_pdf"),
    path(
        "ledgers/<int:answer_id>/sheet/<str:language>/<str:form>/",
        ledgers.sheet,
        name="ledger_sheet",
    ),
    path("ledgers/<int:answer_id>/answer/", ledgers.answer, name="answer_ledger"),
    path("rate/", answering.rate_it, name="rate"),
    path("feedback/", answering.feedback, name="feedback"),
]
