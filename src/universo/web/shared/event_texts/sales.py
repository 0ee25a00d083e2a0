"""How the timeline tells what happened to invoices, collections and imported files."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEXTS: dict[str, Any] = {
    "sales.document.recorded": _("%(actor)s registered %(document)s."),
    "sales.document.imported": _("%(actor)s imported %(document)s from %(file)s."),
    "sales.document.lines_stated": _("%(actor)s stated the lines of %(document)s."),
    "sales.document.linked": _("%(document)s was linked to %(reference)s."),
    "sales.document.unlinked": _("%(document)s was unlinked from %(reference)s. %(reason)s"),
    "sales.document.lines_linked": _("Lines of %(document)s were linked to %(reference)s."),
    "sales.document.linked_by_rule": _("%(document)s was linked to %(reference)s by the rule."),
    "sales.document.came_again": _("%(document)s came again with other data."),
    "sales.document.kept": _("%(document)s stays as it was. %(reason)s"),
    "sales.document.replaced": _("%(document)s was replaced by what came later."),
    "sales.document.replaced_because": _("%(actor)s replaced %(document)s. %(reason)s"),
    "sales.rule.switched_on": _("%(actor)s switched the linking rule on. %(reason)s"),
    "sales.rule.switched_off": _("%(actor)s switched the linking rule off. %(reason)s"),
    "sales.note.assigned": _("%(document)s corrects %(invoice)s: %(amount)s."),
    "sales.note.received": _("%(note)s corrects %(document)s."),
    "sales.collection.registered": _("%(amount)s were registered on %(document)s: %(means)s."),
    "sales.collection.cleared": _("A cheque of %(amount)s on %(document)s cleared."),
    "sales.collection.certified": _(
        "The certificate of a withholding of %(amount)s on %(document)s came."
    ),
    "sales.collection.reversed": _("A collection of %(amount)s on %(document)s was taken back."),
    "sales.waiting.kept": _(
        "A program of %(actor)s registered receipt %(receipt)s of %(amount)s: it waits for %(document)s."
    ),
    "sales.waiting.cleared": _("The cheque of receipt %(receipt)s cleared while it waited."),
    "sales.waiting.certified": _(
        "The certificate of the withholding of receipt %(receipt)s came while it waited: %(certificate)s."
    ),
    "sales.waiting.taken_back": _(
        "Receipt %(receipt)s was taken back while it waited for its invoice: %(reason)s"
    ),
    "sales.waiting.cancelled": _(
        "%(actor)s cancelled receipt %(receipt)s of %(amount)s, which waited for its invoice. %(reason)s"
    ),
    "sales.import.previewed": _("%(actor)s uploaded %(file)s."),
    "sales.import.uploaded": _("%(actor)s uploaded %(file)s."),
    "sales.import.confirmed": _("%(actor)s confirmed the import of %(file)s."),
    "sales.import.applied": _("%(file)s was imported."),
    "sales.import.stopped": _("%(actor)s stopped the import of %(file)s."),
    "sales.import.discarded": _("%(actor)s discarded the import of %(file)s."),
}
WORDS: dict[str, Any] = {
    "CASH": _("Cash"),
    "TRANSFER": _("Bank transfer"),
    "CARD": _("Card"),
    "CHEQUE": _("Cheque"),
    "WITHHOLDING": _("Withholding certificate"),
}
