"""Forms and serialisers of mapped classes: what is read through them, what comes in, what saving writes."""

from __future__ import annotations

from harness import practices

MODELS = """
    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

    class Guest(AbstractBaseUser):
        email = models.EmailField()
        phone = models.CharField(max_length=20)

    class Stay(models.Model):
        guest = models.ForeignKey("Guest", on_delete=models.CASCADE, related_name="stays")
        iban = models.CharField(max_length=34)

    class Complaint(models.Model):
        stay = models.ForeignKey("Stay", on_delete=models.CASCADE, related_name="complaints")
        message = models.TextField()
"""
FORMS = """
    from django import forms
    from rest_framework import serializers
    from hotel.models import Complaint, Guest, Stay

    class ComplaintSerializer(serializers.ModelSerializer):
        class Meta:
            model = Complaint
            fields = ["message"]

    class StaySerializer(serializers.ModelSerializer):
        complaints = ComplaintSerializer(many=True, read_only=True)

        class Meta:
            model = Stay
            fields = ["iban", "complaints"]

    class GuestForm(forms.ModelForm):
        class Meta:
            model = Guest
            fields = ("phone",)
"""


def seen(views):
    return practices(files={"hotel/models.py": MODELS, "hotel/forms.py": FORMS, "hotel/views.py": views})


def test_an_export_reads_the_rows_behind_serialisers_and_those_inside():
    views = """
        from rest_framework.response import Response
        from rest_framework.views import APIView
        from hotel.forms import StaySerializer

        class ExportView(APIView):
            def get(self, request):
                return Response({"email": request.user.email, "stays": StaySerializer(request.user.stays.all(), many=True).data})
    """
    (handler,) = [each for each in seen(views).handlers if each.kind == "export"]
    assert {reach.target.rpartition("_")[2] for reach in handler.reaches} == {"guest", "stay", "complaint"}


def test_what_a_serialiser_shows_flows_on():
    views = """
        import requests
        from hotel.forms import StaySerializer
        from hotel.models import Stay

        def report(pk):
            requests.post("https://api.mixpanel.com/track", json=StaySerializer(Stay.objects.get(pk=pk)).data)
    """
    assert ("user.financial.bank_account", "mixpanel") in {(flow.data, flow.sink.id) for flow in seen(views).flows}


def test_a_view_saves_what_its_serialiser_lists():
    views = """
        from rest_framework import viewsets
        from hotel.forms import StaySerializer

        class StayViewSet(viewsets.ModelViewSet):
            serializer_class = StaySerializer

            def perform_create(self, serializer):
                serializer.save(guest=self.request.user)
    """
    found = {(flow.data, flow.sink.id) for flow in seen(views).flows}
    assert ("user.financial.bank_account", "database:hotel_stay") in found


def test_what_came_in_through_a_form_is_known_by_its_columns():
    views = """
        import logging
        from hotel.forms import GuestForm

        def edit(request):
            form = GuestForm(request.POST)
            if form.is_valid():
                logging.info("changed %s", form.cleaned_data["phone"])
                form.save()
    """
    found = {(flow.data, flow.sink.kind.value) for flow in seen(views).flows}
    assert {("user.contact.phone_number", "log"), ("user.contact.phone_number", "store")} <= found


def test_columns_that_a_form_leaves_out_stay_out():
    views = """
        import logging
        from hotel.forms import GuestForm

        def edit(request):
            form = GuestForm(request.POST)
            logging.info("changed %s", form.cleaned_data)
    """
    assert "user.contact.email" not in {flow.data for flow in seen(views).flows}


def test_the_object_of_a_view_is_a_row_of_its_query():
    views = """
        import stripe
        from django.shortcuts import get_object_or_404
        from rest_framework import viewsets
        from hotel.forms import StaySerializer
        from hotel.models import Guest, Stay

        class StayViewSet(viewsets.ModelViewSet):
            serializer_class = StaySerializer

            def get_queryset(self):
                return Stay.objects.filter(guest=self.request.user)

            def retrieve(self, request, pk=None):
                stripe.Customer.create(metadata={"to": self.get_object().iban})

        def call(request, pk):
            stripe.Customer.create(phone=get_object_or_404(Guest, pk=pk).phone)
    """
    found = {(flow.data, flow.sink.id) for flow in seen(views).flows}
    assert {("user.financial.bank_account", "stripe"), ("user.contact.phone_number", "stripe")} <= found


def test_a_part_of_a_query_gives_rows():
    views = """
        import stripe
        from hotel.models import Guest

        def report(pk):
            send(Guest.objects.get(pk=pk))

        def send(guest: Guest):
            stripe.Customer.create(metadata={stay.pk: stay.iban[:8] for stay in guest.stays.order_by("pk")[:20]})
    """
    assert ("user.financial.bank_account", "stripe") in {(flow.data, flow.sink.id) for flow in seen(views).flows}
