"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuppence.config.settings")
full = get_wsgi_application()

from tuppence.edge.express import in_front_of  # noqa: E402 (Django first)
from tuppence.payments.payments.http import express as payments  # noqa: E402

application = in_front_of(full, {("POST", payments.PATH): payments.WAY})
