"""What an operator sees of people: to look at, not to change. Nothing secret has a page here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from tuppence.people.identity.models import Device, Person, Session


class ReadOnly(ModelAdmin):
    """Pages without a form: changes go through operations, which check and tell."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ("handle", "name", "created_at")
    search_fields = ("handle", "phone")
    ordering = ("-id",)


@admin.register(Device)
class DeviceAdmin(ReadOnly):
    list_display = ("name", "person", "created_at", "last_used_at", "revoked_at")
    search_fields = ("person__handle",)
    exclude = ("public_key",)
    ordering = ("-id",)


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("id", "device", "created_at", "expires_at", "ended_at", "end_reason")
    search_fields = ("device__person__handle",)
    ordering = ("-id",)
