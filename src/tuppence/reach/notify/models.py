"""Where pushes go, and those that have not gone yet."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from tuppence.people.identity.models import Device

MAX_ENDPOINT = 1_000


class Language(models.TextChoices):
    """What the app speaks on a device, which writes the words of a push itself."""

    EN = "en"
    HI = "hi"


class Subscription(models.Model):
    """A device's own address at a push service (RFC 8030), and the keys that only this device can
    read with (RFC 8291). Whoever knows the address can send to it, so it is shown to nobody."""

    device = models.OneToOneField(Device, on_delete=models.CASCADE, related_name="push")
    endpoint = models.TextField(max_length=MAX_ENDPOINT, unique=True)
    public_key = models.BinaryField(max_length=65, help_text="SEC 1 point, uncompressed")
    secret = models.BinaryField(max_length=16)
    language = models.CharField(max_length=2, choices=Language.choices)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        db_table = "notify_subscription"
        constraints = [
            models.CheckConstraint(
                name="notify_subscription_https",
                condition=Q(endpoint__startswith="https://")
                | Q(endpoint__startswith="http://127.0.0.1:"),
            ),
        ]

    def __str__(self) -> str:
        return f"push to device {self.device_id}"


class Push(models.Model):
    """One that is to be sent. It is gone when it was, or when it is too late for it."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    fact_id = models.BigIntegerField()
    waits = models.BooleanField(help_text="Whether something waits for the person, or is news")
    topic = models.CharField(max_length=20)
    about = models.CharField(max_length=40, help_text="The public id of what it is about")
    created_at = models.DateTimeField(db_default=Now())
    next_at = models.DateTimeField(db_default=Now())
    attempts = models.SmallIntegerField(db_default=0)

    class Meta:
        db_table = "notify_push"
        verbose_name_plural = "pushes"
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "fact_id", "topic"], name="notify_push_once"
            )
        ]
        indexes = [models.Index(fields=["next_at"], name="notify_push_due")]

    def __str__(self) -> str:
        return f"push {self.pk}"
