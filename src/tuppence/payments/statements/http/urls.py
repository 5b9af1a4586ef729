"""Addresses of statements to keep."""

from django.urls import path

from tuppence.payments.statements.http import views

urlpatterns = [
    path("v1/wallets/<str:wallet>/statement.pdf", views.PdfView.as_view()),
    path("v1/wallets/<str:wallet>/statement.csv", views.TableView.as_view()),
]
