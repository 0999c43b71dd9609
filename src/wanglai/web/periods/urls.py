"""Addresses of the periods."""

from __future__ import annotations

from django.urls import path

from wanglai.web.periods import views

app_name = "periods"
urlpatterns = [
    path("", views.listing, name="list"),
    path("sheet/<str:language>/<str:form>/", views.sheet, name="sheet"),
    path("open/", views.open_more, name="open"),
    path("<int:period_id>/", views.page, name="page"),
    path("<int:period_id>/close/", views.close, name="close"),
]
