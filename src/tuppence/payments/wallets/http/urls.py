"""Addresses of wallets."""

from django.urls import path

from tuppence.payments.wallets.http import views

urlpatterns = [
    path("v1/wallets", views.WalletsView.as_view()),
    path("v1/wallets/<str:wallet>", views.WalletView.as_view()),
    path("v1/wallets/<str:wallet>/freeze", views.FreezeView.as_view()),
]
