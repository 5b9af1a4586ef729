"""Addresses of checks. What vendors tell is not part of the API for apps, and stands apart."""

from django.urls import path

from tuppence.people.kyc.http import views

urlpatterns = [
    path("v1/kyc", views.KycView.as_view()),
    path("vendors/kyc", views.told_by_provider),
]
