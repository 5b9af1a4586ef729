"""What is sent and shown of subscriptions. The endpoint is shown to nobody."""

from typing import Any

from rest_framework import serializers

from tuppence.edge.bodies import StrictSerializer
from tuppence.edge.fields import MatchingText
from tuppence.reach.notify.models import MAX_ENDPOINT, Language


class PushKeys(StrictSerializer):
    p256dh = MatchingText(
        "[A-Za-z0-9_-]{87}", help_text="The device's public key: 65 bytes in URL-safe base64."
    )
    auth = MatchingText("[A-Za-z0-9_-]{22}", help_text="Its secret: 16 bytes, likewise.")


class NewSubscription(StrictSerializer):
    endpoint = MatchingText(
        rf"https?://[!-~]{{1,{MAX_ENDPOINT - 10}}}",
        help_text="As the browser's push service gave it.",
    )
    keys = PushKeys()
    language = serializers.ChoiceField(
        choices=Language.values, help_text="What the app speaks on this device."
    )


class PushStandingSerializer(serializers.Serializer[Any]):
    """``application_key`` is what a browser subscribes with; null where no pushes are sent."""

    application_key = serializers.CharField(allow_null=True)
    subscribed = serializers.BooleanField(help_text="Whether this device gets pushes.")
