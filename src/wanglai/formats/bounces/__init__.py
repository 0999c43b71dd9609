"""Delivery reports (RFC 3464): what a mail server says later of a mail it took."""

from __future__ import annotations

from wanglai.formats.bounces.report import MAIL_MAX, Told, read_report

__all__ = ["MAIL_MAX", "Told", "read_report"]
