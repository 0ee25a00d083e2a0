"""Companies: the prospect of a notice, the customers already known, and the keys by which they are found."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from universo.customers import keeping
from universo.customers.import_models import CustomerImport, ImportStatus, ListFigures
from universo.customers.key_models import CustomerKey, KeyHolders, ProspectKey, WaitingKeys
from universo.customers.making import FIELDS, Ready, Values, facts_of, make_ready
from universo.identity.models import User
from universo.matching.party import PartyFacts
from universo.partners.models import Partner
from universo.program.models import Province

__all__ = [
    "CompanyFacts",
    "CustomerImport",
    "CustomerKey",
    "CustomerSource",
    "ImportStatus",
    "KeyHolders",
    "KnownCustomer",
    "ListFigures",
    "Prospect",
    "ProspectKey",
    "WaitingKeys",
]


class CompanyFacts(models.Model):
    """What is said of a company, as written, and the normalised keys for searching it."""

    legal_name = models.CharField(max_length=160)
    trade_name = models.CharField(max_length=160, blank=True)
    cuit = models.CharField(max_length=11, blank=True)
    province = models.ForeignKey(
        Province, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    locality = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    web = models.CharField(max_length=200, blank=True)
    # Written with every change, never typed: the words of its names, for the lists, and the company
    # made ready for comparing (matching.party).
    name_key = models.CharField(max_length=330, blank=True)
    packed = models.TextField(blank=True)
    contact_name: Any
    KEYS = ""  # the table of its keys

    class Meta:
        abstract = True

    def facts(self) -> PartyFacts:
        """Return what is known of the company as the matcher reads it; `province` should be loaded."""
        return facts_of(self._values(), self._province_names())

    def _values(self) -> Values:
        return tuple(getattr(self, name) for name in FIELDS)

    def _province_names(self) -> dict[str, str]:
        return {self.province.letter: self.province.name} if self.province else {}

    def save(self, *args: Any, **options: Any) -> None:
        """Store it, made ready and kept under the keys of its facts (`packed` is never given)."""
        written = options.get("update_fields")
        if written is not None and not _COMPARED & set(written):
            super().save(*args, **options)
            return
        (made,) = make_ready([self._values()], self._province_names())
        before, ready = self.packed, Ready._make(made)
        self.packed, self.name_key = ready.packed, ready.name_key
        if written is not None:
            options["update_fields"] = {*written, "packed", "name_key"}
        super().save(*args, **options)
        keeping.file_one(self.KEYS, self.pk, before, ready.key_numbers())


_COMPARED = frozenset((*FIELDS, "province", "packed"))


class Prospect(CompanyFacts):
    """The prospect of one notice, with the person to talk to (R-7)."""

    contact_name = models.CharField(max_length=120)
    contact_role = models.CharField(max_length=80, blank=True)
    KEYS = "customers_prospectkey"

    class Meta:
        indexes = [
            GinIndex(
                fields=["name_key"], opclasses=["gin_trgm_ops"], name="customers_prospect_name"
            ),
            # Serves both equality and beginnings, whatever the collation of the database.
            models.Index(
                fields=["cuit"], opclasses=["varchar_pattern_ops"], name="customers_prospect_cuit"
            ),
        ]


class CustomerSource(models.Model):
    """Where customers of a list come from again and again, with what its files look like.

    `owner` empty: a source of Hasar's list. Codes are the source's own: two may both have a "1".
    """

    owner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    # The files of a source are recognised by their heading; `mapping` says what each title is.
    heading_key = models.CharField(max_length=64, blank=True)
    mapping = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], nulls_distinct=False, name="customers_source_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class KnownCustomer(CompanyFacts):
    """A corporate customer of Hasar (`owner` empty) or a customer of a reseller (R-8, check 4).

    Without `source` it was written by hand. From `retired_at` on it is nobody's customer: it counts
    for no new notice, and what was found before keeps pointing to it.
    """

    # Found by the constraint below, whose first column it is: one index less for a million rows.
    owner = models.ForeignKey(
        Partner, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.ForeignKey(
        CustomerSource, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    external_id = models.CharField(max_length=60)
    contact_name = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    retired_at = models.DateTimeField(null=True)
    # What it said of itself on the day of its proof, once a correction changed that (proof.py).
    proof_name = models.CharField(max_length=160, blank=True, default="", db_default="")
    proof_cuit = models.CharField(max_length=11, blank=True, default="", db_default="")
    KEYS = "customers_customerkey"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source", "external_id"],
                nulls_distinct=False,
                name="customers_external_id_once",
            )
        ]
        indexes = [
            GinIndex(fields=["name_key"], opclasses=["gin_trgm_ops"], name="customers_known_name"),
            models.Index(
                fields=["cuit"], opclasses=["varchar_pattern_ops"], name="customers_known_cuit"
            ),
            # The pages of a list, of all lists, and of who is no customer any more, by name.
            models.Index(
                fields=["owner", "legal_name", "id"],
                condition=models.Q(retired_at__isnull=True),
                name="customers_known_list",
            ),
            models.Index(
                fields=["legal_name", "id"],
                condition=models.Q(retired_at__isnull=True),
                name="customers_known_all",
            ),
            models.Index(
                fields=["legal_name", "id"],
                condition=models.Q(retired_at__isnull=False),
                name="customers_known_retired",
            ),
        ]
