"""`python -m bench.visitor`: signs the first guardian of the demo family in as their phone would,
and prints the access token."""

import django

django.setup()

# ruff: noqa: E402 (Django first)
from tuppence.kernel.clock import utc_now
from tuppence.payments.payments.demo import PEOPLE
from tuppence.people.identity.models import Person
from tuppence.people.identity.operations.sessions import open_session
from tuppence.people.identity.signer import DeviceKey


def main() -> None:
    person = Person.objects.get(phone=PEOPLE[0].phone)
    key = DeviceKey.new().point
    tokens = open_session(person=person, device_name="Phone", public_key=key, now=utc_now())
    print(tokens.access_token)


if __name__ == "__main__":
    main()
