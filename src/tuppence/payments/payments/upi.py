"""The ``upi://pay`` string of a printed code or a payment link: read, checked, and written.

Source: NPCI UPI Linking Specifications 1.6 (section 1.2, the parameters). Printed codes are looser
than the specification, so reading is lenient where the meaning is certain and refuses where it is
not: a code is money about to move, and a guess is somebody's loss. Everything here is pure.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from tuppence.kernel.errors import Refused
from tuppence.kernel.money import AmountInvalid, format_minor, movable, parse_major
from tuppence.kernel.text import hides

MAX_LENGTH = 1024
NAME_MAX = 100
NOTE_MAX = 140
UNIT = "INR"

_ACTION = re.compile(r"upi:(?://)?([^/?]*)/?(?:\?(.*))?", re.ASCII | re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}", re.ASCII)
_BAD_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_VPA = re.compile(
    r"[A-Za-z0-9._-]{2,200}@[A-Za-z][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,3}", re.ASCII
)
_MCC = re.compile(r"[0-9]{4}", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,35}", re.ASCII)


class UpiMalformed(Refused):
    """``reason`` (stable) is what is wrong; ``parameter``, when there is one, is where."""

    code: ClassVar[str] = "upi_malformed"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The UPI code cannot be paid as it is written"

    def __init__(self, reason: str, detail: str, *, parameter: str | None = None) -> None:
        where = {} if parameter is None else {"parameter": parameter}
        super().__init__(detail, reason=reason, **where)
        self.reason = reason


class UpiAmountFixed(Refused):
    """``fixed`` is the code's own amount in minor units; ``minimum``, the least it lets one pay."""

    code: ClassVar[str] = "upi_amount_fixed"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "The UPI code fixes the amount, and it is another one"


class AmountMissing(Refused):
    code: ClassVar[str] = "amount_missing"
    status: ClassVar[int] = 422
    title: ClassVar[str] = "Neither the request nor the UPI code says how much"


@dataclass(frozen=True, slots=True)
class UpiLink:
    """What a code asks for. ``amount`` and ``minimum`` are paise; None means the payer chooses.

    ``vpa`` is in lower case (addresses are compared without case). ``minimum`` (``mam``) lets the
    payer pay less than ``amount``, down to it. ``mcc`` is what the code claims; nobody has vouched
    for it.
    """

    vpa: str
    name: str
    amount: int | None = None
    minimum: int | None = None
    mcc: str | None = None
    reference: str | None = None
    note: str | None = None


def parse(text: str) -> UpiLink:
    """What a scanned or pasted string says. Raises `UpiMalformed`, and nothing else."""
    values = _parameters(_query(text))
    currency = values.get("cu", "").strip()
    if currency and currency.upper() != UNIT:
        raise UpiMalformed("currency_unsupported", "UPI pays in INR only", parameter="cu")
    amount = _amount(values, "am")
    minimum = _amount(values, "mam")
    if amount is not None and minimum is not None and minimum > amount:
        raise UpiMalformed("amount_malformed", "mam is more than am", parameter="mam")
    return UpiLink(
        vpa=_vpa(values),
        name=_name(values),
        amount=amount,
        minimum=minimum,
        mcc=_mcc(values),
        reference=_reference(values),
        note=_note(values),
    )


def build(link: UpiLink) -> str:
    """The string to print for a link: ``parse(build(link)) == link``. Spaces are ``%20``."""
    values = {
        "pa": link.vpa,
        "pn": link.name,
        "mc": link.mcc,
        "tr": link.reference,
        "tn": link.note,
        "am": None if link.amount is None else format_minor(link.amount, UNIT),
        "mam": None if link.minimum is None else format_minor(link.minimum, UNIT),
        "cu": UNIT,
    }
    return "upi://pay?" + "&".join(
        f"{key}={quote(value, safe='@')}" for key, value in values.items() if value is not None
    )


def amount_to_pay(link: UpiLink, *, asked: int | None) -> int:
    """The amount in paise, from what the payer asked and what the code fixes.

    Raises `UpiAmountFixed` when they disagree, `AmountMissing` when neither says.
    """
    amount = link.amount if asked is None else asked
    if amount is None:
        raise AmountMissing
    least = link.minimum or link.amount or amount
    most = link.amount or amount
    if not least <= amount <= most:
        raise UpiAmountFixed(fixed=link.amount, minimum=link.minimum)
    return amount


