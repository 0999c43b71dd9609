"""Addresses of the ageing."""

from __future__ import annotations

from django.urls import path

from wanglai.web.ageing import views

app_name = "ageing"
urlpatterns = [
    path("", views.report, name="report"),
    path("sheet/<str:language>/<str:form>/", views.sheet, name="sheet"),
    path("customers/<int:customer_id>/", views.items, name="items"),
    path(
        "customers/<int:customer_id>/sheet/<str:language>/<str:form>/",
        views.items_sheet,
        name="items_sheet",
    ),
]
