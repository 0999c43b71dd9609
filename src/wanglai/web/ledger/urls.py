"""Addresses of the book."""

from __future__ import annotations

from django.urls import path

from wanglai.web.ledger import (
    account,
    balances,
    chart,
    customers,
    entries,
    flags,
    items,
    one_item,
    posting,
)

app_name = "ledger"
urlpatterns = [
    path("", customers.customers, name="customers"),
    path("open/", customers.open_book, name="open_book"),
    path("new/", posting.new, name="new"),
    path("trial-balance/", balances.balances, name="balances"),
    path("accounts/", chart.accounts_of_book, name="accounts"),
    path("accounts/map/", chart.map_codes, name="map"),
    path("customers/<int:customer_id>/", account.account, name="account"),
    path("sheet/<str:language>/<str:form>/", customers.customers_sheet, name="customers_sheet"),
    path(
        "trial-balance/sheet/<str:language>/<str:form>/",
        balances.balances_sheet,
        name="balances_sheet",
    ),
    path(
        "customers/<int:customer_id>/sheet/<str:language>/<str:form>/", account.sheet, name="sheet"
    ),
    path(
        "customers/<int:customer_id>/items/sheet/<str:language>/<str:form>/",
        items.items_sheet,
        name="items_sheet",
    ),
    path("customers/<int:customer_id>/assign/", account.assign, name="assign"),
    path("customers/<int:customer_id>/items/", items.items, name="items"),
    path("customers/<int:customer_id>/settle/", items.settle, name="settle"),
    path("items/<int:item_id>/", one_item.item, name="item"),
    path("items/<int:item_id>/undo/<int:seq>/", one_item.undo, name="undo"),
    path("items/<int:item_id>/flag/<str:kind>/", flags.flag, name="flag"),
    path("items/<int:item_id>/<str:kind>/", one_item.move, name="move"),
    path("entries/<int:seq>/", entries.entry, name="entry"),
    path("entries/<int:seq>/reverse/", entries.reverse, name="reverse"),
]
