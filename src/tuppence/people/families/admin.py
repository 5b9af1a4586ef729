"""What an operator sees of families: to look at, not to change."""

from django.contrib import admin
from unfold.admin import TabularInline

from tuppence.people.families.models import Family, Membership
from tuppence.people.identity.admin import ReadOnly


class MembershipInline(TabularInline):
    model = Membership
    extra = 0
    can_delete = False


@admin.register(Family)
class FamilyAdmin(ReadOnly):
    list_display = ("name", "created_at")
    search_fields = ("name", "memberships__person__handle")
    inlines = (MembershipInline,)
    ordering = ("-id",)
