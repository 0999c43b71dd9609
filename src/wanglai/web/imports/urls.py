"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from wanglai.web.imports import deciding, downloads, pages, starting

app_name = "imports"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("new/", starting.new, name="new"),
    path("templates/<str:kind>/<str:language>/", downloads.template, name="template"),
    path("<int:import_id>/", pages.page, name="page"),
    path("<int:import_id>/progress/", pages.progress, name="progress"),
    path("<int:import_id>/read/", starting.read, name="read"),
    path("<int:import_id>/choose/", deciding.choose_for_all, name="choose"),
    path("<int:import_id>/rows/<int:no>/", pages.document, name="document"),
    path("<int:import_id>/rows/<int:no>/correct/", deciding.correct, name="correct"),
    path("<int:import_id>/rows/<int:no>/leave-out/", deciding.leave, name="leave_out"),
    path("<int:import_id>/rows/<int:no>/take-in/", deciding.take, name="take_in"),
    path("<int:import_id>/order/", deciding.order, name="order"),
    path("<int:import_id>/stop/", deciding.stop, name="stop"),
    path("<int:import_id>/go-on/", deciding.go_on, name="go_on"),
    path("<int:import_id>/end/", deciding.end, name="end"),
    path("<int:import_id>/sheet/<str:language>/", downloads.sheet, name="sheet"),
    path("<int:import_id>/file/", downloads.original, name="original"),
]
