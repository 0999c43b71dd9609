"""Addresses: sign-in by allauth, everything else by the screens."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("wanglai.web.urls")),
]
