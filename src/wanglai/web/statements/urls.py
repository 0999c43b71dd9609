"""Addresses of statements."""

from __future__ import annotations

from django.urls import path

from wanglai.web.statements import (
    answered,
    checking,
    heading,
    issuing,
    linking,
    listing,
    on_paper,
    one,
    runs,
    sending,
)

app_name = "statements"
urlpatterns = [
    path("", listing.page, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="list_sheet"),
    path("answers/", answered.page, name="answers"),
    path("answers/sheet/<str:language>/<str:form>/", answered.sheet, name="answers_sheet"),
    path("new/", issuing.new, name="new"),
    path("letterhead/", heading.page, name="letterhead"),
    path("check/", checking.page, name="check"),
    path("runs/", runs.listing, name="runs"),
    path("runs/start/", runs.start, name="start"),
    path("runs/<int:run_id>/", runs.page, name="run"),
    path("runs/<int:run_id>/progress/", runs.progress, name="progress"),
    path("runs/<int:run_id>/agree/", runs.agree, name="agree"),
    path("runs/<int:run_id>/stop/", runs.stop, name="stop"),
    path("runs/<int:run_id>/send/", sending.send, name="send"),
    path("runs/<int:run_id>/hold/", sending.hold, name="hold"),
    path("runs/<int:run_id>/go-on/", sending.go_on, name="go_on"),
    path("runs/<int:run_id>/send-failed/", sending.send_failed, name="send_failed"),
    path("<int:statement_id>/", one.page, name="page"),
    path("<int:statement_id>/send/", sending.send_one, name="send_one"),
    path("<int:statement_id>/stop-reminding/", sending.stop_reminding, name="stop_reminding"),
    path("<int:statement_id>/remind-on/", sending.remind_on, name="remind_on"),
    path("<int:statement_id>/on-paper/", on_paper.enter, name="on_paper"),
    path("<int:statement_id>/on-paper/take-back/", on_paper.take_back, name="take_back"),
    path("<int:statement_id>/on-paper/<int:ordinal>/scan/", on_paper.scan, name="scan"),
    path("<int:statement_id>/pdf/", one.pdf, name="pdf"),
    path("<int:statement_id>/sheet/<str:language>/<str:form>/", one.sheet, name="sheet"),
    path("<int:statement_id>/again/", one.again, name="again"),
    path("<int:statement_id>/link/", linking.make, name="make_link"),
    path("<int:statement_id>/link/<int:link_id>/revoke/", linking.revoke, name="revoke_link"),
    path("<int:statement_id>/answers/<int:answer_id>/reply/", linking.reply, name="reply"),
    path(
        "<int:statement_id>/answers/<int:answer_id>/reconcile/",
        linking.reconcile,
        name="reconcile_answer",
    ),
    path("<int:statement_id>/answers/<int:answer_id>/file/", linking.file, name="answered_file"),
]
