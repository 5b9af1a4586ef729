"""Addresses of goals."""

from django.urls import path

from tuppence.payments.goals.http import plans, views

urlpatterns = [
    path("v1/goals", views.GoalsView.as_view()),
    path("v1/goals/<str:goal>", views.GoalView.as_view()),
    path("v1/goals/<str:goal>/savings", views.SavingsView.as_view()),
    path("v1/goals/<str:goal>/withdrawals", views.WithdrawalsView.as_view()),
    path("v1/goals/<str:goal>/lock", views.LockView.as_view()),
    path("v1/goals/<str:goal>/close", views.CloseView.as_view()),
    path("v1/goals/<str:goal>/plans", plans.PlansView.as_view()),
    path("v1/plans/<str:plan>", plans.PlanView.as_view()),
]
