"""Addresses of identity."""

from django.urls import path

from tuppence.people.identity.http import (
    auth_views,
    inbox_views,
    me_views,
    passkey_views,
    pin_reset_views,
)

urlpatterns = [
    path("v1/auth/codes", auth_views.Codes.as_view()),
    path("v1/auth/sessions", auth_views.Sessions.as_view()),
    path("v1/auth/sessions/current", auth_views.CurrentSession.as_view()),
    path("v1/auth/tokens", auth_views.RefreshedTokens.as_view()),
    path("v1/me", me_views.Me.as_view()),
    path("v1/me/devices", me_views.Devices.as_view()),
    path("v1/me/devices/<str:device>", me_views.OneDevice.as_view()),
    path("v1/me/pin", me_views.MyPin.as_view()),
    path("v1/me/pin-reset", pin_reset_views.MyPinReset.as_view()),
    path("v1/me/passkeys", passkey_views.Passkeys.as_view()),
    path("v1/me/passkeys/options", passkey_views.PasskeyOptions.as_view()),
    path("v1/me/passkeys/<str:passkey>", passkey_views.OnePasskey.as_view()),
    path("v1/me/step-up", me_views.StepUp.as_view()),
    path("v1/me/step-up/passkey", passkey_views.StepUpByPasskey.as_view()),
    path("v1/me/step-up/passkey/options", passkey_views.StepUpByPasskeyOptions.as_view()),
    path("dev/inbox", inbox_views.inbox),
    path("dev/inbox.json", inbox_views.inbox_json),
]
