"""Closing a month by two people: drafts, holds, what moved, and all or nothing (P-11)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

import builders
import reward_cases as cases
import settling_cases as settling
from builders import NOON
from cast import Cast
from universo.audit.models import Event
from universo.errors import Conflict, DomainError, NotPermitted
from universo.identity.actor import Actor
from universo.notifications.models import Mail
from universo.program.models import Terms
from universo.rewards import approving, run_queries, runs
from universo.rewards.models import Posting, Settlement, SettlementLine
from universo.rewards.reconciliation import differences
from universo.rewards.run_models import DraftStatement, SettlementRun
from universo.sales.models import Document
from universo.usecases import settle_period as use

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
DECEMBER_1 = datetime(2026, 12, 1, 15, tzinfo=UTC)


def collected(cast: Cast, amount: int = 4_000_000, **of: Any) -> Document:
    bill = cases.invoice(cast, notice=cases.opportunity(cast, **of.pop("notice", {})), **of)
    cases.collection(cast, bill, amount)
    cases.accrue(cast.finance, bill)
    return bill


def prepare(actor: Actor, **more: Any) -> SettlementRun:
    return use.prepare_run(actor=actor, now=NOON, **{"period": OCTOBER, **more})


def approve(run: SettlementRun, actor: Actor | None = None) -> list[Settlement]:
    return use.approve_run(actor=actor or settling.second(), now=NOON, run_id=run.pk)


def test_preparing_books_nothing_and_keeps_what_it_saw(cast: Cast) -> None:
    collected(cast)
    collected(cast, currency="USD", notice={"partner": cast.referrer_partner})
    run = prepare(cast.finance)
    rows = [(d.partner_id, d.currency, d.total_minor, d.count, d.outcome) for d in run.drafts.all()]
    assert sorted(rows) == sorted(
        [
            (cast.sponsor_partner.pk, "ARS", 165_289, 1, "ready"),
            (cast.referrer_partner.pk, "USD", 165_289, 1, "ready"),
        ]
    )
    assert not Settlement.objects.exists()
    assert cases.balance("PAYABLE") == 0


def test_who_prepared_does_not_approve_and_the_database_says_so_too(cast: Cast) -> None:
    collected(cast)
    run = prepare(cast.finance)
    with pytest.raises(DomainError, match="otra persona de finanzas"):
        approve(run, cast.finance)
    assert not Settlement.objects.exists()
    with pytest.raises(IntegrityError, match="rewards_run_by_two_people"), transaction.atomic():
        SettlementRun.objects.filter(pk=run.pk).update(
            status="APPROVED", approved_at=NOON, approved_by=cast.finance.user_id
        )


@pytest.mark.parametrize("who", ["auditor", "admin", "executive", "channel_manager", "sponsor"])
def test_only_finance_closes(cast: Cast, who: str) -> None:
    collected(cast)
    actor = cast.everyone()[who]
    with pytest.raises(NotPermitted):
        prepare(actor)
    run = prepare(cast.finance)
    draft = run.drafts.get()
    for act in (
        lambda: approve(run, actor),
        lambda: use.discard_run(actor=actor, now=NOON, run_id=run.pk),
        lambda: use.hold_draft(actor=actor, now=NOON, draft_id=draft.pk, reason="porque no"),
        lambda: use.release_draft(actor=actor, now=NOON, draft_id=draft.pk),
    ):
        with pytest.raises(NotPermitted):
            act()
    reads = who == "auditor"
    assert run_queries.runs_visible_to(actor).exists() is reads


def test_what_moved_since_is_refused_and_shown(cast: Cast) -> None:
    bill = collected(cast)
    run = prepare(cast.finance)
    assert runs.moved(run) == []
    cases.collection(cast, bill, 8_100_000)
    cases.accrue(cast.finance, bill)
    collected(cast, notice={"partner": cast.referrer_partner})
    moved = {m.partner_id: (m.before_minor, m.now_minor, m.now) for m in runs.moved(run)}
    assert moved == {
        cast.sponsor_partner.pk: (165_289, 500_000, "ready"),
        cast.referrer_partner.pk: (0, 165_289, "ready"),
    }
    with pytest.raises(Conflict, match="Prepárelo otra vez"):
        approve(run)
    assert not Settlement.objects.exists()
    again = prepare(cast.finance, replaces_id=run.pk)
    assert sorted(s.total_minor for s in approve(again)) == [165_289, 500_000]
    run.refresh_from_db()
    assert (run.status, again.replaces_id) == ("DISCARDED", run.pk)


def test_equal_sums_of_other_rewards_are_a_move_too(cast: Cast) -> None:
    bill = collected(cast)
    run = prepare(cast.finance)
    cases.reversal(cast, bill.collections.get(), on=date(2026, 10, 20))
    cases.accrue(cast.finance, bill)
    collected(cast)  # the same amount, from another invoice
    assert [(m.before_minor, m.now_minor) for m in runs.moved(run)] == [(165_289, 165_289)]
    with pytest.raises(Conflict):
        approve(run)


def test_what_is_held_stays_out_with_its_reason_and_comes_in_the_next_time(cast: Cast) -> None:
    collected(cast)
    collected(cast, notice={"partner": cast.referrer_partner})
    run = prepare(cast.finance)
    held = run.drafts.get(partner=cast.referrer_partner)
    with pytest.raises(DomainError):
        use.hold_draft(actor=cast.finance, now=NOON, draft_id=held.pk, reason=" no ")
    use.hold_draft(
        actor=cast.finance, now=NOON, draft_id=held.pk, reason="Reclamo del cliente abierto"
    )
    (made,) = approve(run)
    assert made.partner_id == cast.sponsor_partner.pk
    assert cases.balance("ACCRUED", cast.referrer_partner) == 165_289
    assert Event.objects.filter(
        name="rewards.draft.held", subject_kind="partner", subject_id=cast.referrer_partner.pk,
        data__reason="Reclamo del cliente abierto",
    ).exists()  # fmt: skip
    (rest,) = approve(prepare(cast.finance))
    assert (rest.partner_id, rest.period) == (cast.referrer_partner.pk, OCTOBER)
    assert differences() == []


def test_a_held_one_that_moved_stops_nobody(cast: Cast) -> None:
    collected(cast)
    other = collected(cast, notice={"partner": cast.referrer_partner})
    run = prepare(cast.finance)
    held = run.drafts.get(partner=cast.referrer_partner)
    use.hold_draft(actor=cast.finance, now=NOON, draft_id=held.pk, reason="Reclamo abierto")
    cases.collection(cast, other, 8_100_000)
    cases.accrue(cast.finance, other)
    assert len(approve(run)) == 1


def test_releasing_takes_it_back_and_preparing_again_keeps_the_holds(cast: Cast) -> None:
    collected(cast)
    run = prepare(cast.finance)
    draft = run.drafts.get()
    use.hold_draft(actor=cast.finance, now=NOON, draft_id=draft.pk, reason="Reclamo abierto")
    with pytest.raises(DomainError, match="retenid"):
        approve(run)
    again = prepare(cast.finance, replaces_id=run.pk)
    kept = again.drafts.get()
    assert kept.hold_reason == "Reclamo abierto"
    use.release_draft(actor=cast.finance, now=NOON, draft_id=kept.pk)
    assert len(approve(again)) == 1


def test_a_hold_in_pesos_holds_no_dollars_when_it_is_prepared_again(cast: Cast) -> None:
    collected(cast)
    collected(cast, currency="USD")
    run = prepare(cast.finance)
    held = run.drafts.get(currency="ARS")
    use.hold_draft(actor=cast.finance, now=NOON, draft_id=held.pk, reason="Reclamo abierto")
    again = prepare(cast.finance, replaces_id=run.pk)
    kept = {draft.currency: draft.hold_reason for draft in again.drafts.all()}
    assert kept == {"ARS": "Reclamo abierto", "USD": ""}
    assert [row.currency for row in approve(again)] == ["USD"]


def test_it_is_approved_under_the_terms_under_which_it_was_prepared(cast: Cast) -> None:
    """P-11: new terms with a higher minimum that begin meanwhile hold nothing of this run back."""
    collected(cast)
    run = prepare(cast.finance)
    later = Terms.objects.latest("version")
    later.pk, later.version = None, later.version + 1
    later.valid_from, later.minimum_payment_ars_minor = NOON.date(), 10**9
    later.save()
    (made,) = approve(run)
    assert (made.total_minor, made.terms_id) == (165_289, run.terms_id)


def test_one_run_waits_at_a_time(cast: Cast) -> None:
    collected(cast)
    prepare(cast.finance)
    with pytest.raises(Conflict, match="10/2026"):
        prepare(cast.finance, period=NOVEMBER, early=True)


def test_a_decided_run_is_not_decided_again(cast: Cast) -> None:
    collected(cast)
    run = prepare(cast.finance)
    approve(run)
    for act in (
        lambda: approve(run),
        lambda: use.discard_run(actor=cast.finance, now=NOON, run_id=run.pk),
        lambda: use.hold_draft(
            actor=cast.finance, now=NOON, draft_id=run.drafts.get().pk, reason="tarde, tarde"
        ),
    ):
        with pytest.raises(Conflict, match="Flora Segunda"):
            act()
    assert Settlement.objects.count() == 1


def test_a_closed_settlement_takes_its_correction_in_the_next_one(cast: Cast) -> None:
    bill = collected(cast)
    (first,) = approve(prepare(cast.finance))
    cases.reversal(cast, bill.collections.get(), on=date(2026, 10, 25))  # late, of October
    cases.accrue(cast.finance, bill)
    collected(cast, 12_100_000)
    run = use.prepare_run(actor=cast.finance, now=DECEMBER_1, period=NOVEMBER)
    (second,) = use.approve_run(actor=settling.second(), now=DECEMBER_1, run_id=run.pk)
    first.refresh_from_db()
    assert (first.total_minor, second.total_minor) == (165_289, 500_000 - 165_289)
    assert run_queries.last_totals(run.drafts.all()) == {run.drafts.get().pk: 165_289}


def test_closing_many_asks_the_database_few_questions(cast: Cast) -> None:
    """Set-wise: forty partners take as many statements as four."""
    settling.second()
    counts = []
    for month, partners in ((date(2026, 8, 1), 4), (date(2026, 9, 1), 40)):
        for number in range(partners):
            of = builders.partner(f"Partner {month} {number}", level="INTRODUCER")
            bill = cases.invoice(cast, notice=cases.opportunity(cast, partner=of))
            cases.collection(cast, bill, 4_000_000, on=month)
            cases.accrue(cast.finance, bill)
        run = prepare(cast.finance, period=month)
        with _counted() as asked:
            assert len(approve(run)) == partners
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert differences() == []
    assert SettlementLine.objects.count() == 44


def _counted() -> Any:
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def test_a_fault_in_the_middle_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    collected(cast)
    run = prepare(cast.finance)
    before = Posting.objects.count()

    def fail(*_parts: Any, **_more: Any) -> None:
        raise RuntimeError("pulled")

    monkeypatch.setattr(approving, "record_all", fail)
    with pytest.raises(RuntimeError, match="pulled"):
        approve(run)
    run.refresh_from_db()
    assert (run.status, Posting.objects.count()) == ("PREPARED", before)
    assert not Settlement.objects.exists()
    monkeypatch.undo()
    assert len(approve(run)) == 1


def test_an_accrual_left_out_of_its_settlement_is_noticed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected(cast)
    run = prepare(cast.finance)
    monkeypatch.setattr(
        approving, "LINES", approving.LINES.replace("a.occurred_date <", "a.occurred_date + 60 <")
    )
    with pytest.raises(RuntimeError, match="under the lock"):
        approve(run)
    assert not Settlement.objects.exists()


def test_the_mails_are_written_once_however_often_the_job_runs(cast: Cast) -> None:
    collected(cast)
    run = prepare(cast.finance)
    (made,) = approve(run)
    assert not Mail.objects.filter(key__startswith="rewards.settlement").exists()
    for _again in range(3):
        use.tell_closed(now=NOON, run_id=run.pk)
    mail = Mail.objects.get(key=f"rewards.settlement.{made.pk}.closed")
    assert mail.recipient == cast.sponsor.email


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE rewards_draftstatement SET total_minor = total_minor + 1",
        "UPDATE rewards_settlementrun SET before_date = before_date + 1",
        "DELETE FROM rewards_draftstatement",
        "DELETE FROM rewards_settlementrun",
    ],
)
def test_drafts_do_not_change_under_the_reviewers_eyes(cast: Cast, change: str) -> None:
    collected(cast)
    prepare(cast.finance)
    with pytest.raises(Exception, match="does not change"), transaction.atomic():
        connection.cursor().execute(change)
    assert DraftStatement.objects.get().total_minor == 165_289
