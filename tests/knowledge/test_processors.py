from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from sightings import imported, seen

from datamap.errors import KnowledgeError
from datamap.knowledge.processors import Call, Processor, processors

KNOWN = processors()
ENTRIES = tuple(KNOWN.entries.values())
ROOT = Path(__file__).parents[2]


def checker():
    spec = importlib.util.spec_from_file_location("check_processors", ROOT / "tools" / "check_processors.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def examples(kind):
    return [
        pytest.param(entry, code, id=f"{entry.id}-{number}")
        for entry in ENTRIES
        for number, code in enumerate(getattr(entry.examples, kind))
    ]


def test_the_entries_agree_with_each_other():
    assert list(checker().mistakes(KNOWN)) == []


def test_every_purpose_has_vendors_and_the_uses_are_those_of_the_taxonomy():
    taxonomy = pytest.importorskip("fideslang.default_taxonomy").DEFAULT_TAXONOMY
    uses = {use.fides_key for use in taxonomy.data_use}
    assert {purpose.use for purpose in KNOWN.purposes.values()} <= uses
    assert [purpose for purpose in KNOWN.purposes if not KNOWN.by_purpose(purpose)] == []


@pytest.mark.parametrize(("entry", "code"), examples("yes"))
def test_the_vendor_is_seen(entry, code):
    known = KNOWN.given(entry.packages) if entry.imports_with else KNOWN
    assert entry.id in seen(code, known)


@pytest.mark.parametrize(("entry", "code"), examples("no"))
def test_the_look_alike_is_not_taken_for_the_vendor(entry, code):
    assert entry.id not in seen(code, KNOWN)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_every_name_import_host_and_model_leads_back_to_its_entry(entry):
    assert [path for path in entry.imports if KNOWN.owner(path) is not entry and path not in rewritten()] == []
    assert [name for name in (entry.name, *entry.aliases) if KNOWN.by_name(name) is not entry] == []
    assert [host for host in entry.hosts if KNOWN.by_host(*concrete(host)) is not entry] == []
    assert [model for model in entry.models if KNOWN.by_model(model) is not entry] == []


def rewritten():
    return {path for entry in ENTRIES for path in entry.returns}


def concrete(pattern):
    host, slash, path = pattern.replace("*", "x1").partition("/")
    return host, slash + path


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if not entry.ambiguous], ids=lambda entry: entry.id)
def test_the_name_is_found_in_a_sentence(entry):
    assert [match.processor.id for match in KNOWN.in_prose(f"We share your data with {entry.name} to do so.")] == [entry.id]


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.ambiguous], ids=lambda entry: entry.id)
def test_an_ordinary_word_is_a_name_only_where_it_stands_like_one(entry):
    assert [match.processor.id for match in KNOWN.in_prose(f"We share your data with {entry.name} to do so.")] == [entry.id]
    assert [match.processor.id for match in KNOWN.in_prose(f"- {entry.name}: hosting")] == [entry.id]
    if " " not in entry.name and "." not in entry.name:
        assert KNOWN.in_prose(f"You can {entry.name.lower()} them.") == ()
        assert KNOWN.in_prose(f"{entry.name} your settings.") == ()


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("boto3.client('s3').put_object", "aws_s3"),
            ('boto3.client("s3", region_name).put_object', "aws_s3"),
            ("boto3.Session.client('s3').upload_file", "aws_s3"),
            ("aioboto3.Session().client('sesv2').send_email", "aws_ses"),
            ("openai.OpenAI.with_options().chat.completions.create", "openai"),
            ("openai.AzureOpenAI.chat.completions.create", "azure_openai"),
            ("stripe.checkout.Session.create", "stripe"),
            ("boto3.client.put_object", "aws"),
            ("instructor.from_openai().chat.completions.create", "openai"),
            ("langfuse.openai.OpenAI.chat.completions.create", "openai"),
            ("google.cloud.storage.Client.bucket('a').blob().upload_from_string", "google_cloud_storage"),
        ],
    )
    def test_what_a_call_reaches(self, path, expected):
        assert KNOWN.call(path).processor.id == expected

    @pytest.mark.parametrize(
        "path",
        [
            "stripe.Webhook.construct_event",
            "stripe.error.CardError",
            "stripe.CardError",
            "stripe.Customer",
            "stripe.Customer.create().get",
            "anthropic.types.MessageParam",
            "segment_anything.SamPredictor.predict",
            "analytics.track",
            "boto3.client('s3').list_buckets",
            "sentry_sdk.flush",
            "twilio.rest.Client.messages('SM1')",
            "deepgram.DeepgramClient.listen.rest.v('1')",
            "supabase.create_client().table('users')",
            "openai.OpenAI.close",
            "stripes.Customer.create",
            "",
            "..",
            "(",
        ],
    )
    def test_what_sends_nothing(self, path):
        assert KNOWN.call(path) is None

    def test_an_unlisted_call_into_an_sdk_sends_what_it_is_given(self):
        match = KNOWN.call("stripe.Refund.create")
        assert (match.processor.id, match.call, match.sends) == ("stripe", None, {"*": ""})

    def test_arguments_carry_what_the_entry_says(self):
        assert KNOWN.call("openai.OpenAI.chat.completions.create").sends["messages"] == "user.content.prompt"
        assert KNOWN.call("stripe.Customer.delete").sends == {}

    def test_a_module_of_many_projects_needs_the_distribution(self):
        assert KNOWN.call("analytics.track") is None
        assert KNOWN.given(["Analytics_Python"]).call("analytics.track").processor.id == "segment"


