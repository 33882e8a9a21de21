"""Files of rows: where they are, what stays when the row goes; and rows of which only some columns are saved."""

from __future__ import annotations

import pytest
from harness import practices

MODELS = """
    from django.contrib.auth.models import AbstractBaseUser
    from django.db import models

    class Tenant(AbstractBaseUser):
        email = models.EmailField()
        is_active = models.BooleanField(default=True)

    class Attachment(models.Model):
        tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="attachments")
        file = models.FileField(upload_to="letters/%Y/")
"""
ERASE = """
    from django.db.models.signals import post_delete
    from django.dispatch import receiver
    from rest_framework.views import APIView
    from flats.models import Attachment, Tenant

    class AccountView(APIView):
        def delete(self, request):
            erase(request.user)
"""


def reached(code, settings=""):
    files = {"flats/models.py": MODELS, "flats/views.py": ERASE + code, "flats/settings.py": settings}
    (handler,) = [each for each in practices(files=files).handlers if each.kind == "erasure"]
    return {(reach.target, reach.how) for reach in handler.reaches}


def test_files_stay_when_their_rows_go():
    found = reached("""
    def erase(tenant):
        tenant.delete()
    """)
    assert ("database:flats_attachment", "cascade") in found
    assert "media:letters" not in {target for target, _ in found}


def test_files_are_deleted_one_by_one():
    found = reached("""
    def erase(tenant: Tenant):
        for attachment in tenant.attachments.all():
            attachment.file.delete(save=False)
        tenant.delete()
    """)
    assert ("media:letters", "delete") in found


@pytest.mark.parametrize(
    ("code", "settings"),
    [
        (
            """
    @receiver(post_delete, sender=Attachment)
    def drop_file(sender, instance: Attachment, **kwargs):
        instance.file.delete(save=False)

    def erase(tenant):
        tenant.delete()
    """,
            "",
        ),
        (
            """
    def erase(tenant):
        tenant.delete()
    """,
            'INSTALLED_APPS = ["flats", "django_cleanup.apps.CleanupConfig"]',
        ),
    ],
)
def test_files_may_go_with_their_rows(code, settings):
    assert ("media:letters", "cascade") in reached(code, settings)


def test_a_bucket_is_named_by_the_settings():
    settings = 'STORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}'
    stores = {store.id: store for store in practices(files={"flats/models.py": MODELS, "flats/settings.py": settings}).stores}
    assert stores["s3:letters"].kind == "object_storage"


def test_only_the_named_columns_are_saved():
    found = reached("""
    def erase(tenant):
        tenant.is_active = False
        tenant.save(update_fields=["is_active"])
    """)
    assert ("database:flats_tenant", "soft_delete") in found
    assert ("database:flats_tenant", "anonymise") not in found


def test_an_emptied_column_is_anonymised():
    found = reached("""
    def erase(tenant):
        tenant.email = ""
        tenant.save()
    """)
    assert ("database:flats_tenant", "anonymise") in found
