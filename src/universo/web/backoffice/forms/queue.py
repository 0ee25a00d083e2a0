"""Forms of the queue and of the decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.evaluation.queries import DECLINE_REASONS
from universo.web.shared.forms import FormBeside

NOTE = forms.Textarea(attrs={"rows": 3, "maxlength": 2000})


class QueueFilter(forms.Form):
    """Search and whose notices."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Customer, CUIT or OP number")}
        ),
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("All I see")), ("mine", _("Addressed to me"))],
    )


class AcceptForm(FormBeside):
    """An optional note that the sponsor reads."""

    note = forms.CharField(
        label=_("Note for the sponsor"), required=False, max_length=2000, widget=NOTE
    )


class DeclineForm(FormBeside):
    """The reason and the note that the sponsor reads."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DECLINE_REASONS, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note for the sponsor"),
        max_length=2000,
        min_length=10,
        widget=NOTE,
        error_messages={
            "required": _("Write a sentence that explains it to the sponsor."),
            "min_length": _("Write a sentence that explains it to the sponsor."),
        },
        help_text=_("He reads it as you write it. Of a duplicate he only reads the reason."),
    )


class QuestionForm(FormBeside):
    """A question to the sponsor; the clock keeps running (P-4)."""

    question = forms.CharField(
        label=_("Question for the sponsor"),
        max_length=2000,
        min_length=10,
        widget=NOTE,
        error_messages={
            "required": _("Write the question for the sponsor."),
            "min_length": _("Write the question for the sponsor."),
        },
        help_text=_("He gets it by mail and answers here. The term keeps running."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["question"].widget.attrs["rows"] = 3
