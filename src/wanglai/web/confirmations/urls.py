"""Addresses of confirmation letters."""

from __future__ import annotations

from django.urls import path

from wanglai.web.confirmations import answering, drawing, letters, rounds

app_name = "confirmations"
urlpatterns = [
    path("", rounds.listing, name="list"),
    path("sheet/<str:language>/<str:form>/", rounds.list_sheet, name="list_sheet"),
    path("new/", drawing.new, name="new"),
    path("new/preview/", drawing.preview, name="preview"),
    path("<int:round_id>/", rounds.page, name="round"),
    path("<int:round_id>/sheet/<str:language>/<str:form>/", rounds.sheet, name="sheet"),
    path("<int:round_id>/agree/", rounds.agree, name="agree"),
    path("<int:round_id>/drop/", rounds.drop, name="drop"),
    path("<int:round_id>/again/", rounds.again, name="again"),
    path("<int:round_id>/close/", rounds.close, name="close"),
    path("<int:round_id>/file/", rounds.file, name="file"),
    path("letters/<int:letter_id>/", letters.page, name="letter"),
    path("letters/<int:letter_id>/pdf/", letters.pdf, name="pdf"),
    path("letters/<int:letter_id>/replies/<int:ordinal>/", letters.reply_original, name="reply_file"),
    path("letters/<int:letter_id>/reply/", answering.reply, name="reply"),
    path("letters/<int:letter_id>/explain/", answering.explain, name="explain"),
    path("letters/<int:letter_id>/test/", answering.test, name="test"),
    path("letters/<int:letter_id>/impossible/", answering.impossible, name="impossible"),
]  # fmt: skip
