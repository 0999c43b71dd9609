"""Papers that go out: frozen figures in, PDF bytes out, the same bytes every time."""

from wanglai.formats.papers.confirmation import confirmation_pdf
from wanglai.formats.papers.statement import statement_pdf

__all__ = ["confirmation_pdf", "statement_pdf"]
