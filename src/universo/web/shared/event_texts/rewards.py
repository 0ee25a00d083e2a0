"""How the timeline tells rewards, settlements and payments; WORDS says the codes kept in events."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "rewards.accrual.booked": _("Reward of %(amount)s accrued on invoice %(document)s."),
    "rewards.accrual.taken_back": _("%(amount)s of reward taken back on invoice %(document)s."),
    "rewards.run.prepared": _("%(actor)s prepared the drafts of %(month)s: %(count)s."),
    "rewards.run.approved": _(
        "%(actor)s approved the closing of %(month)s: %(count)s settlements."
    ),
    "rewards.run.discarded": _("%(actor)s discarded the drafts of %(month)s."),
    "rewards.draft.held": _(
        "%(actor)s held the statement of %(month)s for %(amount_minor)s: %(reason)s"
    ),
    "rewards.draft.released": _(
        "%(actor)s took the statement of %(month)s for %(amount_minor)s back into the closing."
    ),
    "rewards.invoice.sent": _("%(actor)s sent invoice %(invoice)s for %(reference)s."),
    "rewards.invoice.entered": _("%(actor)s entered invoice %(invoice)s for %(reference)s."),
    "rewards.invoice.accepted": _("Finance accepted invoice %(invoice)s for %(reference)s."),
    "rewards.invoice.rejected": _(
        "Finance rejected invoice %(invoice)s for %(reference)s: %(reason)s"
    ),
    "rewards.batch.prepared": _(
        "%(actor)s prepared %(reference)s with %(count)s payments in %(currency)s."
    ),
    "rewards.batch.withheld": _(
        "%(actor)s recorded withholdings of %(amount_minor)s on %(of)s in %(reference)s;"
        " before, %(before_minor)s."
    ),
    "rewards.batch.taken_out": _("%(actor)s took %(of)s out of %(reference)s: %(reason)s"),
    "rewards.batch.discarded": _("%(actor)s discarded %(reference)s."),
    "rewards.batch.approved": _("%(actor)s approved %(reference)s: %(count)s payments."),
    "rewards.payment.refused": _(
        "The bank refused the transfer of %(amount_minor)s for %(reference)s: %(reason)s"
    ),
    "rewards.payment.returned": _(
        "The payment of %(amount_minor)s for %(reference)s came back from the bank: %(reason)s"
    ),
    "partners.bank_account.requested": _(
        "%(actor)s asked for the account %(account)s in %(currency)s."
    ),
    "partners.bank_account.approved": _(
        "%(actor)s approved the account %(account)s in %(currency)s."
    ),
    "partners.bank_account.rejected": _(
        "%(actor)s refused the account %(account)s in %(currency)s: %(reason)s"
    ),
    "partners.bank_account.stopped": _(
        "%(actor)s stopped the change to the account %(account)s in %(currency)s: %(reason)s"
    ),
    "partners.bank_account.stopped_by_link": _(
        "The change to the account %(account)s in %(currency)s was stopped from the contact's mail."
    ),
    "rewards.settlement.closed": _("%(reference)s of %(month)s was closed for %(amount)s."),
    "rewards.settlement.paid": _("%(reference)s was paid: %(amount)s."),
}
