"""Addresses of rounds of reconciling."""

from __future__ import annotations

from django.urls import path

from wanglai.web.rounds import listing, minimum, one, planner, rules

app_name = "rounds"
urlpatterns = [
    path("", listing.page, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="list_sheet"),
    path("plan/", planner.page, name="plan"),
    path("open/", planner.open_now, name="open"),
    path("rule/", rules.page, name="rule"),
    path("minimum/", minimum.page, name="minimum"),
    path("minimum/sheet/<str:language>/<str:form>/", minimum.sheet, name="minimum_sheet"),
    path("<int:round_id>/", one.page, name="page"),
    path("<int:round_id>/sheet/<str:language>/<str:form>/", one.sheet, name="sheet"),
    path("<int:round_id>/agree/", one.agree, name="agree"),
    path("<int:round_id>/missing/", one.take_in, name="take_in"),
    path("<int:round_id>/add/", one.add, name="add"),
    path("<int:round_id>/chosen/", one.chosen, name="chosen"),
    path("<int:round_id>/customers/<int:member_id>/excuse/", one.decide, name="decide"),
]
