"""Addresses of controls."""

from django.urls import path

from tuppence.payments.controls.http import views

urlpatterns = [
    path("v1/people/<str:person>/controls", views.ControlsView.as_view()),
    path("v1/people/<str:person>/controls/history", views.HistoryView.as_view()),
    path("v1/people/<str:person>/controls/raise", views.RaiseView.as_view()),
    path("v1/wallets/<str:wallet>/limits", views.LimitsView.as_view()),
]
