"""Addresses of allowances."""

from django.urls import path

from tuppence.payments.allowances.http import views

urlpatterns = [
    path("v1/allowances", views.AllowancesView.as_view()),
    path("v1/allowances/<str:allowance>", views.AllowanceView.as_view()),
    path("v1/allowances/<str:allowance>/history", views.HistoryView.as_view()),
    path("v1/allowances/<str:allowance>/raise", views.RaiseView.as_view()),
    path("v1/allowances/<str:allowance>/skip", views.SkipView.as_view()),
    path("v1/allowances/<str:allowance>/pause", views.PauseView.as_view()),
    path("v1/allowances/<str:allowance>/resume", views.ResumeView.as_view()),
    path("v1/allowances/<str:allowance>/end", views.EndView.as_view()),
]
