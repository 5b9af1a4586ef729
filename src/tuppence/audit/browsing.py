"""Looking at rows in the console: read-only, bounded, and on the record where it is personal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from tuppence.audit import operations, roles
from tuppence.kernel import ids
from tuppence.kernel.money import EXPONENTS, format_minor

MOST_COUNTED: Final = 10_000
"""A longer list says so many too: counting millions of rows for a page number is waste."""


if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:  # generic in its type stubs only
    _Paginator = Paginator


class BoundedPaginator(_Paginator):
    """Pages the first `MOST_COUNTED` rows; what lies further is found by searching."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class ReadOnlyAdmin(ModelAdmin):
    """The base of every page of the console. Nobody adds, changes or deletes rows in it.

    ``personal``: the rows tell about people, so every list, search and detail page of them that an
    operator opens goes on the record. ``public_prefix``: search also takes public ids of this kind.
    """

    personal: ClassVar[bool] = False
    public_prefix: ClassVar[str | None] = None

    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 50
    ordering = ("-pk",)
    sortable_by = ()
    list_fullwidth = True
    actions = None
    actions_detail: Any = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return roles.may_read(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return roles.may_read(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """For actions declared with ``permissions=["act"]``."""
        return roles.may_act(request.user)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if self.public_prefix is not None and search_term.startswith(f"{self.public_prefix}_"):
            try:
                public_id = ids.from_public(self.public_prefix, search_term.strip())
            except ids.IdInvalid:
                return queryset.none(), False
            return queryset.filter(public_id=public_id), False
        found: tuple[QuerySet[Any], bool] = super().get_search_results(
            request, queryset, search_term
        )
        return found

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if self.personal and self.has_view_permission(request):
            operations.record(
                who=operations.asking(request),
                action=f"{self.opts.model_name}.listed",
                query=request.GET.urlencode()[:500],
            )
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        target = self.get_object(request, object_id or "")
        if self.personal and target is not None and self.has_view_permission(request):
            operations.record(
                who=operations.asking(request),
                action=f"{self.opts.model_name}.viewed",
                target=target,
            )
        return super().changeform_view(request, object_id, form_url, extra_context)


def money(minor: int | None, unit: str) -> str:
    """An amount as the console shows it: ``12345650, "INR"`` -> ``₹1,23,456.50``; a dash for None.

    Rupees are grouped in lakhs and crores.
    """
    if minor is None:
        return "-"
    digits, _, fraction = format_minor(abs(minor), unit).partition(".")
    head, tail = digits[:-3], digits[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    whole = ",".join([*groups, tail])
    sign = "-" if minor < 0 else ""
    number = f"{whole}.{fraction}" if EXPONENTS.get(unit, 0) else whole
    return f"{sign}₹{number}" if unit == "INR" else f"{sign}{number} {unit}"


def moment(at: datetime | None) -> str:
    """An instant to the second, in UTC; a dash for None."""
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M:%S}"


def table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, note: str = ""
) -> SafeString:
    """A table inside a detail page. Cells are escaped unless they are safe already (`link`)."""
    return render_to_string(
        "audit/table.html",
        {"table": {"headers": headers, "rows": [list(row) for row in rows]}, "note": note},
    )


def address_of(model: type[Model], pk: object) -> str:
    """Where a row's page is in the console."""
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[pk])


def link(model: type[Model], pk: object, text: object = None) -> SafeString:
    """A link to a row's page in the console."""
    return format_html(
        '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>',
        address_of(model, pk),
        pk if text is None else text,
    )
