"""What Granian serves: ``granian --interface wsgi wanglai.config.wsgi:application``."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanglai.config.settings")
application = get_wsgi_application()
