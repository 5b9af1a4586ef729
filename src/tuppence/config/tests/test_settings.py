import os
import subprocess
import sys

SAFE = {
    "TUPPENCE_MODE": "production",
    "TUPPENCE_SECRET_KEY": "k7Qx-2mB9_vTz4Lr8WnYd6Hp3Fs1Gj5Ec0Au-KbXoNiMqRtZ3sVw",
    "TUPPENCE_SEAL_KEY": "q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80",
    "TUPPENCE_ALLOWED_HOSTS": "pay.example.org",
    "TUPPENCE_SMS_URL": "https://sms.example.org/send",
    "DATABASE_URL": "postgresql://tuppence_app@db.example.org/tuppence",
    "DATABASE_REPLICA_URLS": "postgresql://r1.example.org/t,postgresql://r2.example.org/t",
    "REDIS_URL": "redis://cache.example.org/0",
    "DJANGO_SETTINGS_MODULE": "tuppence.config.settings",
}


def in_production(code: str, **changed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], **SAFE, **changed},
        capture_output=True,
        text=True,
        check=False,
    )


class TestProduction:
    def test_passes_djangos_own_deployment_check(self) -> None:
        code = "from django.core.management import execute_from_command_line as run\n"
        done = in_production(code + "run(['', 'check', '--deploy', '--fail-level', 'WARNING'])")
        assert done.returncode == 0, done.stderr

    def test_keeps_its_cookies_to_tls_and_its_host(self) -> None:
        code = (
            "from django.conf import settings as s\n"
            "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 3e7,"
            " s.SESSION_COOKIE_NAME, s.DEBUG)"
        )
        assert in_production(code).stdout == "True True True __Host-session False\n"

    def test_names_all_that_is_missing_at_once(self) -> None:
        code = "from django.conf import settings as s; s.DEBUG"
        done = in_production(
            code,
            TUPPENCE_SECRET_KEY="short",
            DATABASE_URL="",
            TUPPENCE_SMS_URL="inbox:",
            TUPPENCE_SEAL_KEY="",
        )
        for part in ("4 setting(s)", "TUPPENCE_SECRET_KEY", "DATABASE_URL", "TUPPENCE_SMS_URL",
                     "TUPPENCE_SEAL_KEY"):  # fmt: skip
            assert part in done.stderr
        assert "'short'" not in done.stderr

    def test_has_one_server_for_its_app(self) -> None:
        code = "from django.conf import settings as s; s.DEBUG"
        done = in_production(code, TUPPENCE_APP_SERVERS="https://other.example.org")
        assert "TUPPENCE_APP_SERVERS is for demo mode" in done.stderr
        done = in_production(code, TUPPENCE_APP_SERVERS="https://other.example.org/; script-src *")
        assert "must be origins" in done.stderr

    def test_takes_no_other_seal_key_than_32_bytes(self) -> None:
        code = "from django.conf import settings as s; s.DEBUG"
        for wrong in ("A" * 42, "A" * 44, "A" * 42 + "B", "?" * 43):
            done = in_production(code, TUPPENCE_SEAL_KEY=wrong)
            assert "TUPPENCE_SEAL_KEY must be 32 random bytes" in done.stderr
            assert wrong not in done.stderr

    def test_knows_its_replicas(self) -> None:
        code = "from django.conf import settings as s; print(sorted(s.DATABASES))"
        assert in_production(code).stdout == "['default', 'replica1', 'replica2']\n"
