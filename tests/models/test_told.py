"""What libraries tell of people: places of addresses, letters, pictures; rows that may be missing."""

from __future__ import annotations

from harness import practices


def sent(code, files=None):
    return {(flow.data, flow.sink.id) for flow in practices(code, files).flows}


def test_a_database_of_places_tells_where_somebody_is():
    code = """
        import geoip2.database
        import requests

        reader = geoip2.database.Reader("/srv/places.mmdb")

        def where(address):
            found = reader.city(address)
            return f"{found.location.latitude},{found.location.longitude}"

        def tell(address):
            requests.post("https://api.mixpanel.com/track", json={"spot": where(address)})

        def tell_country(address):
            requests.post("https://api.amplitude.com/track", json={"c": reader.city(address).country.iso_code})
    """
    found = sent(code)
    assert ("user.location.precise", "mixpanel") in found
    assert ("user.location.precise", "amplitude") not in found
    assert ("user.location.approximate", "amplitude") in found


def test_a_letter_tells_who_wrote_it_and_what():
    code = """
        import email
        import logging

        def file(raw):
            keep(email.message_from_bytes(raw))

        def keep(letter):
            logging.info("%s wrote %s", letter["From"], letter.get_body(("plain",)).get_content())
            logging.info("%s", letter["Message-Id"])
    """
    assert {data for data, _ in sent(code)} == {"user.contact.email", "user.content.message"}


def test_a_row_that_may_be_missing_leaves_both_ways_open():
    models = """
        from django.db import models

        class Reader(models.Model):
            email = models.EmailField()
            card = models.CharField(max_length=8)
    """
    code = """
        import logging
        from lib.models import Reader

        def look_up(address: str, email: str):
            reader = Reader.objects.filter(email=email).first()
            if reader is None:
                logging.warning("nobody is called %s", email)
    """
    assert sent("", {"lib/models.py": models, "lib/views.py": code}) == {("user.contact.email", "logging")}


def test_a_position_that_is_rounded_is_no_spot():
    code = """
        import geoip2.database
        import requests

        reader = geoip2.database.Reader("/srv/places.mmdb")

        def near(address):
            spot = reader.city(address).location
            requests.post("https://api.mixpanel.com/track", json={"area": f"{round(spot.latitude)},{round(spot.longitude, 1)}"})

        def exact(address):
            requests.post("https://api.amplitude.com/track", json={"spot": round(reader.city(address).location.latitude, 6)})
    """
    found = {(flow.sink.id, str(flow.form)) for flow in practices(code).flows if flow.data == "user.location.precise"}
    assert found == {("mixpanel", "truncated"), ("amplitude", "plain")}
