"""What the stage of an opportunity is called for a sponsor, with its tone and icon."""

from django.utils.translation import gettext_lazy as _

from universo.domain.lifecycle import Stage
from universo.web.shared.components.status import NOTICE, Look

STAGES: dict[Stage, Look] = {
    Stage.DRAFT: NOTICE["draft"],
    Stage.UNDER_REVIEW: NOTICE["submitted"],
    Stage.DECLINED: NOTICE["declined"],
    Stage.LAPSED: NOTICE["lapsed"],
    Stage.WITHDRAWN: NOTICE["withdrawn"],
    Stage.ACCEPTED: NOTICE["accepted"],
    Stage.OFFERED: Look(_("Accepted, with its channel being set"), "ok", "route"),
    Stage.IN_PROGRESS: Look(_("In progress"), "brand", "handshake"),
    Stage.LOST: NOTICE["lost"],
    Stage.WON: NOTICE["won"],
    Stage.INVOICED: Look(_("Invoiced"), "ok", "receipt-text"),
    Stage.COLLECTED: Look(_("Collected"), "ok", "hand-coins"),
    Stage.SETTLED: Look(_("Settled"), "ok", "file-check"),
    Stage.PAID: Look(_("Paid"), "ok", "banknote"),
}
