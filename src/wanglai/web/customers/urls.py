"""Addresses of the customer file."""

from __future__ import annotations

from django.urls import path

from wanglai.web.customers import changing, duplicates, listing, page, parts

app_name = "customers"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("new/", changing.new, name="new"),
    path("classify/", listing.classify, name="classify"),
    path("duplicates/", duplicates.listing, name="duplicates"),
    path("duplicates/look/", duplicates.look, name="look"),
    path("duplicates/<int:duplicate_id>/part/", duplicates.part, name="part"),
    path("merge/", duplicates.merge, name="merge"),
    path("<int:customer_id>/", page.page, name="page"),
    path("<int:customer_id>/change/", changing.change, name="change"),
    path("<int:customer_id>/group/", changing.group, name="group"),
    path("<int:customer_id>/stop/", changing.stop, name="stop"),
    path("<int:customer_id>/resume/", changing.resume, name="resume"),
    path("<int:customer_id>/unmerge/", duplicates.unmerge, name="unmerge"),
    path("<int:customer_id>/tag/", parts.tag, name="tag"),
    path("<int:customer_id>/untag/", parts.untag, name="untag"),
    path("<int:customer_id>/contacts/new/", changing.contact, name="contact"),
    path("<int:customer_id>/contacts/<int:contact_id>/agree/", parts.agree_contact, name="agree_contact"),
    path("<int:customer_id>/contacts/<int:contact_id>/end/", parts.end_contact, name="end_contact"),
    path("<int:customer_id>/accounts/new/", changing.account, name="account"),
    path("<int:customer_id>/accounts/<int:account_id>/see/", parts.see_account, name="see_account"),
    path("<int:customer_id>/accounts/<int:account_id>/<str:does>/", parts.move_account, name="move_account"),
    path("<int:customer_id>/addresses/new/", parts.add_address, name="add_address"),
    path("<int:customer_id>/addresses/<int:address_id>/end/", parts.end_address, name="end_address"),
    path("<int:customer_id>/payers/new/", parts.add_payer, name="add_payer"),
    path("<int:customer_id>/payers/<int:row_id>/end/", parts.end_payer, name="end_payer"),
    path("<int:customer_id>/files/new/", parts.add_file, name="add_file"),
    path("<int:customer_id>/files/<int:row_id>/", parts.file, name="file"),
    path("<int:customer_id>/files/<int:row_id>/end/", parts.end_file, name="end_file"),
]  # fmt: skip
