"""What to look for in the timeline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.web.shared.fields import DayField

SUBJECTS = (
    ("", _("All")),
    ("notice", _("Notice")),
    ("assignment", _("Assignment")),
    ("application", _("Application")),
    ("partner", _("Partner")),
    ("customer", _("Customer")),
    ("document", _("Document")),
    ("collection", _("Collection")),
    ("settlement", _("Settlement")),
    ("run", _("Closing of a month")),
    ("batch", _("Payment batch")),
    ("import", _("Import")),
    ("waiting_collection", _("Collection without invoice")),
    ("linking_rule", _("Linking rule")),
    ("library_item", _("Technical material")),
    ("price_list", _("Price list")),
    ("quote", _("Quote")),
    ("loan", _("Loan")),
    ("unit", _("Demonstration unit")),
    ("support", _("Support request")),
    ("visit", _("Joint visit")),
    ("course", _("Course")),
    ("training_session", _("Session")),
    ("certificate", _("Certificate")),
    ("goal", _("Goal")),
    ("plan", _("Joint plan")),
    ("integration", _("Integration")),
    ("program", _("Programme")),
    ("user", _("Person")),
)


class AuditFilter(forms.Form):
    """Person, kind of record, its number, what happened and when; all optional."""

    q = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    subject = forms.ChoiceField(label=_("Record"), choices=SUBJECTS, required=False)
    number = forms.IntegerField(
        label=_("Number"), required=False, min_value=1, max_value=2**62, localize=False
    )
    event = forms.ChoiceField(label=_("What happened"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, events: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["event"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("All")), *events]
