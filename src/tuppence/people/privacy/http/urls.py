"""Addresses of privacy."""

from django.urls import path

from tuppence.people.privacy.http import data_views, views

urlpatterns = [
    path("v1/me/privacy", views.MyPrivacy.as_view()),
    path("v1/people/<str:person>/data", data_views.DataView.as_view()),
    path("v1/people/<str:person>/erasure", data_views.ErasureView.as_view()),
    path("v1/me/privacy/<str:purpose>", views.MyChoice.as_view()),
]
