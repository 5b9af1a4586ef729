"""Addresses of asks and bills."""

from django.urls import path

from tuppence.payments.asks.http import bill_views, views

urlpatterns = [
    path("v1/bills", bill_views.BillsView.as_view()),
    path("v1/bills/<str:bill>", bill_views.BillView.as_view()),
    path("v1/bills/<str:bill>/close", bill_views.CloseBillView.as_view()),
    path("v1/asks", views.AsksView.as_view()),
    path("v1/asks/<str:ask>", views.AskView.as_view()),
    path("v1/asks/<str:ask>/pay", views.PayAskView.as_view()),
    path("v1/asks/<str:ask>/ask-guardian", views.AskGuardianView.as_view()),
    path("v1/asks/<str:ask>/approve", views.ApproveAskView.as_view()),
    path("v1/asks/<str:ask>/decline", views.DeclineAskView.as_view()),
    path("v1/asks/<str:ask>/cancel", views.CancelAskView.as_view()),
    path("v1/asks/<str:ask>/remind", views.RemindAskView.as_view()),
]
