"""``wanglai mail-reports``: delivery reports of a mail server, taken in from a file or a folder."""

from __future__ import annotations

from pathlib import Path

from wanglai.cli.django_loaded import load_django
from wanglai.cli.words import say
from wanglai.runtime.borrowed import database_for
from wanglai.runtime.home import Home
from wanglai.runtime.refusal import StartRefused, Wording


def read(place: Path) -> None:
    """Take one mail or a folder of them in, and say what came of it."""
    if not place.exists():
        raise StartRefused(
            "mail_reports.absent",
            reason=Wording(f"{place} 不存在。", f"{place} is not there."),
            remedy=Wording("请检查路径。", "Check the path."),
        )
    with database_for(Home.open(), "mail-reports") as url:
        load_django(url)
        from wanglai.services.messages.read_reports import read_drop, take_file

        counts = dict(read_drop(place)) if place.is_dir() else {take_file(place): 1}
        bounced, delayed, arrived = (
            counts.get(name, 0) for name in ("bounced", "delayed", "arrived")
        )
        known, unknown = counts.get("known", 0), counts.get("unknown", 0)
    say(
        zh=f"退回 {bounced}，延迟 {delayed}，送达 {arrived}，已读过 {known}，与本系统无关 {unknown}",
        en=f"{bounced} bounced, {delayed} delayed, {arrived} delivered, {known} read before, {unknown} not about mails of ours",
    )
