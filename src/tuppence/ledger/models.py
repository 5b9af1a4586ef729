"""The ledger's tables as Django sees them: to read and browse, never to write.

The tables are made by sql/tables.sql and written by SQL functions only; the application's database
role may do no more than that.
"""

from django.db import models


class Account(models.Model):
    id = models.BigAutoField(primary_key=True)
    unit = models.TextField()
    code = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ledger_account"

    def __str__(self) -> str:
        return f"{self.code} {self.pk} ({self.unit})"


class Balance(models.Model):
    account = models.OneToOneField(Account, models.DO_NOTHING, primary_key=True)
    debits_posted = models.BigIntegerField()
    credits_posted = models.BigIntegerField()
    debits_pending = models.BigIntegerField()
    credits_pending = models.BigIntegerField()
    floor = models.BigIntegerField()
    ceiling = models.BigIntegerField()
    seq = models.BigIntegerField()
    last_at = models.DateTimeField()
    frozen = models.BooleanField()
    closed = models.BooleanField()
    unit = models.TextField()

    class Meta:
        managed = False
        db_table = "ledger_balance"

    def __str__(self) -> str:
        return f"{self.pk}: {self.credits_posted - self.debits_posted} {self.unit}"


class Journal(models.Model):
    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField()
    request = models.UUIDField()

    class Meta:
        managed = False
        db_table = "ledger_journal"

    def __str__(self) -> str:
        return f"journal {self.pk}"


class Refusal(models.Model):
    journal = models.OneToOneField(Journal, models.DO_NOTHING, primary_key=True)
    at = models.DateTimeField()
    code = models.TextField()
    data = models.JSONField()

    class Meta:
        managed = False
        db_table = "ledger_refusal"

    def __str__(self) -> str:
        return f"journal {self.pk} refused: {self.code}"


class Transfer(models.Model):
    pk = models.CompositePrimaryKey("journal_id", "line")
    journal = models.ForeignKey(Journal, models.DO_NOTHING)
    line = models.SmallIntegerField()
    debit = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    credit = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    amount = models.BigIntegerField()
    debit_seq = models.BigIntegerField()
    credit_seq = models.BigIntegerField()
    debit_balance = models.BigIntegerField()
    credit_balance = models.BigIntegerField()
    at = models.DateTimeField()
    hold_id = models.BigIntegerField(null=True)
    reverses_journal = models.BigIntegerField(null=True)
    reverses_line = models.SmallIntegerField(null=True)
    late = models.BooleanField()

    class Meta:
        managed = False
        db_table = "ledger_transfer"

    def __str__(self) -> str:
        return f"{self.debit_id} -> {self.credit_id}: {self.amount}"


class Hold(models.Model):
    id = models.BigAutoField(primary_key=True)
    journal = models.ForeignKey(Journal, models.DO_NOTHING)
    line = models.SmallIntegerField()
    debit = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    credit = models.ForeignKey(Account, models.DO_NOTHING, related_name="+")
    amount = models.BigIntegerField()
    reserved = models.BigIntegerField()
    captured = models.BigIntegerField()
    over_capture = models.BooleanField()
    state = models.TextField()
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_hold"

    def __str__(self) -> str:
        return f"hold {self.pk}: {self.state}"


class Limit(models.Model):
    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.DO_NOTHING)
    scope = models.TextField()
    period = models.TextField()
    measure = models.TextField()
    zone = models.TextField()
    seconds = models.IntegerField(null=True)
    year_month = models.SmallIntegerField()
    cap = models.BigIntegerField()
    cap_set_at = models.DateTimeField()
    window_start = models.DateTimeField(null=True)
    resets_at = models.DateTimeField(null=True)
    used = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_limit"

    def __str__(self) -> str:
        return f"{self.scope} a {self.period}: {self.cap}"
