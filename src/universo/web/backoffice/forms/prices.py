"""The forms with which Hasar publishes prices: the file, its columns, the day, the rules."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from universo.benefits.prices.choices import FIELD_LABELS
from universo.program.choices import Currency
from universo.tabular.shape import Shape
from universo.usecases.change_price_rules import Rules
from universo.usecases.import_prices import MOST_MB, Target
from universo.web.shared.benefit_words import COLUMNS
from universo.web.shared.fields import DayField
from universo.web.shared.forms import FormBeside
from universo.web.shared.price_words import vat_choices
from universo.web.shared.uploads import was_too_large


class PriceFileForm(forms.Form):
    """Whose prices, in which currency, how the list is called, and the file."""

    column = forms.ChoiceField(label=_("For whom"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    title = forms.CharField(
        label=_("Name of the list"), max_length=120,
        help_text=_("Partners read it, such as «Revendedores, diciembre 2026»."),
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.zip"}),
        help_text=_("XLSX or CSV, up to 20,000 articles, with names of columns in a row."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["column"].choices = [  # type: ignore[attr-defined]
            (slug, str(one.label)) for slug, one in COLUMNS.items()
        ]

    @classmethod
    def of(cls, request: HttpRequest) -> "PriceFileForm":
        """Return the form of a request; a file that was dropped for its size is said so."""
        if request.method != "POST":
            return cls()
        form = cls(request.POST, request.FILES)
        if was_too_large(request):
            form.errors.pop("file", None)
            form.add_error("file", _("The file is too large: at most %(n)s MB.") % {"n": MOST_MB})
        return form

    def target(self) -> Target:
        """Return what a valid form says of the list."""
        typed = self.cleaned_data
        column = COLUMNS[typed["column"]]
        return Target(column.category, column.level, typed["currency"], typed["title"])


class PriceColumnsForm(forms.Form):
    """What each column of a file is, and the VAT where the file says none."""

    default_vat_bp = forms.TypedChoiceField(
        label=_("VAT of rows that say none"), coerce=int, required=False, empty_value=None,
        help_text=_("Empty: such rows are left out."),
    )  # fmt: skip

    def __init__(self, *args: Any, shape: Shape, chosen: Any = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["default_vat_bp"].choices = [("", "—"), *vat_choices()]  # type: ignore[attr-defined]
        choices = [("", _("Not used")), *FIELD_LABELS.items()]
        self._shape = shape
        for at, title in enumerate(shape.titles):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=title or _("Column %(n)d") % {"n": at + 1}, choices=choices, required=False,
                initial=chosen[at] if at < len(chosen) else "",
            )  # fmt: skip

    def columns(self) -> list[dict[str, Any]]:
        """Return each column with its field and some of what it holds, for the page."""
        found = []
        for at, title in enumerate(self._shape.titles):
            bound = self[f"column_{at}"]
            samples = [row[at] for row in self._shape.samples if at < len(row) and row[at].strip()]
            found.append({"bound": bound, "title": title or bound.label, "samples": samples[:3]})
        return found

    def wanted(self) -> dict[str, Any]:
        """Return what a valid form says."""
        typed = self.cleaned_data
        fields = [typed[f"column_{at}"] for at in range(len(self._shape.titles))]
        return {"fields": fields, "default_vat_bp": typed["default_vat_bp"]}


class PublishForm(FormBeside):
    """From which day on a previewed list counts, and what partners are told with it."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    from_date = DayField(label=_("It applies from"))
    note = forms.CharField(
        label=_("Note for the partners"), required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class WithdrawListForm(FormBeside):
    """Why a list that was announced does not apply: those who were told are told."""

    reason = forms.CharField(label=_("Reason, for the partners"), max_length=240)


class PriceRulesForm(FormBeside):
    """The rules of price lists and quotes from a day on."""

    notice_days = forms.IntegerField(label=_("Whole business days of notice"), min_value=0)
    outlier = forms.IntegerField(label=_("Change to be pointed out, in %"), min_value=1)
    longest_validity_days = forms.IntegerField(
        label=_("Longest validity of a quote, in days"), min_value=1
    )
    from_date = DayField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def wanted(self) -> dict[str, Any]:
        """Return what a valid form says."""
        typed = self.cleaned_data
        rules = Rules(
            min(typed["notice_days"], 9_999), min(typed["outlier"], 99_999) * 100,
            min(typed["longest_validity_days"], 9_999),
        )  # fmt: skip
        return {"rules": rules, "from_date": typed["from_date"], "reason": typed["reason"]}

    @classmethod
    def of(cls, rules: Any, today: date) -> "PriceRulesForm":
        """Return the form with the rules in force."""
        return cls(
            initial={
                "notice_days": rules.notice_days, "outlier": rules.outlier_bp // 100,
                "longest_validity_days": rules.longest_validity_days, "from_date": today,
            }
        )  # fmt: skip
