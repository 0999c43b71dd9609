"""Addresses of people and roles."""

from __future__ import annotations

from django.urls import path

from wanglai.web.people import views

app_name = "people"
urlpatterns = [
    path("", views.listing, name="list"),
    path("duties/", views.matrix, name="matrix"),
    path("invite/", views.invite, name="invite"),
    path("<int:person_id>/give/", views.give, name="give"),
    path("<int:person_id>/take/", views.take, name="take"),
    path("<int:person_id>/disable/", views.disable, name="disable"),
    path("<int:person_id>/enable/", views.enable, name="enable"),
]
