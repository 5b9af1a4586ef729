"""People and their devices in the console: to read, each look on the record."""

from typing import ClassVar

from django.contrib import admin
from unfold.decorators import display

from tuppence.audit.browsing import ReadOnlyAdmin, link, moment, table
from tuppence.audit.site import console
from tuppence.kernel import ids
from tuppence.people.identity.models import Device, Person

SHOWN = 20


@admin.register(Person, site=console)
class PersonAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "per"
    list_display = ("public", "name", "handle", "masked_phone", "joined")
    search_fields = ("handle__istartswith", "name__istartswith", "=phone")
    search_help_text = "The start of a handle or a name, a whole phone number, or a per_ id"
    fields: ClassVar = ("public", "name", "handle", "phone", "birth_date", "joined", "devices")

    @display(description="id")
    def public(self, person: Person) -> str:
        return ids.to_public("per", person.public_id)

    @display(description="phone")
    def masked_phone(self, person: Person) -> str:
        return f"{person.phone[:3]} ••••• {person.phone[-3:]}"

    @display(description="joined (UTC)")
    def joined(self, person: Person) -> str:
        return moment(person.created_at)

    @display(description="devices")
    def devices(self, person: Person) -> str:
        newest = Device.objects.filter(person=person).order_by("-pk")[:SHOWN]
        rows = [
            (link(Device, each.pk, each.name), moment(each.last_used_at), moment(each.revoked_at))
            for each in newest
        ]
        return table(("device", "last used (UTC)", "revoked (UTC)"), rows)


@admin.register(Device, site=console)
class DeviceAdmin(ReadOnlyAdmin):
    personal = True
    public_prefix = "dev"
    list_display = ("public", "name", "person", "used", "revoked")
    list_select_related = ("person",)
    search_fields = ("=person__handle",)
    search_help_text = "A whole handle, or a dev_ id"
    fields: ClassVar = ("public", "name", "owner", "used", "revoked", "sessions")

    @display(description="id")
    def public(self, device: Device) -> str:
        return ids.to_public("dev", device.public_id)

    @display(description="person")
    def owner(self, device: Device) -> str:
        return link(Person, device.person_id, str(device.person))

    @display(description="last used (UTC)")
    def used(self, device: Device) -> str:
        return moment(device.last_used_at)

    @display(description="revoked (UTC)")
    def revoked(self, device: Device) -> str:
        return moment(device.revoked_at)

    @display(description="sessions")
    def sessions(self, device: Device) -> str:
        rows = [
            (moment(each.created_at), moment(each.expires_at), moment(each.ended_at),
             each.end_reason or "-")
            for each in device.sessions.order_by("-pk")[:SHOWN]
        ]  # fmt: skip
        return table(("began (UTC)", "expires", "ended", "why"), rows)
