"""The audit trail keeps what it is given, and nobody changes it afterwards."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from tuppence.audit import operations, roles
from tuppence.audit.models import AuditEntry


@pytest.mark.django_db
class TestTheTrail:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_entry SET reason = 'none'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
        ],
    )
    def test_is_append_only_in_the_database_itself(self, statement: str) -> None:
        operations.record(who=operations.at_a_shell(), action="test.done")
        with (
            pytest.raises(Error, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert AuditEntry.objects.get().action == "test.done"

    def test_names_who_what_and_why(self) -> None:
        user = User.objects.create(username="asha")
        who = operations.Who(
            user_id=user.pk, name="asha", request_id="req-12345678", address="203.0.113.9"
        )
        operations.record(who=who, action="user.seen", target=user, reason="a call", query="q=1")
        entry = AuditEntry.objects.get()
        assert (entry.actor_id, entry.actor_name, entry.action) == (user.pk, "asha", "user.seen")
        assert (entry.object_type, entry.object_id) == ("auth.user", str(user.pk))
        assert (entry.reason, entry.data) == ("a call", {"query": "q=1"})
        assert (entry.request_id, entry.address) == ("req-12345678", "203.0.113.9")
        assert entry.at is not None


@pytest.mark.django_db
class TestOperators:
    def test_have_one_role_each(self) -> None:
        assert roles.create_operators("correct horse") == ["operator", "colleague", "viewer"]
        operator, viewer = (
            User.objects.get(username="operator"),
            User.objects.get(username="viewer"),
        )
        assert operator.check_password("correct horse")
        assert (roles.may_read(operator), roles.may_act(operator)) == (True, True)
        assert (roles.may_read(viewer), roles.may_act(viewer)) == (True, False)
        roles.create_operators("correct horse")
        assert User.objects.count() == 3

    def test_without_a_role_or_dismissed_may_nothing(self) -> None:
        nobody = User.objects.create(username="nobody", is_staff=True)
        assert not roles.may_read(nobody)
        roles.set_operator(name="asha", role="operator", password="correct horse")
        assert roles.dismiss(name="asha")
        assert not roles.may_read(User.objects.get(username="asha"))
        assert not User.objects.get(username="asha").check_password("correct horse")
        assert not roles.dismiss(name="stranger")

    def test_that_are_no_longer_staff_may_nothing_whatever_their_groups(self) -> None:
        user = roles.set_operator(name="asha", role="operator")
        user.is_staff = False
        assert not roles.may_read(user)
        assert not roles.may_act(user)

    def test_are_kept_by_a_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("getpass.getpass", lambda _: "correct horse")
        call_command("operators", "set", "asha", "--role", "viewer", stdout=StringIO())
        out = StringIO()
        call_command("operators", "list", stdout=out)
        assert out.getvalue() == "asha: viewer\n"
        call_command("operators", "dismiss", "asha", stdout=StringIO())
        with pytest.raises(CommandError, match="no user"):
            call_command("operators", "dismiss", "stranger")
        monkeypatch.setattr("getpass.getpass", lambda _: "short")
        with pytest.raises(CommandError, match="too short"):
            call_command("operators", "set", "ravi", "--role", "viewer")
        assert [entry.action for entry in AuditEntry.objects.order_by("id")] == [
            "operator.set",
            "operator.dismissed",
        ]
