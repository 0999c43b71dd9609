"""Addresses of approvals."""

from __future__ import annotations

from django.urls import path

from wanglai.web.approvals import asking, inbox

app_name = "approvals"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("sheet/<str:language>/<str:form>/", inbox.sheet, name="sheet"),
    path("<int:request_id>/", inbox.page, name="page"),
    path("<int:request_id>/decide/", inbox.decide, name="decide"),
    path("<int:request_id>/withdraw/", inbox.withdraw, name="withdraw"),
    path("ask/<slug:kind>/", asking.ask, name="ask"),
    path("delegations/", asking.give, name="delegate"),
]
