"""Addresses of approvals."""

from django.urls import path

from tuppence.payments.approvals.http import views

urlpatterns = [
    path("v1/approvals", views.ApprovalsView.as_view()),
    path("v1/approvals/<str:approval>", views.ApprovalView.as_view()),
    path("v1/approvals/<str:approval>/approve", views.ApproveView.as_view()),
    path("v1/approvals/<str:approval>/decline", views.DeclineView.as_view()),
    path("v1/approvals/<str:approval>/cancel", views.CancelView.as_view()),
]
