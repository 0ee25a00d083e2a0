"""The forms of support in selling: the request with its budget, and the evidence (R-2)."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.support.choices import Kind
from universo.benefits.support.keeping import Upload
from universo.benefits.support.queries import linkable_notices
from universo.errors import DomainError, InvalidInput
from universo.identity.actor import Actor
from universo.program.choices import Currency
from universo.usecases.ask_support import MOST_LINES, RequestData
from universo.usecases.prove_support import Proof
from universo.web.shared.fields import DayField, MoneyField
from universo.web.shared.forms import show_refusal
from universo.web.shared.unit_words import notice_words


class RequestForm(forms.Form):
    """What is to be done, when and where, and its budget: one line or up to eight."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    place = forms.CharField(label=_("Place or medium"), max_length=120)
    from_date = DayField(label=_("First day"))
    to_date = DayField(label=_("Last day"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    notice = forms.TypedChoiceField(
        label=_("For the opportunity"), coerce=int, required=False, empty_value=None
    )
    purpose = forms.CharField(
        label=_("What for"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom it reaches, with which products, and what you expect of it."),
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["notice"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *((row.pk, notice_words(row)) for row in linkable_notices(actor)),
        ]
        for n in range(1, MOST_LINES + 1):
            self.fields[f"text_{n}"] = forms.CharField(
                label=_("Line %(n)d, what for") % {"n": n}, max_length=120, required=n == 1
            )
            self.fields[f"amount_{n}"] = MoneyField(
                label=_("Line %(n)d, amount") % {"n": n}, required=n == 1
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each line of the budget."""
        return [(self[f"text_{n}"], self[f"amount_{n}"]) for n in range(1, MOST_LINES + 1)]

    def _filled(self) -> list[int]:
        typed = self.cleaned_data
        return [
            n for n in range(1, MOST_LINES + 1)
            if typed.get(f"text_{n}") or typed.get(f"amount_{n}") is not None
        ]  # fmt: skip

    def data_of(self) -> RequestData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        names = ("kind", "title", "purpose", "place", "from_date", "to_date", "currency")
        lines = [(typed[f"text_{n}"], typed[f"amount_{n}"] or 0) for n in self._filled()]
        return RequestData(
            **{name: typed[name] for name in names}, lines=lines, notice_id=typed["notice"]
        )

    def show(self, error: DomainError) -> None:
        """Put a refusal at its fields; a line of the budget at the row in which it was typed."""
        if isinstance(error, InvalidInput):
            filled = self._filled()
            error = InvalidInput({_row(name, filled): said for name, said in error.errors.items()})
        show_refusal(self, error)

    @classmethod
    def fresh(cls, actor: Actor, kind: str) -> "RequestForm":
        """Return an empty one with an id of its own."""
        return cls(actor, initial={"uid": uuid4(), "kind": kind, "currency": Currency.ARS})

    @classmethod
    def of(cls, actor: Actor, found: Any) -> "RequestForm":
        """Return the form of a draft."""
        names = ("uid", "kind", "title", "purpose", "place", "from_date", "to_date", "currency")
        values = {name: getattr(found, name) for name in names} | {"notice": found.notice_id}
        for line in found.lines.all():
            values[f"text_{line.position}"] = line.text
            values[f"amount_{line.position}"] = line.planned_minor
        return cls(actor, initial=values)


def _row(name: str, filled: Sequence[int]) -> str:
    part, _mark, place = name.rpartition("_")
    if part in ("text", "amount") and place.isdigit() and int(place) <= len(filled):
        return f"{part}_{filled[int(place) - 1]}"
    return name


class Pictures(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Pictures, read whole: a list of uploads, empty without any."""

    widget = Pictures(attrs={"accept": "image/png,image/jpeg", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        found = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(PhotosField, self).clean(one, initial) for one in found if one]
        return [Upload(one.name or "", one.read()) for one in files]


class EvidenceForm(forms.Form):
    """How it went, what each line cost with its invoice, and photos."""

    report = forms.CharField(
        label=_("How it went"), max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = PhotosField(label=_("Photos"), required=False, help_text=_("JPEG or PNG, up to 6."))

    def __init__(self, lines: Sequence[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"spent_{line.position}"] = MoneyField(
                label=_("Spent: %(what)s") % {"what": line.text}, required=False
            )
            self.fields[f"invoice_{line.position}"] = forms.FileField(
                label=_("Invoice: %(what)s") % {"what": line.text}, required=False,
                allow_empty_file=True,
                widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
            )  # fmt: skip

    def rows(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Return each line of the budget with its two fields."""
        return [
            (line, self[f"spent_{line.position}"], self[f"invoice_{line.position}"])
            for line in self.lines
        ]

    def proof(self) -> Proof:
        """Return what was handed in; call it on a valid form."""
        typed = self.cleaned_data
        places = [line.position for line in self.lines]
        files = {n: typed[f"invoice_{n}"] for n in places if typed.get(f"invoice_{n}")}
        return Proof(
            typed["report"],
            {n: typed[f"spent_{n}"] or 0 for n in places},
            {n: Upload(one.name or "", one.read()) for n, one in files.items()},
            typed["photos"],
        )

    @classmethod
    def fresh(cls, found: Any) -> "EvidenceForm":
        """Return the form of an approved request, with what was handed in before."""
        lines = list(found.lines.all())
        spent = {f"spent_{line.position}": line.spent_minor for line in lines}
        return cls(lines, initial={"report": found.report, **spent})
