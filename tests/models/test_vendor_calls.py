"""Third parties: what is sent to whom, by SDK and by plain HTTP."""

from __future__ import annotations

import pytest
from harness import flows, guards, practices


@pytest.mark.parametrize(
    "code",
    [
        "import requests\ndef f(email):\n    requests.post('http://localhost:8000/x', json={'email': email})",
        "import requests\ndef f(email, url):\n    requests.post(url, json={'email': email})",
        "from openai import OpenAI\nc = OpenAI(base_url='http://localhost:11434/v1')\ndef f(prompt):\n    c.chat.completions.create(model='llama3', messages=[{'role': 'user', 'content': prompt}])",
        "import httpx\ndef f(email):\n    httpx.get('https://api.stripe.com/v1/x', headers={'Authorization': 'Bearer x'})",
    ],
)
def test_nothing_leaves(code):
    assert flows(code) == set()


@pytest.mark.parametrize(
    ("code", "sink"),
    [
        ("import stripe\ndef f(email):\n    stripe.Customer.create(email=email)", "stripe"),
        ("import requests\ndef f(email):\n    requests.post('https://api.stripe.com/v1/customers', data={'email': email})", "stripe"),
        (
            "import requests\nURL = 'https://api.partner-crm.io/v1'\ndef f(email):\n    requests.post(f'{URL}/people', json={'email': email})",
            "api.partner-crm.io",
        ),
        (
            "import httpx\nclient = httpx.Client(base_url='https://api.partner-crm.io')\ndef f(email):\n    client.post('/people', json={'email': email})",
            "api.partner-crm.io",
        ),
        (
            "from openai import OpenAI\nclient = OpenAI()\ndef f(email):\n    client.chat.completions.create(model='gpt-4o', messages=[], user=email)",
            "openai",
        ),
        ("import sentry_sdk\ndef f(email):\n    sentry_sdk.set_user({'email': email})", "sentry"),
    ],
)
def test_what_is_sent(code, sink):
    assert ("user.contact.email", sink, "plain") in flows(code)


def test_a_siblings_key_is_not_sent():
    code = """
    import stripe
    def f(email):
        record = {"email": email, "plan": "pro"}
        stripe.Customer.create(name=record["plan"])
    """
    assert flows(code) == set()


GUARDED = """
    import posthog
    from dataclasses import dataclass

    @dataclass
    class User:
        email: str
        analytics_consent: bool = False

    def track(user: User):
        {body}
"""


@pytest.mark.parametrize(
    "body",
    [
        "if user.analytics_consent:\n            posthog.capture(user.email, 'x')",
        "if not user.analytics_consent:\n            return\n        posthog.capture(user.email, 'x')",
    ],
)
def test_consent_is_a_guard(body):
    assert guards(GUARDED.format(body=body), "posthog") == {"consent.analytics"}


@pytest.mark.parametrize(
    "body", ["posthog.capture(user.email, 'x')", "if not user.analytics_consent:\n            posthog.capture(user.email, 'x')"]
)
def test_no_consent_is_no_guard(body):
    assert guards(GUARDED.format(body=body), "posthog") == set()


def test_uses_are_listed_with_their_evidence():
    (use,) = practices("import stripe\nstripe.api_key = 'x'\n").processors
    assert (use.id, use.evidence[0].line) == ("stripe", 1)


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ('import os\nBASE = os.getenv("SCRAPER_API_URL", "https://api.firecrawl.dev")\n', ["firecrawl"]),
        ('import os\nurl = os.environ.get("READER_ENDPOINT", "https://r.jina.ai/")\n', ["jina"]),
        ('import os\nurl = os.environ.get("SIGNUP_PAGE", "https://api.firecrawl.dev")\n', []),
        ('print("{}: {}".format("API", "https://api.firecrawl.dev"))\n', []),
    ],
)
def test_a_variables_default_is_named_by_the_variable(code, seen):
    assert [use.id for use in practices(code).processors] == seen


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ('class Spam:\n    baseurl = "rest.akismet.com/1.1/"\n', ["akismet"]),
        ('import requests\nrequests.post("https://www.paypal.com/cgi-bin/webscr", data={"cmd": "check"})\n', ["paypal"]),
        ('import requests\nrequests.get("https://status.mailchimp.com/x")\n', ["mailchimp"]),
        ('import requests\nrequests.get("https://www.notes-of-a-friend.co.uk/feed")\n', ["www.notes-of-a-friend.co.uk"]),
        ('LINK = "https://www.paypal.com/donate"\n', []),
        ('VERSION_OF_BASE = "1.2.3"\nroot = "app.models"\n', []),
    ],
)
def test_whose_address_it_is(code, seen):
    assert [use.id for use in practices(code).processors] == seen


def test_an_object_in_place_of_its_own_call_ends():
    code = """
        class Query:
            __call__: "Query"

            def use(self, other: "Query"):
                other.__call__ = other
                return other(1)
    """
    assert practices(code).statistics["functions"] == 1


def test_the_key_of_an_id_reads_no_other_field():
    code = """
        import logging

        from eve import config

        logger = logging.getLogger(__name__)

        def update(request):
            doc = {"email": request.form["email"], "_id": "x"}
            logger.info("missing %s", doc[config.ID_FIELD])
            logger.info("found %s", doc[config.WHATEVER])
    """
    assert [flow.sink.location.line for flow in practices(code).flows] == [11]
