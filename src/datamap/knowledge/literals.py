"""What a literal value is by its look: an e-mail address, an IP address, an IBAN, a card number."""

from __future__ import annotations

import re
from ipaddress import ip_address

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
PHONE = re.compile(r"\+\d[\d ()/-]{7,18}\d")
SOCIAL_SECURITY = re.compile(r"\d{3}-\d{2}-\d{4}")
CARD = re.compile(r"\d(?:[ -]?\d){12,18}")


def kind_of(text: str) -> str | None:
    """``email``, ``ipv4``, ``iban``, ``phone``, ``us_ssn`` or ``payment_card``; None for any other text."""
    if EMAIL.fullmatch(text):
        return "email"
    if IBAN.fullmatch(text.replace(" ", "")) and _iban_adds_up(text.replace(" ", "")):
        return "iban"
    if SOCIAL_SECURITY.fullmatch(text):
        return "us_ssn"
    if CARD.fullmatch(text) and _luhn_adds_up(text):
        return "payment_card"
    if PHONE.fullmatch(text):
        return "phone"
    return "ipv4" if _is_public_address(text) else None


def _iban_adds_up(text: str) -> bool:
    turned = text[4:] + text[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _luhn_adds_up(text: str) -> bool:
    digits = [int(letter) for letter in reversed(text) if letter.isdigit()]
    return sum(digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)) % 10 == 0


def _is_public_address(text: str) -> bool:
    try:
        return ip_address(text).is_global
    except ValueError:
        return False
