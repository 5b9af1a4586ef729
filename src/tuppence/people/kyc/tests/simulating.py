"""The simulator, as a process of its own, and the platform told where it is."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings

TOKEN, SECRET = "a-token-of-the-simulator", "a-secret-of-the-simulator"

NUMBERS = {
    "approved": "ABCDE1230F",
    "unreadable": "ABCDE1201F",
    "name_mismatch": "ABCDE1202F",
    "review": "ABCDE1204F",
    "stuck": "ABCDE1205F",
    "busy_first": "ABCDE1207F",
    "down": "ABCDE1208F",
    "slow": "ABCDE1209F",
    "twice": "ABCDE1210F",
    "silent": "ABCDE1211F",
}
"""PAN numbers by what the simulator does with them."""


@contextmanager
def simulator(*, webhook: str = "") -> Iterator[str]:
    """Runs it; gives its URL. It tells what it decides at ``webhook``."""
    words = [sys.executable, "-m", "tuppence.stack.simulators.kyc", "--webhook", webhook]
    given = os.environ | {"TUPPENCE_KYC_TOKEN": TOKEN, "TUPPENCE_KYC_WEBHOOK_SECRET": SECRET}
    process = subprocess.Popen(words, env=given, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().rsplit(" ", 1)[-1].strip()
    finally:
        process.terminate()
        process.wait()


@contextmanager
def connected(url: str) -> Iterator[None]:
    """The settings name the provider at ``url``."""
    before = settings.ENVIRONMENT
    settings.ENVIRONMENT = replace(before, kyc_url=url, kyc_token=TOKEN, kyc_webhook_secret=SECRET)
    try:
        yield
    finally:
        settings.ENVIRONMENT = before
