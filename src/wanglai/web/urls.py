"""Addresses of the staff screens."""

from __future__ import annotations

from django.urls import include, path

from wanglai.web.parts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("company/", views.choose_company, name="choose_company"),
    path("ageing/", include("wanglai.web.ageing.urls")),
    path("approvals/", include("wanglai.web.approvals.urls")),
    path("exports/", include("wanglai.web.exports.urls")),
    path("documents/", include("wanglai.web.documents.urls")),
    path("bank/", include("wanglai.web.bank.urls")),
    path("disputes/", include("wanglai.web.disputes.urls")),
    path("kpi/", include("wanglai.web.kpi.urls")),
    path("deductions/", include("wanglai.web.deductions.urls")),
    path("advices/", include("wanglai.web.remittances.urls")),
    path("cash/", include("wanglai.web.cash.urls")),
    path("confirmations/", include("wanglai.web.confirmations.urls")),
    path("contracts/", include("wanglai.web.contracts.urls")),
    path("cycles/", include("wanglai.web.cycles.urls")),
    path("customers/", include("wanglai.web.customers.urls")),
    path("imports/", include("wanglai.web.imports.urls")),
    path("ledger/", include("wanglai.web.ledger.urls")),
    path("messages/", include("wanglai.web.messages.urls")),
    path("procedures/", include("wanglai.web.procedures.urls")),
    path("people/", include("wanglai.web.people.urls")),
    path("periods/", include("wanglai.web.periods.urls")),
    path("audit/", include("wanglai.web.audit.urls")),
    path("statements/", include("wanglai.web.statements.urls")),
    path("portal/", include("wanglai.web.portal.urls")),
    path("rounds/", include("wanglai.web.rounds.urls")),
    path("reconciliations/", include("wanglai.web.reconciliation.urls")),
]
