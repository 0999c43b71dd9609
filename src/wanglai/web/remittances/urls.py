"""Addresses of remittance advices."""

from __future__ import annotations

from django.urls import path

from wanglai.web.remittances import advice, listing

app_name = "remittances"
urlpatterns = [
    path("", listing.page, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="sheet"),
    path("hand-in/", listing.hand_in, name="hand_in"),
    path("<int:remittance_id>/", advice.page, name="page"),
    path("<int:remittance_id>/sheet/<str:language>/<str:form>/", advice.sheet, name="lines_sheet"),
    path("<int:remittance_id>/original/", advice.original, name="original"),
    path("<int:remittance_id>/use/", advice.use, name="use"),
    path("<int:remittance_id>/withdraw/", advice.withdraw, name="withdraw"),
    path("<int:remittance_id>/link/", advice.link, name="link"),
    path("<int:remittance_id>/part/", advice.part, name="part"),
]
