"""Rules of passwords in words of both languages: Django's own lack the Chinese of some sentences."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """A password of so many characters at least."""

    def get_error_message(self) -> str:
        return _("The password is too short: it needs %(n)d characters at least.") % {
            "n": self.min_length
        }
