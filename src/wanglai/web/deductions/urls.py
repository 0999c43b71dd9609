"""Addresses of deductions."""

from __future__ import annotations

from django.urls import path

from wanglai.web.deductions import case, listing, opening

app_name = "deductions"
urlpatterns = [
    path("", listing.page, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="sheet"),
    path("new/<int:item_id>/", opening.new, name="new"),
    path("<int:deduction_id>/", case.page, name="page"),
    path("<int:deduction_id>/give/", case.give, name="give"),
    path("<int:deduction_id>/close/", case.close, name="close"),
]