def _query(text: str) -> str:
    """What follows the ``?`` of ``upi://pay?``; printed codes also say ``UPI://PAY`` and
    ``upi:pay``."""
    text = text.strip().strip("\ufeff")
    if len(text) > MAX_LENGTH:
        raise UpiMalformed("too_long", f"a UPI code has at most {MAX_LENGTH} characters")
    _safe(text, parameter=None)
    match = _ACTION.fullmatch(text)
    if match is None:
        raise UpiMalformed("not_upi", "a UPI code starts with upi://pay?")
    if match[1].lower() != "pay":
        raise UpiMalformed("action_unsupported", "only upi://pay codes can be paid here")
    return match[2] or ""


def _parameters(query: str) -> dict[str, str]:
    """Decoded values by lower-case key; a key without ``=`` has an empty value.

    ``&amp;`` separates too: codes pasted from web pages carry it, no key can contain ``;``, and to
    ignore it would silently lose the amount that follows. Keys that nobody knows are kept, so that
    a doubled one is still caught.
    """
    values: dict[str, str] = {}
    for part in query.replace("&amp;", "&").split("&"):
        if not part.strip():
            continue
        raw_key, _, raw_value = part.partition("=")
        if _KEY.fullmatch(raw_key) is None:
            raise UpiMalformed("parameter_malformed", "a parameter's name is malformed")
        key = raw_key.lower()
        if key in values:
            raise UpiMalformed("parameter_repeated", f"{key} is given twice", parameter=key)
        values[key] = _decoded(raw_value, parameter=key)
    return values


def _decoded(raw: str, *, parameter: str) -> str:
    """Percent-decoding, strict: `urllib` would let ``%zz`` and broken UTF-8 pass."""
    octets = raw.replace("+", " ").encode()
    if _BAD_PERCENT.search(octets):
        raise UpiMalformed("encoding_malformed", "a % stands alone", parameter=parameter)
    try:
        value = _PERCENT.sub(lambda match: bytes([int(match[1], 16)]), octets).decode()
    except UnicodeDecodeError as error:
        raise UpiMalformed("encoding_malformed", "not UTF-8", parameter=parameter) from error
    _safe(value, parameter=parameter)
    return value


def _safe(text: str, *, parameter: str | None) -> None:
    """No character that does not show, or makes others show as what they are not."""
    if hides(text):
        raise UpiMalformed(
            "characters_unsafe", "control characters are not allowed", parameter=parameter
        )


def _vpa(values: dict[str, str]) -> str:
    vpa = values.get("pa", "").strip()
    if not vpa:
        raise UpiMalformed("payee_missing", "the code names no payee", parameter="pa")
    if _VPA.fullmatch(vpa) is None:
        raise UpiMalformed("payee_malformed", "a payee looks like name@bank", parameter="pa")
    return vpa.lower()


def _name(values: dict[str, str]) -> str:
    name = _text(values, "pn", limit=NAME_MAX)
    if name is None:
        raise UpiMalformed("name_missing", "the code does not say who is paid", parameter="pn")
    return name


def _note(values: dict[str, str]) -> str | None:
    return _text(values, "tn", limit=NOTE_MAX)


def _text(values: dict[str, str], key: str, *, limit: int) -> str | None:
    """Text for people, NFC, cut to ``limit``: it is a remark, never an instruction."""
    text = unicodedata.normalize("NFC", values.get(key, "").strip())
    return text[:limit].rstrip() or None


def _amount(values: dict[str, str], key: str) -> int | None:
    """Paise; None when absent, empty, zero or ``null``, as static codes are printed."""
    text = values.get(key, "").strip()
    if text in ("", "null"):
        return None
    try:
        minor = parse_major(text, unit=UNIT)
        return movable(minor) if minor else None
    except AmountInvalid as error:
        raise UpiMalformed("amount_malformed", error.detail, parameter=key) from error


def _mcc(values: dict[str, str]) -> str | None:
    text = values.get("mc", "").strip()
    if text in ("", "0000"):
        return None
    if _MCC.fullmatch(text) is None:
        raise UpiMalformed("mcc_malformed", "a category code has four digits", parameter="mc")
    return text


def _reference(values: dict[str, str]) -> str | None:
    text = values.get("tr", "").strip()
    if not text:
        return None
    if _REFERENCE.fullmatch(text) is None:
        raise UpiMalformed(
            "reference_malformed",
            "a reference has at most 35 of A-Z a-z 0-9 _ -",
            parameter="tr",
        )
    return text
