"""Settings, urls, wsgi, celery, and routes.py: which handlers each fact reaches."""
