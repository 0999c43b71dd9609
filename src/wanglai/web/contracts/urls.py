"""Addresses of contracts."""

from __future__ import annotations

from django.urls import path

from wanglai.web.contracts import keeping, rules, views, writing

app_name = "contracts"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", writing.new, name="new"),
    path("preview/", writing.preview, name="preview"),
    path("rules/", rules.page, name="rules"),
    path("rules/days/", rules.set_day, name="set_day"),
    path("rules/days/clear/", rules.clear_day, name="clear_day"),
    path("rules/rates/", rules.enter, name="rates"),
    path("rules/rates/<int:rate_id>/withdraw/", rules.withdraw, name="withdraw_rate"),
    path("rules/law/", rules.law, name="law"),
    path("<int:contract_id>/", views.page, name="page"),
    path("<int:contract_id>/change/", writing.change, name="change"),
    path("<int:contract_id>/amend/", writing.amend, name="amend"),
    path("<int:contract_id>/sign/", keeping.sign, name="sign"),
    path("<int:contract_id>/drop/", keeping.drop, name="drop"),
    path("<int:contract_id>/end/", keeping.end, name="end"),
    path("<int:contract_id>/papers/", keeping.attach, name="attach"),
    path("<int:contract_id>/papers/<int:paper_id>/", keeping.paper, name="file"),
]
