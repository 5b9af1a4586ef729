"""Addresses of privacy."""

from django.urls import path

from tuppence.people.privacy.http import views

urlpatterns = [
    path("v1/me/privacy", views.MyPrivacy.as_view()),
    path("v1/me/privacy/<str:purpose>", views.MyChoice.as_view()),
]
