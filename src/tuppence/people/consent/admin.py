"""The ledger of consent in the console: to read, each look on the record."""

from typing import ClassVar

from django.contrib import admin
from unfold.decorators import display

from tuppence.audit.browsing import ReadOnlyAdmin, link, moment
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.people.consent.models import Entry
from tuppence.people.identity.models import Person


@admin.register(Entry, site=console)
class EntryAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "cns"
    list_display = ("public", "what", "of_child", "by_guardian", "method", "when")
    list_select_related = ("person", "guardian")
    list_filter = ("what", "method")
    search_fields = ("=person__handle", "=guardian__handle")
    search_help_text = "The whole handle of a child or guardian, or a cns_ id"
    fields: ClassVar = (
        "public", "what", "purpose", "of_child", "in_force", "by_guardian", "text_version",
        "text_hash", "method", "proof", "verified_by", "when", "recorded",
    )  # fmt: skip

    @display(description="id")
    def public(self, entry: Entry) -> str:
        return ids.to_public("cns", entry.public_id)

    @display(description="child")
    def of_child(self, entry: Entry) -> str:
        return link(Person, entry.person_id, str(entry.person))

    @display(description="guardian")
    def by_guardian(self, entry: Entry) -> str:
        return link(Person, entry.guardian_id, str(entry.guardian))

    @display(description="in force now")
    def in_force(self, entry: Entry) -> str:
        return "yes" if entry.person.consented else "no"

    @display(description="verified by the consent")
    def verified_by(self, entry: Entry) -> str:
        return "-" if entry.known_from_id is None else link(Entry, entry.known_from_id)

    @display(description="at (UTC)")
    def when(self, entry: Entry) -> str:
        return moment(entry.at)

    @display(description="recorded (UTC)")
    def recorded(self, entry: Entry) -> str:
        return moment(entry.recorded_at)
