"""Co-branded material: Hasar's templates, a partner's logo and contact, and what it made of both."""

from django.db import models

from universo.benefits.support.choices import Colour, Layout
from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.models import Product


class MaterialTemplate(models.Model):
    """One of our fixed layouts with Hasar's words; a partner adds its own line, logo and contact."""

    layout = models.CharField(max_length=8, choices=Layout.choices)
    colour = models.CharField(max_length=6, choices=Colour.choices)
    headline = models.CharField(max_length=60)
    body = models.CharField(max_length=320)
    points = models.CharField(max_length=320, blank=True)  # one a line
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["headline", "layout"]


class PartnerBrand(models.Model):
    """What a partner puts on material: its logo, written again by us, and whom to call."""

    partner = models.OneToOneField(Partner, on_delete=models.PROTECT, related_name="+")
    logo_name = models.CharField(max_length=40, blank=True)  # in the uploads folder
    contact = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)
    email = models.CharField(max_length=80)
    website = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class MadeMaterial(models.Model):
    """A template with a partner's own line; its files are written each time, with its brand of today."""

    uid = models.UUIDField(unique=True)
    template = models.ForeignKey(MaterialTemplate, on_delete=models.PROTECT, related_name="made")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=90, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-pk"]
