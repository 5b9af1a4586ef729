"""Addresses of families."""

from django.urls import path

from tuppence.people.families.http import decisions, pin_resets, views

urlpatterns = [
    path("v1/family", views.MyFamily.as_view()),
    path("v1/family/invitations", views.Invitations.as_view()),
    path("v1/family/invitations/accept", views.AcceptedInvitations.as_view()),
    path("v1/family/invitations/<str:invitation>", views.OneInvitation.as_view()),
    path("v1/family/rights", decisions.RightsOfFamily.as_view()),
    path("v1/family/quorum", decisions.Quorum.as_view()),
    path("v1/family/leave", decisions.Leave.as_view()),
    path("v1/family/pin-resets", pin_resets.PinResets.as_view()),
    path("v1/family/pin-resets/<str:reset>/agree", pin_resets.AgreedPinReset.as_view()),
    path("v1/family/pin-resets/<str:reset>/decline", pin_resets.DeclinedPinReset.as_view()),
    path("v1/family/proposals", decisions.Proposals.as_view()),
    path("v1/family/proposals/<str:proposal>", decisions.OneProposal.as_view()),
    path("v1/family/proposals/<str:proposal>/confirm", decisions.Confirm.as_view()),
    path("v1/family/proposals/<str:proposal>/decline", decisions.Decline.as_view()),
]
