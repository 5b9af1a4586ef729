"""Families in the console: to read, each look on the record."""

from typing import ClassVar

from django.contrib import admin
from unfold.decorators import display

from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, table
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.people.families.models import Family
from tuppence.people.identity.models import Person


@admin.register(Family, site=console)
class FamilyAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "fam"
    list_display = ("public", "name", "since")
    search_fields = ("name__istartswith", "=memberships__person__handle")
    search_help_text = "The start of a name, a member's whole handle, or a fam_ id"
    fields: ClassVar = ("public", "name", "since", "members")

    @display(description="id")
    def public(self, family: Family) -> str:
        return ids.to_public("fam", family.public_id)

    @display(description="since (UTC)")
    def since(self, family: Family) -> str:
        return moment(family.created_at)

    @display(description="members")
    def members(self, family: Family) -> str:
        rows = [
            (link(Person, each.person_id, str(each.person)), each.role, moment(each.joined_at))
            for each in family.memberships.select_related("person").order_by("pk")
        ]
        return table(("person", "role", "joined (UTC)"), rows)
