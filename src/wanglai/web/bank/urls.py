"""Addresses of banks."""

from __future__ import annotations

from django.urls import path

from wanglai.web.bank import accounts, files, reconciling

app_name = "bank"
urlpatterns = [
    path("", accounts.listing, name="list"),
    path("hand-in/", files.hand_in, name="hand_in"),
    path("open/", accounts.enter, name="open"),
    path("lines/", accounts.lines, name="lines"),
    path("lines/sheet/<str:language>/<str:form>/", accounts.lines_sheet, name="lines_sheet"),
    path("accounts/<int:account_id>/", accounts.page, name="account"),
    path("accounts/<int:account_id>/end/", accounts.end, name="end"),
    path("accounts/<int:account_id>/reconciliation/", reconciling.sheet, name="sheet"),
    path("accounts/<int:account_id>/reconciliation/prepare/", reconciling.prepare, name="prepare"),
    path("sheets/<int:reconciliation_id>/sign/", reconciling.sign, name="sign"),
    path("files/sheet/<str:language>/<str:form>/", files.sheet, name="files_sheet"),
    path("files/<int:file_id>/", files.page, name="file"),
    path("files/<int:file_id>/progress/", files.progress, name="progress"),
    path("files/<int:file_id>/original/", files.original, name="original"),
    path("files/<int:file_id>/take/", files.take, name="take"),
    path("files/<int:file_id>/again/", files.again, name="again"),
    path("files/<int:file_id>/columns/", files.columns, name="columns"),
    path("files/<int:file_id>/withdraw/", files.withdraw, name="withdraw"),
]
