"""Sentences whose polarity or scope is easily read wrong, each in our own words."""

from __future__ import annotations

import pytest


def has(found, *wanted):
    return set(wanted) <= set(found)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("We never ask you for personal details unless we have to.", ("+", "COLLECTS_ONLY_IF")),
        ("We don't give your personal data to anyone except to obey the law or to defend our rights.", ("-", "NOT_SHARES")),
        ("Your data is not passed on to third parties without your consent.", ("-", "NOT_SHARES")),
        ("We keep a bcrypt hash of the token, not the token itself.", ("+", "HASH_ALGO")),
        ("Only a hash of each recovery phrase is kept on our servers.", ("+", "HASHED")),
        ("The service offers no login with e-mail and password login is not supported.", ("-", "NO_PASSWORD_LOGIN")),
        ("As part of normal operation we do not upload your recordings to our servers.", ("-", "NOT_TRANSMITS")),
        ("We do not knowingly collect data from children.", ("-", "NOT_COLLECTS")),
        ("No IP addresses are logged.", ("-", "NOT_COLLECTS")),
        ("We collect no phone numbers.", ("-", "NOT_COLLECTS")),
        ("Neither we nor our partners sell your personal data.", ("-", "NO_SALE")),
        ("We neither rent nor sell e-mail addresses.", ("-", "NO_SALE")),
        ("Not only do we store your name, we also store your e-mail address.", ("+", "STORES")),
        ("We store your name and do not store your phone number.", ("-", "NEVER_STORES")),
        ("Your photos never leave your phone.", ("-", "NOT_TRANSMITS")),
        ("We do not use your prompts to train models, and we do not let anybody else do so.", ("-", "NO_TRAINING")),
        ("Analytics runs only after you have agreed to it in the banner.", ("+", "CONSENT_GATE")),
        ("No analytics cookies are set until you accept them.", ("+", "CONSENT_GATE")),
        ("Cloud transcription stays off unless you switch it on.", ("+", "OPT_IN_GATE")),
        ("Invoices are kept for no longer than ten years.", ("+", "RETENTION_PERIOD")),
        ("Backups are overwritten within 30 days after you delete your account.", ("+", "DELETION_DEADLINE")),
        ("Project plans have no expiration.", ("+", "RETENTION_INDEFINITE")),
    ],
)
def test_polarity_and_scope(claims, text, wanted):
    assert wanted in claims(f"## How long we keep it\n\n{text}" if "RETENTION" in wanted[1] else text)


@pytest.mark.parametrize(
    "text",
    [
        "No method of storage is ever fully secure.",
        "No system can be made perfectly safe.",
        "Avoid entering confidential information into the prompt.",
        "Please do not send us card numbers by e-mail.",
        "We encourage you to read the policies of these companies.",
    ],
)
def test_denials_that_deny_nothing(claims, text):
    assert claims(text) == []


def test_items_under_a_denied_lead_in_with_exceptions_are_positive(claims):
    found = claims(
        "## Sharing\n\nWe do not disclose or sell your personal data to third parties except in these cases:\n\n"
        "- Hosting: Hetzner runs our servers\n- Law: we disclose data where a court order requires it\n"
    )
    assert has(found, ("-", "NOT_SHARES"), ("+", "PROCESSOR_NAMED"), ("+", "LEGAL_DISCLOSURE"))


def test_items_under_a_denied_heading_are_negative(claims):
    found = claims("## What we will never do\n\n- Sell or rent your data\n- Train AI models on your files\n")
    assert has(found, ("-", "NO_SALE"), ("-", "NO_TRAINING"))
    assert "+" not in {polarity for polarity, _ in found}


def test_data_under_a_denied_heading_is_not_collected(claims):
    assert claims("## Information we DO NOT collect\n\n- IP addresses\n- Phone numbers\n") == [("-", "NOT_COLLECTS")] * 2


def test_a_parenthesis_has_its_own_polarity(claims):
    found = claims(
        "## Third-party services\n\n- Stripe - payments (customer ID stored, card numbers not stored)\n"
        "- Sentry: errors (no PII collected)\n"
    )
    assert has(found, ("+", "STORES"), ("-", "NEVER_STORES"), ("+", "PROCESSOR_NAMED"), ("-", "PROCESSOR_RESTRICTION"))


def test_a_heading_can_be_a_gate(claims):
    assert claims("## Third-party services\n\n### Analytics (only loaded with your consent)\n\n- Hotjar - heatmaps\n")[0] == (
        "+",
        "CONSENT_GATE",
    )


