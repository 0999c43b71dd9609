"""An import in a process of its own, watched like a run: stopped at once, tried again when it dies."""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.imports.life import (
    beat_import,
    import_took_too_long,
    stop_now,
    try_import_again,
)


def watch_import(import_id: int) -> None:
    """Start the import's process and stay until it waits for a person, is done, or is back in the queue."""
    watch(
        "import",
        import_id,
        beats=beat_import,
        cancelled=stop_now,
        late=import_took_too_long,
        again=try_import_again,
    )
