"""Addresses of what leaves the house."""

from __future__ import annotations

from django.urls import path

from wanglai.web.exports import archives, reports, vouchers

app_name = "exports"
urlpatterns = [
    path("vouchers/", vouchers.listing, name="vouchers"),
    path("vouchers/make/", vouchers.make, name="make_vouchers"),
    path("vouchers/<int:batch_id>/", vouchers.batch, name="batch"),
    path("vouchers/<int:batch_id>/again/", vouchers.again, name="again"),
    path("archives/", archives.listing, name="archives"),
    path("archives/ask/", archives.ask, name="ask_archive"),
    path("archives/<int:archive_id>/", archives.take, name="archive"),
    path("reports/", reports.listing, name="reports"),
    path("reports/subscribe/", reports.send, name="subscribe"),
    path("reports/<int:subscription_id>/cancel/", reports.cancel, name="cancel"),
]
