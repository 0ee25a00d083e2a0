"""Words of price lists, their files and quotes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from universo.domain.price_lists import Change, ListState
from universo.domain.quotes import QuoteState


class FileStatus(models.TextChoices):
    """How far a file of prices is."""

    COLUMNS = "COLUMNS", _("Columns to be chosen")
    PREVIEW = "PREVIEW", _("To be confirmed")
    STORED = "STORED", _("Published")
    DISCARDED = "DISCARDED", _("Discarded")


class QuoteStatus(models.TextChoices):
    """What is stored of a quote; that it expired is computed (domain.quotes.state_on)."""

    DRAFT = QuoteState.DRAFT.value, _("Draft")
    ISSUED = QuoteState.ISSUED.value, _("Issued")
    WITHDRAWN = QuoteState.WITHDRAWN.value, _("Withdrawn")


QUOTE_STATES = {**dict(QuoteStatus.choices), QuoteState.EXPIRED.value: _("Past its last day")}
LIST_STATES = {
    ListState.SCHEDULED.value: _("Announced"),
    ListState.IN_FORCE.value: _("In force"),
    ListState.PAST.value: _("Past"),
    ListState.WITHDRAWN.value: _("Withdrawn"),
}
CHANGES = {
    Change.UP.value: _("Goes up"),
    Change.DOWN.value: _("Goes down"),
    Change.NEW.value: _("New"),
    Change.REMOVED.value: _("No longer on the list"),
    Change.OTHER.value: _("Other change"),
    Change.SAME.value: _("Unchanged"),
}
FIELD_LABELS = {
    "code": _("Article code"),
    "text": _("Description"),
    "family": _("Family"),
    "public": _("Public price"),
    "partner": _("Partner price"),
    "vat": _("VAT rate"),
}
