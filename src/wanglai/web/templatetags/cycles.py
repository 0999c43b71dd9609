"""The cells of the board of cycles."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.utils.safestring import SafeString

from wanglai.services.cycles.board import Cell

register = template.Library()


@register.simple_tag(takes_context=True)
def cycle_cell(context: template.RequestContext, cell: Cell) -> SafeString:
    """What a cell says, drawn once a page for all cells that say the same: of a board's four hundred and fifty most do."""
    assert context.template is not None
    drawn = cast(
        "dict[object, SafeString]", cast("Any", context.render_context).setdefault(cycle_cell, {})
    )
    says = (cell.state, cell.on, cell.days, cell.amounts, cell.step == "billed" and not cell.count)
    if says not in drawn:
        page = context.template.engine.get_template("cycles/cell.html")
        drawn[says] = page.render(context.new({"cell": cell}))
    return drawn[says]
