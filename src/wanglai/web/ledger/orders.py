"""What the list of customers can be sorted by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wanglai.web.reconciliation.orders import Column, Orders

CUSTOMER_ORDERS = Orders(
    columns=(
        Column("name", _("Customer")),
        Column("owes", _("Owes us"), falls_first=True, is_figure=True),
    ),
    first="-owes",
)