def test_what_is_said_of_a_device_is_local(claims):
    found = claims("## Data stored on your device\n\n- Drafts and recordings\n\n## Data we store on our servers\n\n- Billing email\n")
    assert found == [("+", "LOCAL_ONLY"), ("+", "STORES")]


def test_kept_after_deletion_is_an_exception(read):
    text = (
        "## Account deletion\n\nWhen you delete your account:\n\n"
        "- your files are deleted\n- invoices may be kept for tax reasons\n- open credits are forfeited\n"
    )
    kinds = [claim.kind for claim in read(text).claims if claim.kind != "LEAD_IN"]
    assert kinds == ["DELETION_CASCADE", "DELETION_EXCEPTION", "DELETION_EFFECT"]


def test_an_including_list_is_open_and_a_bare_one_closed(read):
    opened, closed = (
        read(f"## Data we collect\n\nWe collect {words}:\n\n- your name\n- your email\n").claims
        for words in ("data, including", "the following data")
    )
    assert {claim.openness for claim in opened if claim.kind == "COLLECTS"} == {"open"}
    assert "closed" in {claim.openness for claim in closed if claim.kind == "COLLECTS"}


def test_one_item_may_name_seven_categories(read):
    text = (
        "## Sharing\n\nWe share data with:\n\n"
        "- Service providers: hosting, payments (such as Stripe), analytics, logging, email delivery, and AI model providers\n"
    )
    found = {category for claim in read(text).claims for category in claim.categories}
    assert {"hosting", "payments", "analytics", "logging", "email", "ai"} <= found


def test_unknown_phrases_are_kept(read):
    (claim,) = [claim for claim in read("## Data we collect\n\n- your shoe size and your email\n").claims if claim.kind == "COLLECTS"]
    assert claim.data == ("user.contact.email",)
    assert claim.unmapped == ("shoe size",)


def test_unknown_vendors_are_kept_as_written(read):
    (claim,) = [
        claim
        for claim in read("## Our processors\n\n- Brambleworks Ltd: translation of letters\n").claims
        if claim.kind == "PROCESSOR_NAMED"
    ]
    assert claim.entities == ("Brambleworks Ltd",)


def test_purpose_and_period_tables(read):
    text = "## Retention\n\n| Data | Period |\n|---|---|\n| Log files | 14 days |\n| Account data | until you delete your account |\n"
    found = {claim.kind: claim for claim in read(text).claims}
    assert found["RETENTION_PERIOD"].values["seconds"] == 14 * 86400
    assert found["RETENTION_CRITERION"].data == ("user.account",)


def test_a_tier_limits_a_period(read):
    (claim,) = [
        claim for claim in read("## Data retention\n\n- Free: files expire after 3 days\n").claims if claim.kind == "RETENTION_PERIOD"
    ]
    assert (claim.values["tier"], claim.values["seconds"]) == ("free", 3 * 86400)


def test_who_gets_data_is_told_in_a_sentence_of_its_own(read):
    found = read(
        "## Who receives data\n\nOur processors get data for one purpose only, to run the shop. "
        "They are companies for hosting, payments, scheduling (Cal.com, for example), and tools for editing and translation.\n"
    ).claims
    assert "SHARES_ONLY" in {claim.kind for claim in found}
    told = {category for claim in found if claim.kind == "PROCESSOR_CATEGORY" for category in claim.categories}
    assert {"hosting", "payments", "scheduling", "productivity", "translation"} <= told


@pytest.mark.parametrize(
    "text",
    [
        "## Who we are\n\nWe are a hosting provider from Lyon.",
        "## Partners\n\nOur customers are schools. They are good at analytics.",
        "## Partners\n\nThey are not providers of advertising.",
    ],
)
def test_what_somebody_is_makes_no_recipient(claims, text):
    assert "PROCESSOR_CATEGORY" not in {kind for _, kind in claims(text)}


def test_a_heading_of_one_word_leads_a_list_of_data(claims):
    entries = "- Contact: your name and telephone number\n- Letters: messages by Slack, notes of meetings\n"
    assert claims(f"## Data\n\n{entries}") == [("+", "COLLECTS")] * 2
    assert ("+", "COLLECTS") not in claims("## Data security\n\n- Locks on every door\n- Passwords of staff\n")


