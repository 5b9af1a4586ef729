"""Addresses of chores."""

from django.urls import path

from tuppence.payments.chores.http import views

urlpatterns = [
    path("v1/chores", views.ChoresView.as_view()),
    path("v1/chores/<str:chore>", views.ChoreView.as_view()),
    path("v1/chores/<str:chore>/end", views.EndView.as_view()),
    path("v1/turns", views.TurnsView.as_view()),
    path("v1/turns/<str:turn>", views.TurnView.as_view()),
    path("v1/turns/<str:turn>/done", views.DoneView.as_view()),
    path("v1/turns/<str:turn>/send-back", views.SendBackView.as_view()),
    path("v1/turns/<str:turn>/approve", views.ApproveView.as_view()),
    path("v1/people/<str:person>/split", views.SplitView.as_view()),
]
