"""Addresses of figures about the work."""

from __future__ import annotations

from django.urls import path

from wanglai.web.kpi import reconciling

app_name = "kpi"
urlpatterns = [
    path("reconciling/", reconciling.page, name="reconciling"),
    path(
        "reconciling/sheet/<str:language>/<str:form>/", reconciling.sheet, name="reconciling_sheet"
    ),
]