class TestPlaces:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("https://o1.ingest.us.sentry.io/2", "sentry"),
            ("https://abc@o1.ingest.sentry.io/2", "sentry"),
            ("postgresql://u:p@db.abcd.supabase.co:5432/postgres", "supabase"),
            ("smtp.sendgrid.net", "sendgrid"),
            ("https://s3.eu-west-1.amazonaws.com/b/k", "aws_s3"),
            ("https://x.execute-api.eu-west-1.amazonaws.com/", "aws"),
            ("https://acc.r2.cloudflarestorage.com", "cloudflare_r2"),
            ("https://slack.com/api/chat.postMessage", "slack"),
            ("HTTPS://API.STRIPE.COM/v1", "stripe"),
        ],
    )
    def test_who_answers(self, text, expected):
        assert KNOWN.by_url(text).id == expected

    @pytest.mark.parametrize(
        "text",
        [
            "https://slack.com/intl/en",
            "https://stripe.com/privacy",
            "https://api.stripe.com.evil.example",
            "https://notapi.stripe.community",
            "default-src 'self' https://js.stripe.com",
            "http://localhost:11434/v1",
            "https://www.w3.org/2000/svg",
            "the module api.stripe",
            "",
        ],
    )
    def test_who_does_not(self, text):
        assert KNOWN.by_url(text) is None

    def test_settings(self):
        assert KNOWN.by_setting("EMAIL_BACKEND", "anymail.backends.mailgun.EmailBackend").id == "mailgun"
        assert KNOWN.by_setting("STRIPE_SECRET_KEY").id == "stripe"
        assert KNOWN.by_setting("CORS_ALLOWED_ORIGINS", "https://js.stripe.com") is None
        assert KNOWN.by_setting("DATABASE_URL", "postgresql://u:p@db.abcd.supabase.co/x").id == "supabase"

    def test_a_local_address_turns_nothing_on(self):
        assert KNOWN.by_setting("SENTRY_DSN", "http://key@localhost:9000/1") is None
        assert KNOWN.by_setting("SENTRY_DSN", "not set yet").id == "sentry"

    def test_a_value_is_a_whole_word_or_the_start_of_a_path(self):
        assert KNOWN.by_setting_value("storages.backends.s3.S3Storage").id == "aws_s3"
        assert KNOWN.by_setting_value("djstripe").id == "stripe"
        assert KNOWN.by_setting_value("djstripe is great") is None
        assert KNOWN.by_setting_value("s3://bucket/key").id == "aws_s3"

    def test_model_ids_end_where_words_end(self):
        assert KNOWN.by_model("gpt-4o-mini").id == "openai"
        assert KNOWN.by_model("anthropic/claude-3-5-sonnet").id == "anthropic"
        assert KNOWN.by_model("o1-mini").id == "openai"
        assert KNOWN.by_model("o1abc") is None
        assert KNOWN.by_model("whisper-10") is None

    def test_account_ids(self):
        assert KNOWN.by_account_id("G-KVXRTV48RP").id == "google_analytics"
        assert KNOWN.by_account_id("G-force is strong") is None

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.8", "db", "api.local", "example.com", "::1"])
    def test_hosts_that_nothing_leaves_to(self, host):
        assert KNOWN.is_local(host)
        assert not KNOWN.is_local("api.openai.com")


