"""Companies: the prospect of a notice, the customers already known, and the keys by which they are found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from universo.identity.models import User
from universo.partners.models import Partner
from universo.program.models import Province


class CompanyFacts(models.Model):
    """What is said of a company, as written, and the normalised keys for searching it."""

    legal_name = models.CharField(max_length=160)
    trade_name = models.CharField(max_length=160, blank=True)
    cuit = models.CharField(max_length=11, blank=True, db_index=True)
    province = models.ForeignKey(Province, null=True, on_delete=models.PROTECT, related_name="+")
    locality = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    web = models.CharField(max_length=200, blank=True)
    # Keys, written by customers.search.keys_for(); never typed by people.
    name_key = models.CharField(max_length=330, blank=True)
    phone_keys = ArrayField(models.CharField(max_length=12), default=list)
    domain_key = models.CharField(max_length=200, blank=True, db_index=True)

    class Meta:
        abstract = True


class Prospect(CompanyFacts):
    """The prospect of one notice, with the person to talk to (R-7)."""

    contact_name = models.CharField(max_length=120)
    contact_role = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            GinIndex(
                fields=["name_key"], opclasses=["gin_trgm_ops"], name="customers_prospect_name"
            ),
            GinIndex(fields=["phone_keys"], name="customers_prospect_phone"),
        ]


class KnownCustomer(CompanyFacts):
    """A corporate customer of Hasar (`owner` empty) or a customer of a reseller (R-8, check 4)."""

    owner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    external_id = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "external_id"],
                nulls_distinct=False,
                name="customers_external_id_once",
            )
        ]
        indexes = [
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="customers_known_name"),
            GinIndex(fields=["phone_keys"], name="customers_known_phone"),
        ]
