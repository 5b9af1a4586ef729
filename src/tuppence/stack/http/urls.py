"""The stack's own addresses, outside /v1: they are for load balancers, not for clients."""

from django.urls import path

from tuppence.stack.http.views import healthz

urlpatterns = [path("healthz", healthz, name="healthz")]
