"""The evaluation as it stands at the time of asking: the four checks with their look-alikes."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from universo.errors import NotPermitted
from universo.evaluation.beside import Line, beside
from universo.evaluation.look_alikes import protecting
from universo.evaluation.models import (
    Check,
    CheckKind,
    Finding,
    FindingVerdict,
    Judgement,
    Verdict,
)
from universo.matching.judge import SAME
from universo.opportunities.models import DeclineReason, Notice


@dataclass(frozen=True, slots=True)
class SeenFinding:
    """A look-alike as it stands at the time of asking."""

    finding: Finding
    is_earlier: bool  # only what was known before this notice counts against it (P-5)
    protects: bool  # a known customer always does

    @property
    def counts(self) -> bool:
        """Whether it can make the check fail."""
        return self.is_earlier and self.protects

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person: not judged, and the last search still finds it."""
        return self.finding.verdict == FindingVerdict.OPEN and self.finding.gone_at is None

    @property
    def is_suspect(self) -> bool:
        """Whether it speaks against passing: judged the same, or not judged yet."""
        return self.counts and (self.is_open or self.finding.verdict == FindingVerdict.SAME)


@dataclass(frozen=True, slots=True)
class SeenCheck:
    """One of the four checks with what was found."""

    check: Check
    findings: list[SeenFinding] = field(default_factory=list)

    @property
    def proven(self) -> list[SeenFinding]:
        """The findings that were judged the same and count against the notice."""
        return [f for f in self.findings if f.counts and f.finding.verdict == FindingVerdict.SAME]

    @property
    def unjudged(self) -> list[SeenFinding]:
        """The strong findings that nobody has judged yet."""
        return [f for f in self.findings if f.counts and f.is_open and f.finding.outcome == SAME]


def checks_of(notice: Notice, now: datetime) -> dict[str, SeenCheck]:
    """Return the four checks by kind, in the order of R-8; those not stored yet come empty.

    The caller has already checked that the actor sees the notice. Three questions.
    """
    stored = {row.kind: row for row in Check.objects.filter(notice=notice)}
    related = ("other_notice__partner", "other_notice__prospect__province",
               "known_customer__owner", "known_customer__province", "verdict_by",
               "added_by")  # fmt: skip
    rows = Finding.objects.filter(check_of__notice=notice).select_related(*related)
    others = [row.other_notice_id for row in rows if row.other_notice_id]
    live = set(Notice.objects.filter(protecting(now), pk__in=others).values_list("pk", flat=True))
    checks = {
        kind: SeenCheck(stored.get(kind) or Check(notice=notice, kind=kind))
        for kind in CheckKind.values
    }
    for row in rows:
        kind = next(k for k, check in stored.items() if check.pk == row.check_of_id)
        other = row.other_notice
        earlier = _came_first(row, notice)
        protects = other is None or other.pk in live
        checks[kind].findings.append(SeenFinding(row, earlier, protects))
    return checks


def seen_finding(notice: Notice, finding_id: int, now: datetime) -> tuple[SeenCheck, SeenFinding]:
    """Return one look-alike of the notice with its check; NotPermitted when there is none such."""
    for seen in checks_of(notice, now).values():
        for one in seen.findings:
            if one.finding.pk == finding_id:
                return seen, one
    raise NotPermitted("")


def side_by_side(notice: Notice, finding: Finding) -> list[Line]:
    """Return the notice's customer and the look-alike, field by field, as they are today."""
    other = finding.other_notice.prospect if finding.other_notice else finding.known_customer
    assert notice.prospect is not None
    assert other is not None
    return beside(notice.prospect.facts(), other.facts())


def judgements_of(finding: Finding) -> QuerySet[Judgement]:
    """Return what people said of a look-alike, in the order in which they said it."""
    return Judgement.objects.filter(finding=finding).select_related("given_by")


def _came_first(finding: Finding, notice: Notice) -> bool:
    """Tell whether the look-alike was there before the notice: a proof made afterwards is none."""
    if finding.other_notice is not None:
        return (finding.other_notice.number or 0) < (notice.number or 0)
    assert finding.known_customer is not None
    assert notice.received_at is not None
    return finding.known_customer.recorded_at <= notice.received_at


def compared_at(checks: dict[str, SeenCheck]) -> datetime | None:
    """Return when the notice was last compared with the others; None when it never was."""
    times = [seen.check.evidence_at for seen in checks.values()]
    return None if None in times else min(at for at in times if at)


REASON_OF_CHECK = {
    CheckKind.DATA: DeclineReason.DATA,
    CheckKind.DUPLICATES: DeclineReason.ALREADY_NOTIFIED,
    CheckKind.NEED: DeclineReason.NEED,
    CheckKind.CUSTOMERS: DeclineReason.KNOWN_CUSTOMER,
}


def likely_reason(checks: dict[str, SeenCheck]) -> str:
    """Return the reason that the evaluation so far speaks for: what was proven, then what failed."""
    proven = [kind for kind, seen in checks.items() if seen.proven]
    failed = [kind for kind, seen in checks.items() if seen.check.verdict == Verdict.FAILED]
    return next((REASON_OF_CHECK[CheckKind(kind)] for kind in [*proven, *failed]), "")
