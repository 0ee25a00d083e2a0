"""The form of a new key of the API."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.identity.roles import Scope
from universo.usecases.manage_tokens import DAYS, NAME_SIZE
from universo.web.shared.fields import Described

DOES = {
    Scope.CUSTOMERS_READ: _("The customers of the lists that you see."),
    Scope.CUSTOMERS_WRITE: _("Only on the list that you keep."),
    Scope.SALES_READ: _("All that finance sees of them."),
    Scope.SALES_WRITE: _("Documents, receipts, cheques that clear, what is taken back."),
}
LASTS = {30: _("30 days"), 90: _("90 days"), 365: _("a year")}


class TokenForm(forms.Form):
    """What a key is for, what it may do and until when."""

    name = forms.CharField(
        label=_("Program that will use it"),
        max_length=NAME_SIZE,
        help_text=_("For example the name of your management system."),
    )
    scopes = forms.MultipleChoiceField(label=_("It may"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("It works for"),
        coerce=int,
        choices=[(str(days), LASTS[days]) for days in DAYS],
        initial="90",
        help_text=_("Afterwards make another one and change it in the program."),
    )

    def __init__(self, *args: object, offered: Iterable[Scope], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        choices = [(scope.value, Described(scope.label, DOES[scope])) for scope in offered]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
