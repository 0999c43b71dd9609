"""Messages as a table; addresses stay masked, for a file travels further than a page."""

from __future__ import annotations

from dataclasses import replace

from tieout.refusal import Wording
from wanglai.services.exports.table import Row, Table, columns, company_called, pages
from wanglai.services.messages.show_messages import (
    EVERYTHING,
    MessageList,
    MessageRow,
    Wanted,
    list_messages,
)

_TITLE = Wording("消息清单", "Messages")
_COLUMNS = columns(
    ("编号", "No.", 9),
    ("类型", "Kind", 14),
    ("渠道", "Channel", 12),
    ("客户", "Customer", 28),
    ("联系人", "Contact", 16),
    ("地址", "Address", 26),
    ("主题", "Subject", 40),
    ("状态", "State", 14),
    ("说明", "Trouble", 40),
    ("尝试次数", "Attempts", 10),
    ("放入发件箱", "Queued at", 20),
    ("发送时间", "Sent at", 20),
)


def messages_table(*, company_id: int, actor: int, wanted: Wanted = EVERYTHING) -> Table:
    """Every message that fits, newest first. Refuses, in order: NotFound, NotPermitted."""

    def part(after: int | None) -> MessageList:
        return list_messages(company_id=company_id, actor=actor, wanted=replace(wanted, after=after))  # fmt: skip

    first = part(wanted.after)
    return Table(
        title=_TITLE,
        name=_TITLE,
        facts=(company_called(company_id),),
        columns=_COLUMNS,
        rows=(_row(row) for page in pages(first, part) for row in page.rows),
    )


def _row(row: MessageRow) -> Row:
    return (
        row.id, row.kind, row.channel, row.customer, row.contact, row.shown, row.subject, row.state_words, row.trouble, row.attempts,
        row.queued_at, row.sent_at,
    )  # fmt: skip
