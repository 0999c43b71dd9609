"""Addresses of cash application."""

from __future__ import annotations

from django.urls import path

from wanglai.web.cash import (
    accepting,
    deciding,
    learning,
    line,
    policy,
    queue,
    receipts,
    refunding,
    returned,
    suspense,
)

app_name = "cash"
urlpatterns = [
    path("", queue.listing, name="queue"),
    path("run/", queue.run, name="run"),
    path("progress/", queue.progress, name="progress"),
    path("run/<int:run_id>/stop/", queue.stop, name="stop"),
    path("accept/", queue.accept, name="accept"),
    path("accept-all/", queue.accept_all, name="accept_all"),
    path("lines/<int:line_id>/", line.page, name="line"),
    path("lines/<int:line_id>/settle/", line.settle, name="settle"),
    path("lines/<int:line_id>/ask/", deciding.ask, name="ask"),
    path("lines/<int:line_id>/aside/", deciding.aside, name="aside"),
    path("lines/<int:line_id>/back/", deciding.back, name="back"),
    path("questions/<int:question_id>/answer/", deciding.answer, name="answer"),
    path("proposals/<int:proposal_id>/reject/", deciding.reject, name="reject"),
    path("settlements/<int:settlement_id>/undo/", deciding.undo, name="undo"),
    path("lines/<int:line_id>/clear/", returned.clear, name="clear"),
    path("returned/<int:line_id>/", returned.page, name="returned"),
    path("returned/<int:line_id>/bounce/", returned.bounce, name="bounce"),
    path("bounces/<int:bounce_id>/withdraw/", returned.withdraw, name="withdraw_bounce"),
    path("receipts/", receipts.page, name="receipts"),
    path("receipts/sheet/<str:language>/<str:form>/", receipts.sheet, name="receipts_sheet"),
    path("lines/<int:line_id>/suspend/", suspense.suspend, name="suspend"),
    path("lines/<int:line_id>/leave-suspense/", suspense.leave, name="leave"),
    path("lines/<int:line_id>/accept-payer/", accepting.ask, name="accept_payer"),
    path("lines/<int:line_id>/refund/", refunding.ask, name="refund"),
    path("lines/<int:line_id>/learn-name/", learning.learn_name, name="learn_name"),
    path("lines/<int:line_id>/learn-account/", learning.learn_account, name="learn_account"),
    path("learned/<int:alias_id>/forget/", learning.forget, name="forget"),
    path("suspense/", suspense.page, name="suspense"),
    path("suspense/sheet/<str:language>/<str:form>/", suspense.sheet, name="suspense_sheet"),
    path("policy/", policy.page, name="policy"),
    path("figures/", policy.figures, name="figures"),
    path("figures/sheet/<str:language>/<str:form>/", policy.figures_sheet, name="figures_sheet"),
    path("sheet/<str:language>/<str:form>/", queue.sheet, name="queue_sheet"),
]
