"""Facts, consumers and dead letters in the console."""

import json
from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.html import format_html
from unfold.decorators import display

from tuppence.audit.acting import ReasonForm, act, carry_out
from tuppence.audit.browsing import ReadOnlyAdmin, link, moment
from tuppence.audit.site import console
from tuppence.outbox import operations, queries
from tuppence.outbox.models import Cursor, Delivery, StoredFact

_TONES = {"retrying": "warning", "dead": "danger", "done": "success"}


@admin.register(Delivery, site=console)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("id", "consumer", "fact", "shown_state", "attempts", "next", "last_error")
    list_filter = ("state",)
    search_fields = ("=consumer", "=fact_id")
    search_help_text = "A consumer, or a fact's number"
    actions_detail = ("replay",)
    fields: ClassVar = (
        "consumer", "fact", "shown_state", "attempts", "next", "last", "last_error",
    )  # fmt: skip

    @display(description="fact")
    def fact(self, delivery: Delivery) -> str:
        return link(StoredFact, delivery.fact_id)

    @display(description="state", label=_TONES)
    def shown_state(self, delivery: Delivery) -> str:
        return delivery.state

    @display(description="next attempt (UTC)")
    def next(self, delivery: Delivery) -> str:
        return moment(delivery.next_at) if delivery.state == "retrying" else "-"

    @display(description="last change (UTC)")
    def last(self, delivery: Delivery) -> str:
        return moment(delivery.updated_at)

    @act(
        name="Deliver again",
        title="Deliver this fact again",
        description="The relay tries it soon, with all attempts anew. What the consumer has "
        "applied is not applied a second time.",
        icon="replay",
    )
    def replay(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        delivery = get_object_or_404(Delivery, pk=object_id)
        consumer, fact_id = delivery.consumer, delivery.fact_id
        return carry_out(
            request=request,
            form=form,
            target=delivery,
            name="delivery.replayed",
            change=lambda: operations.replay(consumer=consumer, fact_id=fact_id),
            refusals=(operations.ReplayRefused, operations.ConsumerUnknown),
            consumer=consumer,
            fact=fact_id,
        )


@admin.register(Cursor, site=console)
class CursorAdmin(ReadOnlyAdmin):
    list_display = ("consumer", "last_id", "behind", "seconds", "retrying", "dead", "moved")
    ordering = ("consumer",)
    actions_detail = ("replay_dead",)
    fields: ClassVar = (
        "consumer", "last_id", "started_after", "behind", "seconds", "retrying", "dead", "moved",
    )  # fmt: skip

    @display(description="facts behind")
    def behind(self, cursor: Cursor) -> int:
        return queries.lag_of(cursor.consumer).facts

    @display(description="seconds behind")
    def seconds(self, cursor: Cursor) -> str:
        return f"{queries.lag_of(cursor.consumer).seconds:.1f}"

    @display(description="retrying")
    def retrying(self, cursor: Cursor) -> int:
        return queries.lag_of(cursor.consumer).retrying

    @display(description="dead letters")
    def dead(self, cursor: Cursor) -> int:
        return queries.lag_of(cursor.consumer).dead

    @display(description="moved (UTC)")
    def moved(self, cursor: Cursor) -> str:
        return moment(cursor.updated_at)

    @act(
        name="Deliver all dead letters again",
        title="Deliver all dead letters of this consumer again",
        description="The relay tries each soon, with all attempts anew.",
        icon="replay",
    )
    def replay_dead(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        cursor = get_object_or_404(Cursor, pk=object_id)
        return carry_out(
            request=request,
            form=form,
            target=cursor,
            name="delivery.all_replayed",
            change=lambda: operations.replay_dead(consumer=cursor.consumer),
        )


@admin.register(StoredFact, site=console)
class FactAdmin(ReadOnlyAdmin):
    personal = True  # a payload may name people
    list_display = ("id", "topic", "key", "classification", "told")
    search_fields = ("=id", "=topic", "=key")
    search_help_text = "A fact's number, a topic, or the public id that it is about"
    fields: ClassVar = (
        "id", "topic", "version", "key", "classification", "subject", "told", "shown_payload",
    )  # fmt: skip

    @display(description="written (UTC)")
    def told(self, fact: StoredFact) -> str:
        return moment(fact.created_at)

    @display(description="payload")
    def shown_payload(self, fact: StoredFact) -> str:
        text = json.dumps(fact.payload, indent=2, ensure_ascii=False)
        return format_html('<pre class="text-xs">{}</pre>', text)
