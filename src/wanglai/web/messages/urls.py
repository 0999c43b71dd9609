"""Addresses of messages."""

from __future__ import annotations

from django.urls import path

from wanglai.web.messages import channels, hours, listing, one, payments, reminders, texts

app_name = "messages"
urlpatterns = [
    path("", listing.page, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.sheet, name="sheet"),
    path("hours/", hours.page, name="hours"),
    path("channels/", channels.page, name="channels"),
    path("channels/<str:channel>/put/", channels.put, name="channel_put"),
    path("channels/<str:channel>/stop/", channels.stop, name="channel_stop"),
    path("channels/<str:channel>/test/", channels.trial, name="channel_trial"),
    path("reminders/", reminders.page, name="reminders"),
    path("payments/", payments.page, name="payments"),
    path("payments/sent/", payments.sent, name="payments_sent"),
    path("payments/sheet/<str:language>/<str:form>/", payments.sheet, name="payments_sheet"),
    path("payments/customers/<int:customer_id>/", payments.customer, name="payments_customer"),
    path("payments/customers/<int:customer_id>/stop/", payments.stop, name="payments_stop"),
    path("payments/customers/<int:customer_id>/resume/", payments.resume, name="payments_resume"),
    path("payments/<int:reminder_id>/", payments.one, name="payment"),
    path("texts/", texts.listing, name="texts"),
    path("texts/<str:kind>/<str:language>/", texts.page, name="text"),
    path("<int:message_id>/", one.page, name="page"),
    path("<int:message_id>/again/", one.again, name="again"),
    path("<int:message_id>/close/", one.close, name="close"),
    path("<int:message_id>/withdraw/", one.withdraw, name="withdraw"),
]
