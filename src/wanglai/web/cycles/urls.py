"""Addresses of settlement cycles."""

from __future__ import annotations

from django.urls import path

from wanglai.web.cycles import board, one, rules

app_name = "cycles"
urlpatterns = [
    path("", board.page, name="board"),
    path("sheet/<str:language>/<str:form>/", board.sheet, name="sheet"),
    path("open/", board.open_now, name="open"),
    path("chosen/", board.chosen, name="chosen"),
    path("rules/", rules.page, name="rules"),
    path("<int:cycle_id>/", one.page, name="page"),
    path("<int:cycle_id>/close/", one.close, name="close"),
    path("<int:cycle_id>/bill/", one.bill, name="bill"),
]
