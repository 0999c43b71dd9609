"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from wanglai.web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.listing, name="list"),
    path("sheet/<str:language>/<str:form>/", views.sheet, name="sheet"),
]
