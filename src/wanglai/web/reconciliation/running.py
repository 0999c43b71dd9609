"""A run while it runs: progress asked every second, the button that stops it, the run once more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wanglai.services.reconciliation.cancel_run import cancel_run
from wanglai.services.reconciliation.queries import run_progress
from wanglai.services.reconciliation.rerun import rerun
from wanglai.web.parts.door import Visit, acts, is_fragment, looks


@looks
def progress(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The progress block; once the run is over the browser is sent to what came of it."""
    run = run_progress(**visit.scope, reconciliation_id=pk)
    if run.is_over:
        return HttpResponse(
            status=204, headers={"HX-Redirect": reverse("reconciliation:page", args=[pk])}
        )
    return render(request, "reconciliation/progress_block.html", {"run": run, "pk": pk})


@acts
def stop(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Stops the run; nothing of it is kept."""
    cancel_run(**visit.scope, reconciliation_id=pk)
    if is_fragment(request):
        run = run_progress(**visit.scope, reconciliation_id=pk)
        return render(request, "reconciliation/progress_block.html", {"run": run, "pk": pk})
    return redirect("reconciliation:page", pk)


@acts
def again(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The same files once more, decisions by hand kept."""
    rerun(**visit.scope, reconciliation_id=pk)
    return redirect("reconciliation:page", pk)
