"""Forms of those who run the directory of partners."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from universo.benefits.directory.choices import PageStatus
from universo.web.shared.forms import FormBeside


class PageFilter(forms.Form):
    """State and partner; without a state given, what waits."""

    q = forms.CharField(
        label=_("Partner"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    estado = forms.ChoiceField(
        label=_("State"), required=False, choices=[("ALL", _("All")), *PageStatus.choices],
        initial=PageStatus.WAITING,
    )  # fmt: skip

    def wanted(self) -> dict[str, Any]:
        """Return what is asked for; what is not on the list is what waits."""
        self.is_valid()
        state = self.cleaned_data.get("estado") or PageStatus.WAITING
        return {"state": "" if state == "ALL" else state, "text": self.cleaned_data.get("q", "")}


class ReasonForm(FormBeside):
    """Why a page is returned or taken down; the partner reads it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner reads it."),
    )  # fmt: skip


class SkillForm(forms.Form):
    """A new skill."""

    name = forms.CharField(label=_("Name"), max_length=80)


class SkillChangeForm(SkillForm):
    """Another name for a skill, or its end."""

    is_active = forms.BooleanField(label=_("Offered"), required=False)
