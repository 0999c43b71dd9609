"""A bank's file in a process of its own: tried again when it dies, given back to people when it takes too long."""

from __future__ import annotations

from wanglai.jobs.process import watch
from wanglai.services.bank.life import bank_file_took_too_long, beat_bank_file, try_bank_file_again


def watch_bank_file(file_id: int) -> None:
    """Start the file's process and stay until it is taken, waits for a person, or is back in the queue."""
    watch(
        "bank",
        file_id,
        beats=beat_bank_file,
        late=bank_file_took_too_long,
        again=try_bank_file_again,
    )
