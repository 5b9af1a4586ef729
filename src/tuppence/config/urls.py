"""Every address the platform answers at."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from tuppence.audit.site import console
from tuppence.config import webapp
from tuppence.edge.catalogue import problems_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tuppence.payments.payments.http.urls")),  # first: most requests are theirs
    path("admin", require_safe(RedirectView.as_view(pattern_name="admin:index"))),
    path("admin/", console.urls),
    path("problems", problems_page),
    path("", include("tuppence.people.identity.http.urls")),
    path("", include("tuppence.people.families.http.urls")),
    path("", include("tuppence.people.consent.http.urls")),
    path("", include("tuppence.people.privacy.http.urls")),
    path("", include("tuppence.people.kyc.http.urls")),
    path("", include("tuppence.payments.wallets.http.urls")),
    path("", include("tuppence.payments.controls.http.urls")),
    path("", include("tuppence.payments.approvals.http.urls")),
    path("", include("tuppence.payments.home.http.urls")),
    path("", include("tuppence.payments.goals.http.urls")),
    path("", include("tuppence.payments.statements.http.urls")),
    path("", include("tuppence.payments.appeals.http.urls")),
    path("", include("tuppence.payments.replays.http.urls")),
    path("", include("tuppence.payments.asks.http.urls")),
    path("", include("tuppence.payments.ious.http.urls")),
    path("", include("tuppence.payments.allowances.http.urls")),
    path("", include("tuppence.payments.chores.http.urls")),
    path("", include("tuppence.payments.gifts.http.urls")),
    path("", include("tuppence.reach.live.http.urls")),
    path("", include("tuppence.reach.notify.http.urls")),
    path("", include("tuppence.seal.http.urls")),
    path("dev/builders.json", webapp.builders),
    path("", include("tuppence.stack.http.urls")),
    # Last: what is nobody else's is a screen of the app's.
    re_path(webapp.SCREENS, webapp.page),
]

handler400 = "tuppence.edge.problems.handle_400"
handler403 = "tuppence.edge.problems.handle_403"
handler404 = "tuppence.edge.problems.handle_404"
handler500 = "tuppence.edge.problems.handle_500"
