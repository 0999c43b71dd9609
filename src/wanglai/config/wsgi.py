"""What Granian serves: ``granian --interface wsgi wanglai.config.wsgi:application``."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wanglai.config.settings")
application = get_wsgi_application()
# Every page is loaded now and not with its first visitor; what stays loaded is not looked through for circles while somebody waits.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
