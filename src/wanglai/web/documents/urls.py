"""Addresses of orders, deliveries, invoices and bills."""

from __future__ import annotations

from django.urls import path

from wanglai.web.documents import bills, crediting, deliveries, invoices, invoicing, orders

app_name = "documents"
urlpatterns = [
    path("orders/", orders.listing, name="orders"),
    path("orders/new/", orders.new, name="new_order"),
    path("orders/<int:order_id>/", orders.page, name="order"),
    path("orders/<int:order_id>/deliver/", deliveries.new, name="deliver"),
    path("orders/<int:order_id>/<str:step>/", orders.move, name="move_order"),
    path("deliveries/", deliveries.listing, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.page, name="delivery"),
    path("deliveries/<int:delivery_id>/print/", deliveries.printed, name="delivery_note"),
    path("deliveries/<int:delivery_id>/accept/", deliveries.accept, name="accept"),
    path("deliveries/<int:delivery_id>/attach/", deliveries.attach, name="attach"),
    path("deliveries/<int:delivery_id>/evidence/", deliveries.evidence, name="evidence"),
    path("deliveries/<int:delivery_id>/cancel/", deliveries.cancel, name="cancel_delivery"),
    path("invoices/", invoices.listing, name="invoices"),
    path("invoices/new/", invoicing.new, name="new_invoice"),
    path("invoices/<int:invoice_id>/", invoices.page, name="invoice"),
    path("invoices/<int:invoice_id>/print/", invoices.printed, name="printed_invoice"),
    path("invoices/<int:invoice_id>/post/", invoices.post, name="post"),
    path("invoices/<int:invoice_id>/cancel/", invoices.cancel, name="cancel_invoice"),
    path("invoices/<int:invoice_id>/reverse/", invoices.reverse, name="reverse"),
    path("invoices/<int:invoice_id>/credit/", crediting.credit, name="credit"),
    path("bills/", bills.listing, name="bills"),
    path("bills/new/", bills.new, name="new_bill"),
    path("bills/<int:bill_id>/", bills.page, name="bill"),
    path("bills/<int:bill_id>/<str:step>/", bills.move, name="move_bill"),
]
