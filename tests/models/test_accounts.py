"""The table of those who sign in: the caller of a request, managers of the project's own, columns that are taken out."""

from __future__ import annotations

from harness import practices

MODELS = """
    from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
    from django.db import models

    class Readers(BaseUserManager):
        def by_card(self, number):
            return self.filter(card=number).first()

    class Loans(models.QuerySet):
        def open(self):
            return self.filter(returned=False)

    class Reader(AbstractBaseUser):
        last_login = None
        email = models.EmailField()
        phone = models.CharField(max_length=20)
        card = models.CharField(max_length=8)
        objects = Readers()

    class Loan(models.Model):
        reader = models.ForeignKey("Reader", on_delete=models.CASCADE, related_name="loans")
        returned = models.BooleanField()
        objects = Loans.as_manager()
"""


def seen(views):
    return practices(files={"library/models.py": MODELS, "library/views.py": views})


def reached(views, kind="erasure"):
    (handler,) = [each for each in seen(views).handlers if each.kind == kind]
    return {(reach.target.rpartition(":")[2], reach.how) for reach in handler.reaches}


def test_the_caller_of_a_request_is_a_row_of_the_account_table():
    views = """
        from rest_framework.views import APIView

        class AccountView(APIView):
            def delete(self, request):
                close_account(request.user)

        def close_account(reader):
            reader.delete()
    """
    assert {("library_reader", "delete"), ("library_loan", "cascade")} <= reached(views)


def test_what_is_read_from_the_caller_is_theirs():
    views = """
        import stripe
        from django.views import View

        class Pay(View):
            def post(self, request):
                stripe.Customer.create(email=self.request.user.email)
    """
    assert ("user.contact.email", "stripe") in {(flow.data, flow.sink.id) for flow in seen(views).flows}


def test_a_manager_of_the_projects_own_gives_rows():
    views = """
        from django.core.management.base import BaseCommand
        from library.models import Loan, Reader

        class Command(BaseCommand):
            def handle(self, **options):
                erase_reader(Reader.objects.by_card("1"))

        def erase_reader(reader):
            reader.delete()
            Loan.objects.open().delete()
    """
    assert {("library_reader", "delete"), ("library_loan", "delete")} <= reached(views)


def test_a_column_that_is_taken_out_is_none():
    columns = {element.name for element in seen("").elements}
    assert {"email", "phone", "password"} <= columns
    assert "last_login" not in columns


def test_without_a_table_of_accounts_the_caller_is_nobody_known():
    views = """
        from django.views import View

        class Hello(View):
            def get(self, request):
                request.user.delete()
    """
    assert [each for each in practices(files={"views.py": views}).handlers if each.kind == "erasure" and each.reaches] == []


def test_a_column_of_an_encrypting_type_is_a_column():
    models = """
        from django.db import models
        from encrypted_fields.fields import EncryptedTextField

        class PlatformConnection(models.Model):
            access_token = EncryptedTextField()
    """
    views = """
        from shop.models import PlatformConnection

        def again(pk):
            connection = PlatformConnection.objects.get(pk=pk)
            PlatformConnection.objects.create(access_token=connection.access_token)
    """
    (flow,) = practices(files={"shop/models.py": models, "shop/views.py": views}).flows
    assert flow.data == "user.authorization.platform_credential"
