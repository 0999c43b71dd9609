"""The archive of a company: one zip that carries its own proof. See ``docs/formats/archive.md``."""

from wanglai.formats.archive.checking import Checked, check_archive
from wanglai.formats.archive.packing import ArchiveWriter

__all__ = ["ArchiveWriter", "Checked", "check_archive"]
