"""The entry for a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from lampit.config import front

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
application = front.built(get_wsgi_application())
_ = get_resolver().url_patterns  # the rooms are read now, not for who comes first
# What is loaded stays: looking through it for what nobody holds any more stopped a page in
# twenty for a fifth of a second.
gc.freeze()
