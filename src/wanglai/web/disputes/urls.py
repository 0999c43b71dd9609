"""Addresses of disputes."""

from __future__ import annotations

from django.urls import path

from wanglai.web.disputes import case, causing, ending, listing, opening, rules

app_name = "disputes"
urlpatterns = [
    path("", listing.page, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="sheet"),
    path("causes/", causing.page, name="causes"),
    path("causes/sheet/<str:language>/<str:form>/", causing.sheet, name="causes_sheet"),
    path("rules/", rules.page, name="rules"),
    path("new/<int:customer_id>/", opening.new, name="new"),
    path("<int:dispute_id>/", case.page, name="page"),
    path("<int:dispute_id>/say/", case.say, name="say"),
    path("<int:dispute_id>/hand/", case.hand, name="hand"),
    path("<int:dispute_id>/move/", case.move, name="move"),
    path("<int:dispute_id>/escalate/", case.escalate, name="escalate"),
    path("<int:dispute_id>/reopen/", case.reopen, name="reopen"),
    path("<int:dispute_id>/file/<int:no>/", case.file, name="file"),
    path("<int:dispute_id>/propose/", ending.propose, name="propose"),
    path("<int:dispute_id>/resolve/", ending.resolve, name="resolve"),
]
