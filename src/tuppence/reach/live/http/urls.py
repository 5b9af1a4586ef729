"""Where hints are listened to."""

from django.urls import path

from tuppence.reach.live.http.views import LiveView

urlpatterns = [path("v1/live", LiveView.as_view())]
