"""Addresses of appeals."""

from django.urls import path

from tuppence.payments.appeals.http import views

urlpatterns = [
    path("v1/appeals", views.AppealsView.as_view()),
    path("v1/appeals/<str:appeal>", views.AppealView.as_view()),
    path("v1/appeals/<str:appeal>/grant", views.GrantView.as_view()),
    path("v1/appeals/<str:appeal>/dismiss", views.DismissView.as_view()),
    path("v1/appeals/<str:appeal>/withdraw", views.WithdrawView.as_view()),
]
