"""A web server for the tests of a module, and for each test a family of its own; and a whole
platform for the modules that need one which is up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.journeys.app import App
from tests.journeys.platforms import Platform
from tests.journeys.web import Web
from tuppence.edge.tests.conftest import no_counts
from tuppence.kernel.clock import utc_now
from tuppence.payments.payments.operations.merchants import register_merchant
from tuppence.payments.wallets.operations import open_wallet
from tuppence.people.consent.tests.consents import consent_for
from tuppence.people.families.models import Role
from tuppence.people.families.operations import add_member, create_family
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.people import register_person
from tuppence.people.kyc.operations.tiers import vouch
from tuppence.stack import processes
from tuppence.stack.postgres import free_port

__all__ = ["no_counts"]

_number = count(1)


@dataclass(frozen=True, slots=True)
class People:
    """Apps that are signed in. Asha guards Meera; Farida owns the shop with this handle, whose
    printed code (45 rupees) is ``code``."""

    asha: App
    meera: App
    farida: App
    shop: str
    code: str


@pytest.fixture(scope="session")
def _installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """In a folder whose name a shell and PostgreSQL's own commands could misread."""
    port = free_port()
    made = Platform(tmp_path_factory.mktemp("home") / "Meera's data", wanted_port=port)
    made.environment["TUPPENCE_RATE_LIMIT"] = "1000000"
    # For the app it is two servers: the address that it came from, and the other name for it.
    names = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    made.environment["TUPPENCE_APP_SERVERS"] = ",".join(names)
    yield made
    processes.end(made.folder)


@pytest.fixture(scope="module")
def platform(_installation: Platform) -> Platform:
    """Up when the module begins; the first module starts it, as that is slow, and the next finds it
    as it was left."""
    done = _installation.run("up", "--detach")
    assert done.returncode == 0, done.stderr
    return _installation


@pytest.fixture(scope="module")
def web(module_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    server = Web(owner_url=module_database, folder=tmp_path_factory.mktemp("web"), workers=2)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def people(web: Web, django_db_blocker: DjangoDbBlocker) -> Iterator[People]:
    """A family and a shop that nobody else has, so that tests can share a server."""
    with django_db_blocker.unblock():
        now, number = utc_now(), next(_number)
        asha, meera, farida = (
            someone(name, age=age, number=number)
            for name, age in (("Asha", 41), ("Meera", 15), ("Farida", 50))
        )
        family = create_family(name="Rao", guardian=asha, today=now.date())
        add_member(family=family, person=meera, role=Role.TEEN, today=now.date())
        consent_for(meera, by=asha, now=now)
        for person in (asha, meera, farida):
            open_wallet(owner_id=person.pk, name="Wallet", now=now)
        shop = register_merchant(
            owner_id=farida.pk,
            handle=f"canteen-{number}",
            vpa=f"canteen-{number}@tuppence",
            name="Campus Canteen",
            mcc="5814",
            now=now,
        )
        yield People(
            *(App(web.url).log_in(person.phone) for person in (asha, meera, farida)),
            shop=shop.handle,
            code=f"upi://pay?pa=Canteen-{number}@tuppence&pn=Canteen&mc=5814&am=45.00&tn=Lunch",
        )


def someone(name: str, *, age: int, number: int | None = None) -> Person:
    """A person of that name; ``number`` tells those of one name apart."""
    now, number = utc_now(), number or next(_number)
    person = register_person(
        phone=f"+9161000{ord(name[0])}{number:03}",
        name=f"{name} Rao",
        handle=f"{name.lower()}{number}",
        birth_date=date(now.year - age, 1, 1),
        now=now,
    )
    vouch(person_id=person.pk, now=now)
    return person