class TestProse:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Cloudflare R2: media storage", ["cloudflare_r2"]),
            ("Google (Gemini models) and Google Analytics", ["google", "google_gemini", "google_analytics"]),
            ("Stripe\u2019s API and Amazon\nS3", ["stripe", "aws_s3"]),
            ("We use Segment, Square and Slack.", ["segment", "square", "slack"]),
            ("communications (e.g., Slack/Email)", ["slack"]),
            ("Square processes payments.", ["square"]),
            ("How to Resend Your Message", []),
            ("Segment your audience. The square is large.", []),
            ("PostHog, Inc. (analytics)", ["posthog"]),
            ("Write to acme@gmail.com, see https://www.facebook.com/acme or policies.google.com.", []),
            ("Slack/Email/Calendly messages; no Front-Cover texts", ["slack", "calendly"]),
            ("Segment (Twilio) and Stripe (https://stripe.com/privacy)", ["segment", "twilio", "stripe"]),
            ("sign-ups, back-ups and follow-ups; DHL and UPS deliver", ["dhl", "ups"]),
            ("Within a reasonable timescale, whereby plausible reasons exist.", []),
            ("hosted on AWS (aws.amazon.com), booked at calendly.com", ["aws", "aws", "calendly"]),
        ],
    )
    def test_names_in_sentences(self, text, expected):
        assert [match.processor.id for match in KNOWN.in_prose(text)] == expected

    def test_positions(self):
        text = "Paid with Stripe today"
        (match,) = KNOWN.in_prose(text)
        assert text[match.start : match.end] == match.text == "Stripe"

    def test_legal_forms_are_part_of_a_name(self):
        assert KNOWN.by_name("Mixpanel, Inc.").id == "mixpanel"
        assert KNOWN.by_name("Nobody GmbH") is None


class TestRelations:
    def test_a_company_names_what_belongs_to_it(self):
        assert KNOWN.names("cloudflare", "cloudflare_r2")
        assert KNOWN.names("google", "google_gemini")
        assert KNOWN.names("amazon", "aws_s3")
        assert not KNOWN.names("google_analytics", "google_gemini")
        assert not KNOWN.names("cloudflare_r2", "cloudflare")

    def test_a_purpose_speaks_of_narrower_ones(self):
        assert KNOWN.serves("twilio", "communications")
        assert KNOWN.serves("aws_s3", "hosting")
        assert not KNOWN.serves("stripe", "analytics")

    def test_runtimes_on_the_own_machine_are_no_third_party(self):
        assert not KNOWN.entries["ollama"].third_party
        assert KNOWN.entries["openai"].third_party


class TestTheTeamsOwn:
    def test_a_new_vendor(self):
        own = Processor(
            id="acme_mail",
            name="Acme Mail",
            purposes=("email",),
            hosts=("mail.acme.io",),
            calls=(Call(call="acme.send"),),
            imports=("acme",),
        )
        known = KNOWN.given((), [own])
        assert (
            known.call("acme.send").processor.id
            == known.by_url("https://mail.acme.io/v1").id
            == known.by_name("acme mail").id
            == "acme_mail"
        )

    def test_more_about_a_known_vendor(self):
        known = KNOWN.given((), [Processor(id="stripe", name="Stripe", hosts=("pay.acme.io",))])
        assert known.by_host("pay.acme.io").id == known.by_host("api.stripe.com").id == "stripe"

    def test_a_mistake_is_named_by_file_and_entry(self, tmp_path):
        path = tmp_path / "vendors.toml"
        path.write_text('[[processor]]\nid = "acme"\nname = "Acme"\npurposes = ["payment"]\n')
        with pytest.raises(KnowledgeError, match=r"vendors.toml: entry 'acme': purpose 'payment' .*payments"):
            processors((path,))


def test_imports_of_from_imports_are_told_apart():
    assert KNOWN.owner(imported("from openai import AzureOpenAI")[0]).id == "azure_openai"
    assert KNOWN.owner(imported("import boto3")[0]).id == "aws"
    assert KNOWN.owner("googleapis") is None
