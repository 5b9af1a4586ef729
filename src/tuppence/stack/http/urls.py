"""The stack's own addresses, outside /v1: for people and load balancers, not for clients."""

from django.urls import path

from tuppence.stack.http.home import home
from tuppence.stack.http.metrics import metrics
from tuppence.stack.http.views import healthz, livez, readyz

urlpatterns = [
    path("dev/", home),
    path("healthz", healthz, name="healthz"),
    path("livez", livez),
    path("readyz", readyz),
    path("metrics", metrics),
]
