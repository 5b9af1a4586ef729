"""Addresses of pushes."""

from django.urls import path

from tuppence.reach.notify.http.views import PushSubscriptions

urlpatterns = [path("v1/me/push-subscriptions", PushSubscriptions.as_view())]
