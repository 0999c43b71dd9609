"""Addresses of people and roles."""

from __future__ import annotations

from django.urls import path

from wanglai.web.people import teams, views

app_name = "people"
urlpatterns = [
    path("", views.listing, name="list"),
    path("duties/", views.matrix, name="matrix"),
    path("conflicts/<str:month>/sign/", views.sign, name="sign_conflicts"),
    path("teams/", teams.listing, name="teams"),
    path("teams/new/", teams.form, name="form_team"),
    path("teams/<int:team_id>/join/", teams.join, name="join_team"),
    path("teams/<int:team_id>/leave/<int:person_id>/", teams.leave, name="leave_team"),
    path("invite/", views.invite, name="invite"),
    path("<int:person_id>/give/", views.give, name="give"),
    path("<int:person_id>/take/", views.take, name="take"),
    path("<int:person_id>/disable/", views.disable, name="disable"),
    path("<int:person_id>/enable/", views.enable, name="enable"),
]
