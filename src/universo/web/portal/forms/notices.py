"""The form of a notice. What may be sent is decided by `opportunities.intake`; this one only shows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from universo.errors import DomainError, InvalidInput
from universo.opportunities.queries import Item
from universo.opportunities.typed import LISTS, TEXTS
from universo.program.choices import Currency, Timeframe
from universo.program.queries import catalogue, provinces
from universo.web.shared.fields import CuitField


class NoticeForm(forms.Form):
    """A draft as typed, also when it is not valid yet; errors come with a refusal."""

    cuit = CuitField(label=_("CUIT"), required=False)
    legal_name = forms.CharField(label=_("Legal name"))
    trade_name = forms.CharField(label=_("Trade name"), required=False)
    province = forms.ChoiceField(label=_("Province"))
    locality = forms.CharField(label=_("Locality"), required=False)
    phone = forms.CharField(label=_("Phone"), required=False)
    email = forms.CharField(label=_("E-mail"), required=False)
    web = forms.CharField(label=_("Web site"), required=False)
    contact_name = forms.CharField(label=_("Whom to talk to"))
    contact_role = forms.CharField(label=_("Position"), required=False)
    need = forms.CharField(label=_("What does the customer need?"), widget=forms.Textarea)
    families = forms.MultipleChoiceField(label=_("What comes closest?"))
    products = forms.MultipleChoiceField(label=_("Products"), required=False)
    budget = forms.CharField(label=_("Estimated budget"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    timeframe = forms.ChoiceField(
        label=_("Estimated term"), choices=Timeframe.choices, widget=forms.RadioSelect
    )
    consent = forms.BooleanField(label=_("The contact authorised me to pass on his data to Hasar."))

    use_required_attribute = False

    def __init__(self, typed: Mapping[str, Any], refusal: DomainError | None = None) -> None:
        super().__init__(data={"currency": Currency.USD, **typed} if typed else {"currency": "USD"})
        self._refusal = refusal
        choices: list[tuple[str, Any]] = [("", _("Choose a province"))]
        choices += [(province.letter, province.name) for province in provinces()]
        self.fields["province"].choices = choices  # type: ignore[attr-defined]
        self.fields["cuit"].widget.attrs["autofocus"] = not typed
        self._hints()

    def _hints(self) -> None:
        for name, attributes in _ATTRIBUTES.items():
            self.fields[name].widget.attrs.update(attributes)

    def full_clean(self) -> None:
        """Hold the sentences of the refusal, if any, at their fields."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}
        if self._refusal is None:
            return
        found: dict[str, list[Any]] = (
            self._refusal.errors
            if isinstance(self._refusal, InvalidInput)
            else {self._refusal.field or "": [self._refusal.message]}
        )
        places = list(self.fields)
        for name in sorted(found, key=lambda n: places.index(n) if n in places else -1):
            for sentence in found[name]:
                self.add_error(name if name in self.fields else None, str(sentence))

    @property
    def chosen(self) -> set[str]:
        """Codes of families and products that are marked."""
        return {*self.data.get("families", ()), *self.data.get("products", ())}


_ATTRIBUTES: dict[str, dict[str, Any]] = {
    "legal_name": {"autocomplete": "off", "maxlength": 160},
    "trade_name": {"autocomplete": "off", "maxlength": 160},
    "locality": {"list": "localities", "autocomplete": "off", "maxlength": 120},
    "phone": {"type": "tel", "inputmode": "tel", "autocomplete": "off", "maxlength": 60},
    "email": {"type": "email", "inputmode": "email", "autocomplete": "off", "maxlength": 254},
    "web": {"inputmode": "url", "autocomplete": "off", "maxlength": 200},
    "contact_name": {"autocomplete": "off", "maxlength": 120},
    "contact_role": {"autocomplete": "off", "maxlength": 80},
    "need": {"rows": 4, "maxlength": 4000},
    "budget": {"inputmode": "decimal", "autocomplete": "off", "placeholder": "18.500"},
}


def typed_from(post: Any) -> dict[str, Any]:
    """Return what a browser sent, as `opportunities.typed` wants it."""
    typed: dict[str, Any] = {name: post.get(name, "") for name in TEXTS}
    return {**typed, **{name: post.getlist(name) for name in LISTS}}


def choice_groups(chosen: set[str]) -> list[dict[str, Any]]:
    """Return the catalogue for showing: groups by kind, families with their products, marked ones."""
    groups: dict[str, dict[str, Any]] = {}
    for family in catalogue():
        products = [
            {"code": p.code, "name": p.name, "checked": p.code in chosen}
            for p in family.products.all()
        ]
        group = groups.setdefault(
            family.kind, {"label": family.get_kind_display(), "kind": family.kind, "families": []}
        )
        group["families"].append(
            {
                "code": family.code,
                "name": family.name,
                "description": family.description,
                "checked": family.code in chosen,
                "products": products,
                "open": any(product["checked"] for product in products),
            }
        )
    return sorted(groups.values(), key=lambda group: group["kind"], reverse=True)


def item_labels(items: list[Item]) -> list[str]:
    """Return how what was asked for reads: the product, or the family as a whole."""
    return [item.product or item.family for item in items]
