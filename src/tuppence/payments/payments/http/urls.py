"""Addresses of payments, and of a wallet's history."""

from django.urls import path

from tuppence.payments.payments.http import history, views

urlpatterns = [
    path("v1/payments", views.PaymentsView.as_view()),
    path("v1/payments/preview", views.PreviewView.as_view()),
    path("v1/payments/<str:payment>", views.PaymentView.as_view()),
    path("v1/payments/<str:payment>/receipt", views.ReceiptView.as_view()),
    path("v1/payments/<str:payment>/refunds", views.RefundsView.as_view()),
    path("v1/wallets/<str:wallet>/topups", views.TopUpsView.as_view()),
    path("v1/wallets/<str:wallet>/statement", history.StatementView.as_view()),
    path("v1/wallets/<str:wallet>/summary", history.SummaryView.as_view()),
]
