"""Addresses of reconciliations."""

from __future__ import annotations

from django.urls import path, register_converter

from wanglai.web.reconciliation import (
    balance,
    deciding,
    downloads,
    from_book,
    history,
    linking,
    listing,
    reading,
    result,
    running,
    starting,
)


class SideConverter:
    """``ours`` or ``theirs``; every other word is an address that does not exist."""

    regex = "ours|theirs"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SideConverter, "side")

app_name = "reconciliation"
urlpatterns = [
    path("", listing.listing, name="list"),
    path("sheet/<str:language>/<str:form>/", listing.list_sheet, name="list_sheet"),
    path("new/", starting.new, name="new"),
    path("book/", from_book.new, name="from_book"),
    path("demo/<slug:key>/", starting.demo, name="demo"),
    path("<int:pk>/", result.page, name="page"),
    path("<int:pk>/progress/", running.progress, name="progress"),
    path("<int:pk>/stop/", running.stop, name="stop"),
    path("<int:pk>/rerun/", running.again, name="rerun"),
    path("<int:pk>/reading/", reading.both, name="reading"),
    path("<int:pk>/reading/<side:side>/", reading.correct, name="correct"),
    path("<int:pk>/reading/<side:side>/remember/", reading.remember, name="remember"),
    path("<int:pk>/rows/", result.rows, name="rows"),
    path("<int:pk>/rows/<str:row_id>/", result.detail, name="row"),
    path("<int:pk>/rows/<str:row_id>/accept/", deciding.accept, name="accept"),
    path("<int:pk>/rows/<str:row_id>/reject/", deciding.reject, name="reject"),
    path("<int:pk>/rows/<str:row_id>/note/", deciding.note_row, name="note_row"),
    path("<int:pk>/accept/", deciding.accept_several, name="accept_several"),
    path("<int:pk>/undo/<int:decision_id>/", deciding.undo, name="undo"),
    path("<int:pk>/note/", deciding.note, name="note"),
    path("<int:pk>/note/<int:note_id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("<int:pk>/link/", linking.panel, name="link"),
    path("<int:pk>/lines/<side:side>/", linking.lines, name="lines"),
    path("<int:pk>/balance/", balance.page, name="balance"),
    path("<int:pk>/balance/dispose/", balance.dispose, name="dispose"),
    path("<int:pk>/balance/withdraw/", balance.withdraw, name="undispose"),
    path("<int:pk>/balance/corrected/", balance.corrected, name="corrected"),
    path("<int:pk>/balance/freeze/", balance.freeze, name="freeze"),
    path("<int:pk>/balance/draft/<str:language>.pdf", balance.draft, name="draft"),
    path(
        "<int:pk>/balance/<str:part>/<str:language>/<str:form>/", balance.workbook, name="workbook"
    ),
    path("<int:pk>/balance/<int:sheet_id>.pdf", balance.paper, name="paper"),
    path("<int:pk>/balance/<int:sheet_id>/approve/", balance.approve, name="approve"),
    path("<int:pk>/balance/<int:sheet_id>/release/", balance.release, name="release"),
    path("<int:pk>/balance/<int:sheet_id>/take-back/", balance.take_back, name="take_back"),
    path("<int:pk>/balance/<int:sheet_id>/answer/", balance.answer, name="answer"),
    path("<int:pk>/balance/<int:sheet_id>/signed/", balance.scan, name="scan"),
    path("<int:pk>/notes/", history.notes, name="notes"),
    path("<int:pk>/history/", history.history, name="history"),
    path("<int:pk>/sheet/<str:language>.xlsx", downloads.sheet, name="sheet"),
    path("<int:pk>/sheet/<str:language>/<str:form>/", downloads.preparing, name="preparing"),
    path("<int:pk>/result.json", downloads.contract, name="contract"),
    path("<int:pk>/files/<side:side>/", downloads.original, name="original"),
]
