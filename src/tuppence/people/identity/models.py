"""Tables of identity. Secrets are kept as hashes only: codes, refresh tokens, PINs. (A challenge
for a passkey is none: what counts is who signs it.)"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from tuppence.kernel.ids import new_uuid


class Person(models.Model):
    """Someone with a phone. Name, handle and birth date come when the profile is completed."""

    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    phone = models.CharField(max_length=16, unique=True, help_text="E.164, such as +919876543210")
    name = models.CharField(max_length=80, null=True, blank=True)
    handle = models.CharField(max_length=30, null=True, blank=True, unique=True)
    birth_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    consented = models.BooleanField(
        db_default=False,
        editable=False,
        help_text="Guardians' consent is in force. Written by the consent ledger's trigger alone.",
    )

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                name="person_phone_is_e164", condition=Q(phone__regex=r"^\+[1-9][0-9]{6,14}$")
            ),
            models.CheckConstraint(
                name="person_handle_form", condition=Q(handle__regex=r"^[a-z][a-z0-9_.]{2,29}$")
            ),
            # A profile is complete or it is not begun: no half that every reader must think of.
            models.CheckConstraint(
                name="person_profile_whole",
                condition=Q(name__isnull=True, handle__isnull=True, birth_date__isnull=True)
                | Q(name__isnull=False, handle__isnull=False, birth_date__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.handle or f"person {self.pk}"

    @property
    def profile_complete(self) -> bool:
        return self.handle is not None


class Handle(models.Model):
    """A handle that somebody has, or once had: it is theirs for good.

    Whoever remembers it to pay them must never pay the next one who takes it.
    """

    handle = models.CharField(max_length=30, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="handles")

    def __str__(self) -> str:
        return self.handle


class Device(models.Model):
    """A device of a person: a P-256 key whose private half never leaves it."""

    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60)
    public_key = models.BinaryField(max_length=65, help_text="SEC 1 point, uncompressed")
    created_at = models.DateTimeField(editable=False)
    last_used_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="device_key_once", fields=["person", "public_key"])
        ]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """One sign-in on one device, and the family of refresh tokens that came of it."""

    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="sessions")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(help_text="When it ends whatever is refreshed")
    stepped_up_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_ended_with_reason",
                condition=Q(ended_at__isnull=True, end_reason__isnull=True)
                | Q(ended_at__isnull=False, end_reason__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                name="session_open_by_device", fields=["device"], condition=Q(ended_at__isnull=True)
            ),
            models.Index(name="session_by_expiry", fields=["expires_at"]),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class RefreshToken(models.Model):
    """One refresh token of a session. A spent one is kept, so that its reuse is noticed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="tokens")
    token_hash = models.BinaryField(max_length=32, unique=True, help_text="SHA-256")
    created_at = models.DateTimeField(editable=False)
    spent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # However many rotations race, a session has one token that works.
            models.UniqueConstraint(
                name="one_live_token", fields=["session"], condition=Q(spent_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class Challenge(models.Model):
    """A one-time code that was sent. ``tries`` counts the wrong ones."""

    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    phone = models.CharField(max_length=16)
    code_hash = models.BinaryField(max_length=32, help_text="HMAC-SHA256")
    created_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="challenge_ends_after_start", condition=Q(expires_at__gt=F("created_at"))
            )
        ]

    def __str__(self) -> str:
        return f"challenge {self.pk}"


class Pin(models.Model):
    """A person's payment PIN, and how often it was wrong since it was last right."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="pin")
    pin_hash = models.CharField(max_length=200, help_text="argon2id over an HMAC of the PIN")
    set_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"PIN of person {self.person_id}"


class PinReset(models.Model):
    """A minor who forgot the PIN, and whether a guardian agrees that they choose another."""

    class State(models.IntegerChoices):
        OPEN = 1, "open"
        AGREED = 2, "agreed"
        DECLINED = 3, "declined"
        USED = 4, "used"
        LAPSED = 5, "lapsed"

    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.SmallIntegerField(choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(editable=False)
    expires_at = models.DateTimeField(help_text="Until when it can be agreed to, and then used")
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_pin_reset_at_a_time", fields=["person"], condition=Q(state__in=(1, 2))
            ),
            models.CheckConstraint(name="pin_reset_state", condition=Q(state__in=(1, 2, 3, 4, 5))),
            models.CheckConstraint(
                name="pin_reset_agreed_by_somebody",
                condition=~Q(state__in=(2, 3, 4)) | Q(answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"PIN reset {self.pk}"


class Passkey(models.Model):
    """A key pair of an authenticator's, which signs once its owner has shown it a finger or face.
    What is kept here is public: it lets nobody in."""

    public_id = models.UUIDField(unique=True, default=new_uuid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    public_key = models.BinaryField(help_text="COSE_Key (RFC 9052)")
    sign_count = models.BigIntegerField(help_text="What it said last; 0 if it does not count")
    created_at = models.DateTimeField(editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class PasskeyChallenge(models.Model):
    """What a session was asked to sign, until it has been: one to add a passkey and one to use one,
    so that asking makes no heap of them."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    adds = models.BooleanField(help_text="To add a passkey, and not to use one")
    challenge = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_passkey_challenge", fields=["session", "adds"])
        ]

    def __str__(self) -> str:
        return f"passkey challenge {self.pk}"


class TextMessage(models.Model):
    """A text message kept by the ``inbox:`` provider, for demo and tests. Capped; see texts.py."""

    phone = models.CharField(max_length=16)
    body = models.CharField(max_length=300)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"text {self.pk}"
