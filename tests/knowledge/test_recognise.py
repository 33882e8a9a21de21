from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datamap.knowledge.literals import kind_of
from datamap.knowledge.recognise import recognise
from datamap.knowledge.words import split
from datamap.model import Confidence


def category(name, **context):
    found = recognise(name, **context)
    return found.category if found else None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("userEMail", "user e mail"),
        ("IPAddress", "ip address"),
        ("userIDs", "user id"),
        ("OAuthToken", "o auth token"),
        ("HTTPReferer", "http referer"),
        ("addr1", "address 1"),
        ("last4", "last 4"),
        ("FNAME", "fname"),
        ("Prénom", "prenom"),
        ("straße", "strasse"),
        ("mädchen-name", "maedchen name"),
        ("\u0435mail", "email"),
        ("\ufb01rstname", "firstname"),
        ("\uff45\uff4d\uff41\uff49\uff4c", "email"),
        ("CUST_LAST_NM", "customer last name"),
        ("passport_no_1", "passport number 1"),
        ("", ""),
        ("___", ""),
    ],
)
def test_a_name_is_split_into_folded_words(name, words):
    assert split(name) == tuple(words.split())


@pytest.mark.parametrize(
    "name", ["useremail", "homephone", "firstname", "dateofbirth", "phonenumber", "ipaddr", "kundenemail", "customerName", "clientip"]
)
def test_compounds_that_nobody_separated_are_known(name):
    assert recognise(name)


@pytest.mark.parametrize(
    "name",
    [
        *[
            "emailer",
            "maildir",
            "headphone",
            "microphone",
            "uncertainty",
            "relation",
            "velocity",
            "capacity",
            "template",
            "description",
            "opinion",
            "steam_id_enabled",
        ],
        *[
            "discard",
            "postcard_count",
            "interface_vector",
            "subscript",
            "allocation",
            "gzip",
            "taxonomy",
            "classname",
            "hostname",
            "filename",
            "fluid",
            "invoice_sample",
        ],
    ],
)
def test_words_that_only_contain_one_are_not_it(name):
    assert recognise(name) is None


@pytest.mark.parametrize(
    ("name", "context", "expected"),
    [
        ("name", {"owner": "User"}, "user.name"),
        ("name", {"owner": "app.models.CustomerProfile"}, "user.name"),
        ("name", {"owner": "UserGroup"}, None),
        ("name", {"owner": "Project"}, "user.content.project"),
        ("name", {"owner": "Tag"}, None),
        ("name", {}, None),
        ("group_name", {"owner": "User"}, None),
        ("address", {"owner": "Customer"}, "user.contact.address"),
        ("address", {"owner": "Memory"}, None),
        ("address", {"owner": "NetworkInterface"}, None),
        ("location", {"owner": "User"}, "user.location"),
        ("location", {"owner": "File"}, None),
        ("title", {"owner": "Book"}, None),
        ("key", {"owner": "ApiKey"}, "user.authorization.api_key"),
        ("key", {"owner": "Setting"}, None),
        ("token", {"owner": "Invitation"}, "user.authorization.token"),
        ("token", {"owner": "Parser"}, None),
        ("body", {"owner": "SupportTicket"}, "user.content.message"),
        ("content", {"owner": "Page"}, None),
        ("access_token", {"owner": "ConnectedAccount"}, "user.authorization.platform_credential"),
        ("status", {"owner": "Subscription"}, "user.financial.subscription"),
        ("status", {"owner": "PubSubSubscription"}, None),
        ("ip_address", {"owner": "Server"}, None),
        ("created_at", {"owner": "User"}, "user.account.created_at"),
        ("created_at", {"owner": "Post"}, None),
    ],
)
def test_the_owner_decides_where_the_name_cannot(name, context, expected):
    assert category(name, **context) == expected


@pytest.mark.parametrize(
    ("name", "type_name", "expected"),
    [
        ("email", "bool", None),
        ("email", "Optional[bool]", None),
        ("email", "models.BooleanField", None),
        ("email", "datetime", None),
        ("email", "Mapped[str | None]", "user.contact.email"),
        ("contact", "EmailStr", "user.contact.email"),
        ("source", "Optional[IPvAnyAddress]", "user.device.ip_address"),
        ("server", "IPv4Address", None),
        ("is_email", "bool", None),
        ("birth_date", "date", "user.demographic.date_of_birth"),
        ("customer", "ForeignKey(Customer)", None),
        ("author_id", "Column(Integer, ForeignKey)", "user.unique_id"),
        ("marketing_consent", "bool", "user.privacy_preferences"),
        ("latitude", "float", "user.location.precise"),
    ],
)
def test_the_declared_type_rules_out_and_decides(name, type_name, expected):
    assert category(name, owner="Signup", type_name=type_name) == expected