def test_a_label_may_have_a_condition(read):
    found = read("## Data\n\n- **Voice samples, if you want them cloned:** recordings that you hand in after you opt into cloning\n").claims
    assert {claim.gate for claim in found if claim.kind == "OPT_IN_GATE"} == {"opt_in.cloning"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("- Files, comments, and access tokens for platforms that you connect", "user.authorization.platform_credential"),
        ("- Addresses, device/browser type", "user.device"),
        ("- Addresses, device/browser type", "user.device.browser"),
    ],
)
def test_a_joined_phrase_names_each_of_its_kinds(read, text, wanted):
    assert wanted in {key for claim in read(f"## Information we collect\n\n{text}\n").claims for key in claim.data}


def test_a_parenthesised_never_keeps_the_hash(read):
    (claim,) = read("We keep a cryptographic digest of each API key (never the key in plain text).").claims
    assert (claim.kind, claim.polarity, claim.form) == ("HASHED", "+", "hashed")


def test_a_hash_on_the_server_under_a_heading_about_the_device(claims):
    found = claims("## Data stored on your device\n\n- Recovery phrase: only a hash of it is kept on our servers\n- Drafts\n")
    assert found == [("+", "HASHED"), ("+", "LOCAL_ONLY")]


def test_processed_and_discarded_limits_a_vendor(read):
    (claim,) = [c for c in read("## Processors\n\n- Deepgram: subtitles (the sound is processed and discarded)\n").claims if c.entities][:1]
    assert (claim.kind, claim.values.get("restriction")) == ("PROCESSOR_RESTRICTION", "discarded")


def test_an_event_or_a_period(read):
    text = "## Retention\n\n- Account data: until you delete your account, or 60 days after you last signed in\n"
    (claim,) = read(text).claims
    assert claim.kind == "RETENTION_PERIOD"
    assert claim.values["seconds"] == 60 * 86400
    assert "until" in str(claim.values["until"])


def test_full_card_numbers_leave_room_for_the_last_digits(read):
    policy = read("We never store full card numbers. We store the last four digits of your card.")
    assert [(c.polarity, c.kind, c.data) for c in policy.claims] == [
        ("-", "NEVER_STORES", ("user.financial.payment_card",)),
        ("+", "STORES", ("user.financial.card_last4",)),
    ]


def test_and_others_open_a_list(read):
    (claim, *_) = read("Your prompts are sent to AI providers (OpenAI, Google, and others).").claims
    assert (claim.kind, claim.openness, claim.hedge) == ("SHARES", "open", "and others")


def test_a_label_with_a_place_on_the_device(claims):
    assert claims("- Storage: your drafts are stored locally") == [("+", "LOCAL_ONLY")]


def test_a_template_variable_is_an_address(claims):
    assert ("+", "CONTACT") in claims("<h2>Contact</h2><p>Write to us at {{ contact_email }}.</p>", "privacy.html")


def test_definition_lists(read):
    text = "<h2>How long we keep it</h2><dl><dt>Log files</dt><dd>14 days</dd><dt>Invoices</dt><dd>ten years</dd></dl>"
    found = [(claim.data, claim.values["seconds"]) for claim in read(text, "policy.html").claims]
    assert found == [(("user.device.log",), 14 * 86400), (("user.financial.transaction",), 3650 * 86400)]


def test_the_heading_says_which_key(read):
    (claim,) = read("## API keys\n\nWe keep a bcrypt hash of the key.").claims
    assert claim.data == ("user.authorization.api_key",)


def test_an_account_id_within_a_sentence(read):
    (claim,) = read("We use Google Analytics (ID: G-ABC123456) to count visits.").claims
    assert (claim.kind, claim.values["id"]) == ("PROCESSOR_ID", "G-ABC123456")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Log files are deleted after seven days at the latest.", "RETENTION_PERIOD"),
        ("Your data is deleted within 30 days after you close your account.", "DELETION_DEADLINE"),
        ("After deletion of the customer account your data are erased.", "DELETION_CASCADE"),
        ("Only the people who handle your case can open them.", "ACCESS_CONTROL"),
        ("Your card number never reaches us.", "NOT_COLLECTS"),
        ("Card numbers never touch our servers.", "NEVER_STORES"),
        ("We write to your employer only if you have given us written permission.", "CONSENT_GATE"),
    ],
)
def test_what_a_sentence_is_about(claims, text, kind):
    assert [found for _, found in claims(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Buying a boat removes the ads for good.",
        "Your bank details are used to collect the premium.",
        "We give you thirty days' notice of any new vendor.",
        "We store your files in a database that only our staff can open.",
    ],
)
def test_what_a_word_alone_does_not_make(claims, text):
    assert not {"HARD_DELETE", "COLLECTS", "SHARES", "STORES_ONLY"} & {kind for _, kind in claims(text)}
