"""Addresses of IOUs."""

from django.urls import path

from tuppence.payments.ious.http import views

urlpatterns = [
    path("v1/ious", views.IousView.as_view()),
    path("v1/ious/<str:iou>", views.IouView.as_view()),
    path("v1/ious/<str:iou>/pay", views.PayView.as_view()),
]