def test_labels_comments_and_literals_speak_where_the_name_does_not():
    assert category("field_3", label="Your e-mail address") == "user.contact.email"
    assert category("field_3", label="How did you hear about us and our many products?") is None
    assert category("initials", comment="how the customer wants to be addressed") == "user.name"
    assert category("x", literal="jane@example.org") == "user.contact.email"
    assert recognise("x", literal="jane@example.org").confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("email", "plain"),
        ("email_hash", "hashed"),
        ("hashed_password", "hashed"),
        ("ssn_encrypted", "encrypted"),
        ("ip_masked", "masked"),
        ("email_sha256", "hashed:sha256"),
    ],
)
def test_the_name_says_what_was_done_to_the_value(name, form):
    assert str(recognise(name).form) == form


def test_confidence_is_high_only_where_the_name_is_enough():
    assert recognise("email").confidence is Confidence.HIGH
    assert recognise("city").confidence is Confidence.LOW
    assert recognise("city", owner="Whatever").confidence is Confidence.MEDIUM
    assert recognise("city", owner="Address").confidence is Confidence.HIGH
    assert recognise("city", owner="geocode", owner_kind="function").confidence is Confidence.LOW


def test_the_services_own_secrets_are_known_and_not_personal():
    assert not recognise("SMTP_PASSWORD").personal
    assert recognise("password").personal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("jane.doe@example.org", "email"),
        ("8.8.8.8", "ipv4"),
        ("127.0.0.1", None),
        ("DE89 3704 0044 0532 0130 00", "iban"),
        ("DE00 3704 0044 0532 0130 00", None),
        ("4111 1111 1111 1111", "payment_card"),
        ("4111 1111 1111 1112", None),
        ("+49 151 2345678", "phone"),
        ("123-45-6789", "us_ssn"),
        ("1.2.3", None),
        ("", None),
    ],
)
def test_literals_are_told_by_their_look(text, kind):
    assert kind_of(text) == kind


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_gets_an_answer(name, owner, type_name):
    recognise(name, owner=owner, type_name=type_name, label=name, comment=owner, literal=type_name)


def test_a_very_long_name_costs_little():
    started = time.perf_counter()
    recognise("user_" * 5000 + "email")
    recognise("x" * 100_000)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("owner", "name", "type_name", "expected"),
    [
        ("VoiceSample", "file", "FileField", "user.biometric.voice"),
        ("Screenplay", "body", "Text", "user.content.script"),
        ("EmailAddress", "value", "str", "user.contact.email"),
        ("PassportScan", "number", "str", "user.government_id.passport_number"),
        ("PhoneNumber", "raw", "CharField", "user.contact.phone_number"),
        ("Email", "text", "TextField", "user.content.message"),
        ("Template", "text", "TextField", None),
        ("Invoice", "number", "CharField", None),
        ("Page", "body", "TextField", None),
        ("PageView", "latitude", "FloatField", "user.location.precise"),
        ("Page", "latitude", "FloatField", None),
        ("Clip", "shot_lat", "FloatField", "user.location.precise"),
        ("Photo", "longitude", "FloatField", "user.location.precise"),
        ("Venue", "longitude", "FloatField", None),
    ],
)
def test_a_bare_field_is_what_its_owner_is_called(owner, name, type_name, expected):
    found = recognise(name, owner=owner, type_name=type_name)
    assert (found.category if found else None) == expected


@pytest.mark.parametrize(
    ("owner", "field", "found"),
    [
        ("TrialUsage", "minutes_used", "user.account.trial_counter"),
        ("FreeTrial", "credits", "user.account.trial_counter"),
        ("UsageRecord", "minutes_used", "user.behavior.usage"),
        ("ClinicalTrial", "credits", None),
    ],
)
def test_the_owner_that_says_most_decides(owner, field, found):
    assert category(field, owner=owner) == found
