"""What an operator sees of merchants and payments: to look at, not to change."""

from django.contrib import admin

from tuppence.payments.payments.models import Merchant, Payment
from tuppence.people.identity.admin import ReadOnly


@admin.register(Merchant)
class MerchantAdmin(ReadOnly):
    list_display = ("name", "handle", "vpa", "mcc")
    search_fields = ("name", "handle", "vpa")
    ordering = ("-id",)


@admin.register(Payment)
class PaymentAdmin(ReadOnly):
    list_display = (
        "created_at", "kind", "state", "amount", "unit", "payer_label", "payee_label",
        "refusal_code",
    )  # fmt: skip
    list_filter = ("kind", "state")
    search_fields = ("journal", "upi_ref")
    ordering = ("-id",)
    # Counting every payment to number the pages would be a scan for each look.
    show_full_result_count = False
