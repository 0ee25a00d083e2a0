"""The forms with which Hasar runs support in selling."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.support.choices import Kind, RequestStatus
from universo.domain.sales_support import SupportRules
from universo.identity.actor import Actor
from universo.partners.queries import visible_to as partners_visible_to
from universo.program.choices import Currency
from universo.usecases.keep_fund import GrantData
from universo.web.shared.fields import CompanyField, DayField, InstantField, MoneyField
from universo.web.shared.forms import FormBeside

RATES = ("campaign_bp", "event_bp", "material_bp", "visit_bp")


class RequestFilter(forms.Form):
    """Which requests to look at."""

    q = forms.CharField(label=_("Partner or title"), required=False, max_length=80)
    estado = forms.ChoiceField(
        label=_("State"), required=False,
        choices=[("", _("All")), ("LIVE", _("Not finished")), *RequestStatus.choices],
    )  # fmt: skip
    tipo = forms.ChoiceField(
        label=_("What it is"), required=False, choices=[("", _("All")), *Kind.choices]
    )

    def wanted(self) -> dict[str, Any]:
        """Return the arguments of `queries.search`; what cannot be is left out."""
        typed = self.cleaned_data if self.is_valid() else {}
        return {
            "state": typed.get("estado", ""),
            "kind": typed.get("tipo", ""),
            "text": typed.get("q", ""),
        }


class AdviseForm(FormBeside):
    """The executive's word."""

    recommended = forms.TypedChoiceField(
        label=_("Do you recommend it?"), coerce=lambda text: text == "si",
        choices=[("si", _("Yes")), ("no", _("No"))],
    )  # fmt: skip
    advice = forms.CharField(
        label=_("Why"), max_length=400, help_text=_("Only Hasar's people read it.")
    )


class ApproveForm(FormBeside):
    """Up to how much Hasar pays."""

    amount = MoneyField(label=_("Hasar pays up to"))


class AgreeForm(FormBeside):
    """A button is enough."""


class WhyForm(FormBeside):
    """Why: the partner reads it."""

    reason = forms.CharField(label=_("Reason, for the partner"), max_length=240)


class InsideWhyForm(FormBeside):
    """Why, among people of Hasar."""

    reason = forms.CharField(label=_("Reason"), max_length=240)


class VerifyForm(FormBeside):
    """What of each line is accepted."""

    def __init__(self, lines: Sequence[Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"accepted_{line.position}"] = MoneyField(
                label=_("Accepted: %(what)s") % {"what": line.text},
                initial=line.spent_minor or 0,
            )

    def accepted(self) -> dict[int, int]:
        """Return what was typed by the line's place; call it on a valid form."""
        return {
            line.position: self.cleaned_data[f"accepted_{line.position}"] for line in self.lines
        }


class BookForm(FormBeside):
    """To which company of Hasar the partner bills its settlement."""

    billed_cuit = CompanyField(label=_("CUIT of the company that pays"))


class TakeBackForm(FormBeside):
    """How much of what was booked is taken back, and why: the partner reads it."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    amount = MoneyField(label=_("Amount to take back"))
    reason = forms.CharField(label=_("Reason, for the partner"), max_length=240)

    @classmethod
    def of(cls, found: Any, posted: Any = None) -> "TakeBackForm":
        """Return one for all that was booked of a request, with an id of its own."""
        initial = {"uid": uuid4(), "amount": found.refund.amount_minor}
        return cls(posted, initial=initial)


class GrantForm(FormBeside):
    """The same amount to one partner, or to all that may use the benefit."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    partner = forms.ChoiceField(label=_("For whom"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    amount = MoneyField(label=_("Amount for each"))
    expires_date = DayField(label=_("Last day to reserve it"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def __init__(self, actor: Actor, entitled: Sequence[int], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.entitled = entitled
        partners = partners_visible_to(actor).filter(pk__in=entitled).order_by("legal_name")
        every = _("All that may use the benefit (%(n)d)") % {"n": len(entitled)}
        self.fields["partner"].choices = [  # type: ignore[attr-defined]
            *((str(row.pk), str(row)) for row in partners), ("todos", every)
        ]  # fmt: skip

    def data_of(self) -> GrantData:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        chosen = typed["partner"]
        ids = self.entitled if chosen == "todos" else [int(chosen)]
        return GrantData(
            list(ids), typed["currency"], typed["amount"], typed["expires_date"], typed["reason"]
        )

    @classmethod
    def fresh(cls, actor: Actor, entitled: Sequence[int]) -> "GrantForm":
        """Return an empty one with an id of its own."""
        return cls(actor, entitled, initial={"uid": uuid4()})


class SupportRulesForm(FormBeside):
    """The rules of support from a day on."""

    campaign_bp = forms.DecimalField(
        label=_("Campaigns: part that Hasar pays, in percent"), decimal_places=2, localize=True
    )
    event_bp = forms.DecimalField(
        label=_("Events: part that Hasar pays, in percent"), decimal_places=2, localize=True
    )
    material_bp = forms.DecimalField(
        label=_("Material: part that Hasar pays, in percent"), decimal_places=2, localize=True
    )
    visit_bp = forms.DecimalField(
        label=_("Joint visits: part that Hasar pays, in percent"), decimal_places=2, localize=True
    )
    second_ars_minor = MoneyField(label=_("A second person above, in pesos"), currency="ARS")
    second_usd_minor = MoneyField(label=_("A second person above, in dollars"), currency="USD")
    evidence_days = forms.IntegerField(label=_("Business days for the evidence"), min_value=0)
    from_date = DayField(label=_("From"))
    reason = forms.CharField(label=_("Reason"), max_length=240)

    def wanted(self) -> dict[str, Any]:
        """Return what a valid form says; percents become basis points."""
        typed = self.cleaned_data
        rates = {name: int(max(-1, min(typed[name], 1_000)) * 100) for name in RATES}
        rules = SupportRules(
            **rates,
            second_ars_minor=typed["second_ars_minor"],
            second_usd_minor=typed["second_usd_minor"],
            evidence_days=min(typed["evidence_days"], 9_999),
        )
        return {"rules": rules, "from_date": typed["from_date"], "reason": typed["reason"]}

    @classmethod
    def of(cls, rules: Any, today: date) -> "SupportRulesForm":
        """Return the form with the rules in force."""
        values: dict[str, Any] = {name: getattr(rules, name) / 100 for name in RATES}
        others = ("second_ars_minor", "second_usd_minor", "evidence_days")
        values |= {name: getattr(rules, name) for name in others}
        return cls(initial={"from_date": today, **values})


class ConfirmVisitForm(FormBeside):
    """When the visit is."""

    begins_at = InstantField(label=_("Day and hour"))
