"""Addresses of procedures and their cases."""

from __future__ import annotations

from django.urls import path

from wanglai.web.procedures import case, drawing, listing, opening

app_name = "procedures"
urlpatterns = [
    path("", listing.page, name="cases"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="sheet"),
    path("new/", opening.new, name="new"),
    path("cases/<int:case_id>/", case.page, name="case"),
    path("cases/<int:case_id>/do/", case.do, name="do"),
    path("cases/<int:case_id>/look/", case.look, name="look"),
    path("cases/<int:case_id>/stop/", case.stop, name="stop"),
    path("drawing/", drawing.page, name="drawing"),
    path("drawing/<int:version>/file/", drawing.file, name="file"),
    path("drafts/", drawing.hand_in, name="hand_in"),
    path("drafts/<int:file_id>/", drawing.draft, name="draft"),
    path("drafts/<int:file_id>/set/", drawing.put_in_force, name="set"),
]
