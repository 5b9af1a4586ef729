"""Addresses of families."""

from django.urls import path

from tuppence.people.families.http import views

urlpatterns = [
    path("v1/family", views.MyFamily.as_view()),
    path("v1/family/invitations", views.Invitations.as_view()),
    path("v1/family/invitations/accept", views.AcceptedInvitations.as_view()),
    path("v1/family/invitations/<str:invitation>", views.OneInvitation.as_view()),
]
