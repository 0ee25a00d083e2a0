"""The table of rates as a form: a cell for each family or product and level."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from universo.program.choices import RewardBasis, SponsorLevel
from universo.program.operations import RateKey
from universo.web.shared.fields import DayField

RATE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*%?")
WHOLE_BP = 10_000


class RateField(forms.CharField):
    """A percentage typed as in Argentina, `7,5`; cleans to integer basis points, None if empty and optional."""

    def __init__(self, **options: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "placeholder": "7,5"}
        super().__init__(max_length=10, widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "").strip()
        if not text and not self.required:
            return None
        found = RATE.fullmatch(text)
        if found is None or not found[1].isascii():
            raise ValidationError(_("Type a percentage like 7,5."), code="rate")
        points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0") or 0)
        if points > WHOLE_BP:
            raise ValidationError(_("A rate goes from 0 to 100 %."), code="rate")
        return points

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        whole, rest = divmod(value, 100)
        tail = f"{rest:02d}".rstrip("0")
        return f"{whole},{tail}" if tail else str(whole)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A family, or a product of the family above it, with the field of each level."""

    name: str
    note: str
    is_product: bool
    cells: list[tuple[str, BoundField]]  # level, field


class RateGrid(forms.Form):
    """Rates by family or product and level; an empty cell says nothing of its rate.

    Fields are named `r<family>_<product or 0>_<level>`.
    """

    def __init__(
        self,
        *args: Any,
        families: Iterable[Any],
        before: Mapping[RateKey, int],
        filled: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.before = before
        self.keys: dict[str, RateKey] = {}
        self.plan: list[tuple[str, str, bool, list[str]]] = []
        for family in families:
            self._add_row(family.name, family.get_kind_display(), family.pk, None, filled)
            for product in family.products.all():
                self._add_row(product.name, "", family.pk, product.pk, filled)

    def _add_row(
        self, name: str, note: str, family_id: int, product_id: int | None, filled: bool
    ) -> None:
        names = []
        for level in SponsorLevel:
            key = RateKey(family_id, product_id, level.value)
            field_name = f"r{family_id}_{product_id or 0}_{level.value}"
            current = self.before.get(key)
            label = f"{name}, {level.label}"
            field = RateField(label=label, required=False, initial=current if filled else None)
            shown = field.prepare_value(self._inherited(key))
            field.widget.attrs["placeholder"] = "" if shown is None else shown
            self.fields[field_name] = field
            self.keys[field_name] = key
            names.append(field_name)
        self.plan.append((name, note, product_id is not None, names))

    def _inherited(self, key: RateKey) -> int | None:
        """A product without a rate of its own earns that of its family."""
        return self.before.get(key, self.before.get(RateKey(key.family_id, None, key.level)))

    @property
    def rows(self) -> list[GridRow]:
        """The table as the page shows it."""
        return [
            GridRow(
                name,
                note,
                is_product,
                [(str(SponsorLevel(self.keys[n].level).label), self[n]) for n in names],
            )
            for name, note, is_product, names in self.plan
        ]

    def typed(self) -> dict[RateKey, int]:
        """Return the rates typed into a valid form."""
        values = ((key, self.cleaned_data.get(name)) for name, key in self.keys.items())
        return {key: value for key, value in values if value is not None}

    def changed(self) -> dict[RateKey, int]:
        """Return the rates typed that are not those of `before`."""
        return {key: bp for key, bp in self.typed().items() if self.before.get(key) != bp}


class ProposalGrid(RateGrid):
    """Many rates from one day on, with the reason (R-13)."""

    from_date = DayField(label=_("From"))
    reason = forms.CharField(
        label=_("Reason"), max_length=240, widget=forms.Textarea(attrs={"rows": 2})
    )
    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_uid(self) -> UUID:
        """Return the client's id; a page that lost it gets a new one."""
        found: UUID | None = self.cleaned_data.get("uid")
        return found or uuid4()

    def clean(self) -> dict[str, Any]:
        """Refuse an emptied cell: a rate ends when another begins."""
        cleaned = super().clean() or {}
        for name, key in self.keys.items():
            if name not in self.errors and cleaned.get(name) is None and key in self.before:
                self.add_error(
                    name,
                    ValidationError(
                        _("A rate cannot be emptied. Type 0 if it is to earn nothing.")
                    ),
                )
        return cleaned


class WhatIfForm(RateGrid):
    """A past period, and what is supposed of rates and basis; an empty cell stays as it was (P-7)."""

    desde = forms.ChoiceField(label=_("From the month of"))
    hasta = forms.ChoiceField(label=_("To the month of"))
    base = forms.ChoiceField(
        label=_("Basis of the reward"),
        choices=[("", _("As it was")), *RewardBasis.choices],
        required=False,
    )

    def __init__(self, *args: Any, months: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, filled=False, **options)
        for name in ("desde", "hasta"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = months

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        if cleaned.get("desde", "") > cleaned.get("hasta", "9"):
            self.add_error("hasta", _("The period ends before it begins."))
        return cleaned
