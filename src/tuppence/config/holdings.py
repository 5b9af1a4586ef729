"""What is kept of a person, by table: what an export shows of it, and what an erasure does to it.

A new table that has a person's or a wallet's key is a line here. docs/privacy.md says what the
parts of a line mean.
"""

from typing import Final

from django.db.models import Q
from django.db.models.functions import Now

from tuppence.payments.allowances.models import State as Plan
from tuppence.payments.approvals import erasing as approvals
from tuppence.payments.asks import erasing as asks
from tuppence.payments.payments.models import Payment
from tuppence.payments.wallets import erasing as wallets
from tuppence.people.families import erasing as families
from tuppence.people.identity.operations import erasing as identity
from tuppence.people.kyc import models as kyc
from tuppence.people.privacy.holdings import Forget, Holding, Registry, Step

FORMER: Final = "Former member"
"""What payments call somebody who was erased."""

NO_NEXT: Final = {"next_on": None, "next_at": None}
"""What comes again and again does not, once somebody of it was erased."""

ENDED_PLAN: Final = {"state": Plan.ENDED, "skip": False, **NO_NEXT}

HOLDINGS: Final = (
    Holding(model="identity.Person", whose=("pk",), prefix="per"),
    Holding(model="identity.Handle", whose=("person",)),
    Holding(model="identity.Device", whose=("person",), prefix="dev"),
    Holding(model="identity.Session", whose=("device__person",), prefix="ses"),
    Holding(model="identity.RefreshToken", whose=("session__device__person",), withheld="tokens"),
    Holding(model="identity.Pin", whose=("person",), hides=frozenset({"pin_hash"})),
    Holding(
        model="identity.PinReset",
        whose=("person", "answered_by"),
        prefix="rst",
        kept="gone with the child whose it is; of a guardian, that they agreed once",
    ),
    Holding(model="identity.Passkey", whose=("person",), prefix="psk"),
    Holding(
        model="identity.PasskeyChallenge",
        whose=("session__device__person",),
        withheld="random bytes to be signed, gone within a day",
    ),
    Holding(model="identity.Challenge", whose=(), withheld="codes, gone after 30 days"),
    Holding(model="identity.TextMessage", whose=(), withheld="the demo's inbox"),
    Holding(model="families.Membership", whose=("person",)),
    Holding(model="families.Family", whose=("memberships__person",), prefix="fam"),
    Holding(model="families.Invitation", whose=("invited_by", "accepted_by"), prefix="inv"),
    Holding(
        model="families.Proposal",
        whose=("person", "child", "proposed_by"),
        prefix="prp",
        kept="what guardians decided together; its terms are of a fixed form, and name nobody",
    ),
    Holding(model="families.Vote", whose=("guardian",), kept="a yes or a no"),
    Holding(model="families.ComingOfAge", whose=("person",)),
    Holding(
        model="consent.Entry",
        whose=("person", "guardian"),
        prefix="cns",
        hides=frozenset({"key", "request", "proof", "text_hash"}),
        kept="append-only: who consented to what, which the law asks to show; it names nobody",
    ),
    Holding(model="privacy.Choice", whose=("person",)),
    Holding(model="privacy.Forgetting", whose=("person",), kept="what sinks have yet to forget"),
    Holding(model="privacy.Erasure", whose=("person",), kept="who asked, as a pseudonym"),
    Holding(model="kyc.Standing", whose=("person",), forgets=(Forget("person"),)),
    Holding(
        model="kyc.Check",
        whose=("person",),
        prefix="kyc",
        hides=frozenset({"key", "request"}),
        kept="that somebody was checked is kept, by law; it names nobody, and binds no document",
        forgets=(
            Forget("person", among=Q(state__in=kyc.OPEN)),
            Forget("person", {"state": kyc.State.VOID}, among=Q(state=kyc.State.APPROVED)),
            Forget("person", {"last_four": "", "digest": b""}),
        ),
    ),
    Holding(
        model="wallets.Wallet", whose=("owner",), prefix="wal", hides=frozenset({"account_id"})
    ),
    Holding(
        model="controls.ControlsVersion",
        whose=("person",),
        kept="append-only, and a guardian's words: it has no name but what they put into a note",
    ),
    Holding(
        model="payments.Payment",
        whose=("payer_wallet__owner", "payee_wallet__owner"),
        prefix="pay",
        only={"payee_wallet__owner": Payment.PAYEE_SEES},
        hides=frozenset({"journal"}),
        forgets=(
            # What they wrote goes with them; what others wrote is those others'.
            Forget("payer_wallet__owner", {"note": None, "payer_label": FORMER}),
            Forget("payee_wallet__owner", {"payee_label": FORMER}),
        ),
    ),
    Holding(
        model="payments.Merchant",
        whose=("wallet__owner",),
        prefix="mer",
        kept="a shop is closed before its owner is erased",
    ),
    Holding(
        model="approvals.Approval",
        whose=("person",),
        prefix="apv",
        hides=frozenset({"key", "request"}),
    ),
    Holding(
        model="refunds.Proposal",
        whose=("payment__payer_wallet__owner", "payment__payee_wallet__owner"),
        hides=frozenset({"proposed_by", "proposed_by_name", "decided_by", "decided_by_name"}),
        forgets=(Forget("payment__payer_wallet__owner", {"reason": FORMER}),),
    ),
    Holding(
        model="appeals.Appeal",
        whose=("person",),
        prefix="apl",
        forgets=(
            Forget("person", {"message": "", "details": {}}),
            Forget("answered_by", {"answer": ""}),
        ),
    ),
    Holding(
        model="goals.Goal",
        whose=("wallet__owner",),
        prefix="gol",
        hides=frozenset({"closed_key"}),
        kept="amounts and days; its name is the wallet's",
    ),
    Holding(
        model="goals.Plan",
        whose=("goal__wallet__owner", "payer"),
        prefix="pln",
        hides=frozenset({"key", "request"}),
        kept="amounts and days",
    ),
    Holding(
        model="payees.Payee",
        whose=("payer",),
        hides=frozenset({"account_id"}),
        kept="append-only: since when somebody has been paid; it names nobody",
    ),
    Holding(
        model="asks.Bill",
        whose=("maker",),
        prefix="bill",
        hides=frozenset({"key", "request"}),
        forgets=(Forget("maker", {"maker_label": FORMER, "note": FORMER}),),
    ),
    Holding(
        model="asks.Ask",
        whose=("asker", "asked"),
        prefix="ask",
        hides=frozenset({"key", "request"}),
        forgets=(
            Forget("asker", {"asker_label": FORMER, "note": None}),
            Forget("asked", {"asked_label": FORMER}),
        ),
    ),
    Holding(
        model="ious.Iou",
        whose=("giver", "person"),
        prefix="iou",
        hides=frozenset({"source"}),
        forgets=(Forget("giver", {"note": None}),),
    ),
    Holding(
        model="allowances.Allowance",
        whose=("giver", "person"),
        prefix="alw",
        hides=frozenset({"key", "request"}),
        forgets=(Forget("giver", {"note": None}),),
    ),
    Holding(
        model="allowances.Plan",
        whose=("allowance__giver", "allowance__person"),
        forgets=(
            Forget("allowance__giver", ENDED_PLAN),
            Forget("allowance__person", ENDED_PLAN),
        ),
    ),
    Holding(
        model="allowances.AllowanceVersion",
        whose=("author",),
        hides=frozenset({"key", "request"}),
        kept="append-only: amounts and days",
    ),
    Holding(
        model="chores.Chore",
        whose=("giver", "person"),
        prefix="chr",
        hides=frozenset({"key", "request"}),
        forgets=(
            Forget("giver", {"title": "A chore", **NO_NEXT}),
            Forget("person", NO_NEXT),
        ),
    ),
    Holding(
        model="chores.Turn",
        whose=("person",),
        prefix="trn",
        forgets=(Forget("decided_by", {"note": None}),),
    ),
    Holding(model="chores.Split", whose=("person",), kept="percentages"),
    Holding(
        model="gifts.GiftLink",
        whose=("person", "maker"),
        prefix="gft",
        hides=frozenset({"secret"}),
        forgets=(
            Forget("person", {"revoked_at": Now()}, among=Q(revoked_at=None)),
            Forget("maker", {"revoked_at": Now()}, among=Q(revoked_at=None)),
        ),
    ),
    Holding(
        model="gifts.Gift",
        whose=("link__person",),
        prefix="gif",
        hides=frozenset({"key", "request"}),
        forgets=(Forget("link__person", {"giver": FORMER, "message": None}),),
    ),
    Holding(
        model="notify.Subscription",
        whose=("device__person",),
        hides=frozenset({"endpoint"}),
        kept="gone with the device, which identity's step deletes",
    ),
    Holding(
        model="notify.Push",
        whose=("subscription__device__person",),
        withheld="what is on its way to a phone, gone within minutes",
    ),
)

REGISTRY: Final = Registry(
    holdings=HOLDINGS,
    steps=(
        Step(check=wallets.check, act=wallets.erase),
        Step(check=families.check, act=families.erase),
        Step(act=approvals.erase),
        Step(act=asks.erase),
        Step(act=identity.erase),
    ),
)
