"""The keys under which companies are kept (matching.keys), as numbers: what a search reads first.

No row here says anything about a company: a key that is out of date brings a candidate too many into
sight, and comparing it with the company's own facts puts that right.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CustomerKey(models.Model):
    """A known customer is kept under a key. No reference: 25 of them are checked for each customer."""

    pk = models.CompositePrimaryKey("key", "company")
    key = models.BigIntegerField()
    company = models.BigIntegerField()


class ProspectKey(models.Model):
    """A prospect is kept under a key."""

    pk = models.CompositePrimaryKey("key", "company")
    key = models.BigIntegerField()
    company = models.BigIntegerField()


class WaitingKeys(models.Model):
    """The keys of a customer of a long list, until they are filed all together (keeping.file_waiting)."""

    company = models.BigIntegerField(primary_key=True)
    numbers = ArrayField(models.BigIntegerField())


class KeyHolders(models.Model):
    """How many customers are kept under a key, where it is many, and under a word, where it is two.

    Counted anew after long lists and every night; the key of kind `size` counts the customers.
    """

    key = models.BigIntegerField(primary_key=True)
    holders = models.IntegerField()
