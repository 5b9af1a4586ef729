"""The address of replays."""

from django.urls import path

from tuppence.payments.replays.http import views

urlpatterns = [path("v1/people/<str:person>/controls/replay", views.ReplayView.as_view())]
