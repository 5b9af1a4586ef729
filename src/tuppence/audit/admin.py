"""The audit trail itself, for those who may read it."""

import json
from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html

from tuppence.audit.browsing import ReadOnlyAdmin, moment
from tuppence.audit.models import AuditEntry
from tuppence.audit.site import console


@admin.register(AuditEntry, site=console)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ("id", "when", "actor_name", "action", "what", "reason")
    search_fields = ("actor_name", "action", "object_id", "request_id")
    search_help_text = "Who, an action such as wallet.frozen, an object's id, or a request id"
    fields: ClassVar = (
        "when",
        "actor_name",
        "address",
        "action",
        "what",
        "reason",
        "shown_data",
        "request_id",
    )

    @admin.display(description="when")
    def when(self, entry: AuditEntry) -> str:
        return moment(entry.at)

    @admin.display(description="what")
    def what(self, entry: AuditEntry) -> str:
        return f"{entry.object_type} {entry.object_id}".strip() or "-"

    @admin.display(description="details")
    def shown_data(self, entry: AuditEntry) -> str:
        return format_html("<code>{}</code>", json.dumps(entry.data, ensure_ascii=False))
