"""Whether somebody agreed, asked of the rows that say so: ``Consent.objects.filter(user=u, granted=True).exists()``."""

from __future__ import annotations

import pytest
from harness import practices

MODELS = """
    from django.db import models

    class Person(models.Model):
        email = models.EmailField()

    class VoiceConsent(models.Model):
        person = models.ForeignKey(Person, on_delete=models.CASCADE)
        granted = models.BooleanField(default=False)
        revoked = models.BooleanField(default=False)
"""


def asked(test):
    views = f"""
        import requests
        from lab.models import Person, VoiceConsent

        class Refused(Exception):
            pass

        def demand(person):
            if not {test}:
                raise Refused

        def send(pk):
            person = Person.objects.get(pk=pk)
            demand(person)
            requests.post("https://api.elevenlabs.io/v1/voices/add", json={{"name": person.email}})
    """
    return {str(guard) for flow in practices(files={"lab/models.py": MODELS, "lab/views.py": views}).flows for guard in flow.guards}


@pytest.mark.parametrize(
    "test",
    [
        "VoiceConsent.objects.filter(person=person, granted=True).exists()",
        "VoiceConsent.objects.filter(person=person).exclude(granted=False).exists()",
    ],
)
def test_rows_of_those_who_agreed_say_that_somebody_did(test):
    assert asked(test) == {"consent.cloning"}


@pytest.mark.parametrize(
    "test",
    [
        "VoiceConsent.objects.filter(person=person, granted=False).exists()",
        "Person.objects.filter(pk=person.pk).exists()",
    ],
)
def test_other_rows_say_nothing(test):
    assert asked(test) == set()
