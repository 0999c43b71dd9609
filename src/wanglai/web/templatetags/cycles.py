"""The cells of the board of cycles."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from wanglai.services.cycles.board import BoardRow, Cell
from wanglai.services.cycles.words import STEP_WORDS
from wanglai.web.parts.language import house_language

register = template.Library()


@register.simple_tag(takes_context=True)
def cycle_cells(context: template.RequestContext, row: BoardRow) -> SafeString:
    """The steps of one cycle, a cell each, with a link to the statement a step speaks of, or to what is owed.

    What a cell says, the name of its step and the shape of an address are found once a page: of a board's four hundred cells most
    say the same.
    """
    drawn = _drawn(context)
    cells = []
    for cell in row.cells:
        owed = row.customer_id if cell.step == row.waits and cell.step in ("due", "paid") else 0
        if (cell, owed) not in drawn:
            drawn[cell, owed] = _cell(context, drawn, cell, owed)
        cells.append(drawn[cell, owed])
    return mark_safe("".join(cells))  # noqa: S308 - each of them is


def _cell(
    context: template.RequestContext, drawn: dict[object, SafeString], cell: Cell, owed: int
) -> SafeString:
    """What it says, under the name of its step for narrow screens; ``owed``: of which customer the open items are meant."""
    step, said = _step(drawn, cell.step), _said(context, drawn, cell)
    if owed:
        return format_html(_LINKED, step, _address(drawn, "ledger:items", owed), said)
    if cell.statement_id:
        return format_html(_LINKED, step, _address(drawn, "statements:page", cell.statement_id), said)  # fmt: skip
    return format_html('<td data-label="{}"><span>{}</span></td>', step, said)


_LINKED = '<td data-label="{}"><a href="{}"><span>{}</span></a></td>'


def _step(drawn: dict[object, SafeString], step: str) -> SafeString:
    if step not in drawn:
        drawn[step] = conditional_escape(STEP_WORDS[step].within(house_language()))
    return drawn[step]


def _address(drawn: dict[object, SafeString], name: str, number: int) -> str:
    """Addresses of one name differ in their number alone: what stands around it is asked once."""
    if name not in drawn:
        drawn[name] = mark_safe(reverse(name, args=[0]))  # noqa: S308 - it goes through format_html yet
    return drawn[name].replace("/0/", f"/{number}/")


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
