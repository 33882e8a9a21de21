"""Logs: what is written to them, and what filters take out."""

from __future__ import annotations

import pytest
from harness import flows


@pytest.mark.parametrize(
    "code",
    [
        "import logging\nlog = logging.getLogger('x')\ndef f(email, user):\n    log.info('user %s', user.id if False else 3)",
        "import logging\ndef f(email):\n    logging.info('%d chars', len(email))",
        "import math\ndef f(email):\n    math.log(3)",
        "import logging, hashlib\ndef f(email):\n    logging.info(bool(email))",
    ],
)
def test_nothing_readable_is_logged(code):
    assert {flow for flow in flows(code) if flow[2] == "plain"} == set()


@pytest.mark.parametrize(
    "code",
    [
        "import logging\nlog = logging.getLogger('x')\ndef f(email):\n    log.info(f'mail {email}')",
        "import logging\ndef f(email):\n    logging.warning('mail %s', email)",
        "import logging\nlog = logging.getLogger('x')\ndef f(email):\n    log.info('x', extra={'email': email})",
        "import structlog\nlog = structlog.get_logger()\ndef f(email):\n    log.info('x', email=email)",
        "import structlog\nlog = structlog.get_logger()\ndef f(email):\n    log.bind(email=email).info('x')",
        "from loguru import logger\ndef f(email):\n    logger.debug('mail {}', email)",
        "def f(logger, email):\n    logger.error('mail ' + email)",
    ],
)
def test_what_is_logged(code):
    assert {(flow[0], flow[2]) for flow in flows(code)} == {("user.contact.email", "plain")}


def test_a_hash_is_logged_as_a_hash():
    code = "import logging, hashlib\ndef f(email):\n    logging.info(hashlib.sha256(email.encode()).hexdigest())"
    assert {(flow[0], flow[2]) for flow in flows(code)} == {("user.contact.email", "hashed:sha256")}


def test_an_installed_filter_masks():
    code = """
    import logging
    class RedactingFilter(logging.Filter):
        FIELDS = ("email",)
        def filter(self, record):
            return True
    handler = logging.StreamHandler()
    handler.addFilter(RedactingFilter())
    def f(email):
        logging.info("%s", email)
    """
    assert {flow[2] for flow in flows(code)} == {"masked"}
