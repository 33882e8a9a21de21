from __future__ import annotations

import pytest

from datamap.knowledge.everything import Knowledge
from datamap.report.explain import pages

PAGES = pages(Knowledge(), {}, {})


def test_a_third_party_is_told_by_code_by_what_goes_there_and_by_policies():
    page = PAGES["stripe"]()
    assert page.startswith("# stripe: Stripe\n\nA third party for payment processing")
    assert "- imports: stripe" in page
    assert "- `stripe.Customer.create`: identify, with every argument" in page
    assert "- named: Stripe, stripe inc" in page
    assert "- as one of: payment processor" in page


def test_what_runs_with_the_service_is_called_no_third_party():
    assert "No third party" in PAGES["ollama"]()


def test_a_special_category_says_so_and_long_lists_are_cut():
    page = PAGES["user.health_and_medical"]()
    assert "Art. 9 GDPR" in page
    assert " more\n" in page


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_page_has_a_title_and_no_empty_section(name):
    page = PAGES[name]()
    assert page.startswith("# ")
    assert "\n\n\n" not in page
    assert not page.endswith("\n\n")
