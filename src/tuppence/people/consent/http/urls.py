"""Addresses of consent."""

from django.urls import path

from tuppence.people.consent.http import dev_views, views

urlpatterns = [
    path("v1/consents/texts/<str:purpose>", views.TextView.as_view()),
    path("v1/people/<str:person>/consent", views.ConsentView.as_view()),
    path("v1/people/<str:person>/consent/history", views.HistoryView.as_view()),
    path("dev/document-token", dev_views.document_token),
]
