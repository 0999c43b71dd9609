"""The cells of the board of cycles."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wanglai.services.cycles.board import BoardRow, Cell
from wanglai.services.cycles.words import STEP_WORDS
from wanglai.web.parts.language import house_language

register = template.Library()


@register.simple_tag(takes_context=True)
def cycle_cells(context: template.RequestContext, row: BoardRow) -> SafeString:
    """The steps of one cycle, a cell each, with a link to the statement a step speaks of, or to what is owed.

    What a cell says is drawn once a page for all cells that say the same: of a board's four hundred most do.
    """
    drawn = _drawn(context)
    cells = []
    for cell in row.cells:
        owed = row.customer_id if cell.step == row.waits and cell.step in ("due", "paid") else 0
        if (cell, owed) not in drawn:
            drawn[cell, owed] = _cell(_said(context, drawn, cell), cell, owed)
        cells.append((drawn[cell, owed],))
    return format_html_join("", "{}", cells)


def _cell(said: SafeString, cell: Cell, owed: int) -> SafeString:
    """What it says, under the name of its step for narrow screens; ``owed``: of which customer the open items are meant."""
    address = ""
    if owed:
        address = reverse("ledger:items", args=[owed])
    elif cell.statement_id:
        address = reverse("statements:page", args=[cell.statement_id])
    link = (
        format_html('<a href="{}"><span>{}</span></a>', address, said)
        if address
        else format_html("<span>{}</span>", said)
    )
    return format_html(
        '<td data-label="{}">{}</td>', STEP_WORDS[cell.step].within(house_language()), link
    )


def _drawn(context: template.RequestContext) -> dict[object, SafeString]:
    """What was drawn on this page so far."""
    return cast("dict[object, SafeString]", cast("Any", context.render_context).setdefault(cycle_cells, {}))  # fmt: skip


def _said(
    context: template.RequestContext, drawn: dict[object, SafeString], cell: Cell
) -> SafeString:
    says = (cell.state, cell.on, cell.days, cell.amounts, cell.step == "billed" and not cell.count)
    if says not in drawn:
        assert context.template is not None
        page = context.template.engine.get_template("cycles/cell.html")
        drawn[says] = page.render(context.new({"cell": cell}))
    return drawn[says]
