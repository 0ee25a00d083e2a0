"""Any number of random operations; the ledger must be what a plain computation with fractions says.

    python benchmarks/rewards/random_operations.py [--operations 100000] [--seed 1] [--minutes 60]

Each invoice lives twice. The first copy is told its story by the use cases that screens call, one
fact after the other, each booked at once; the second in another order, its facts stored as files
store them and booked set-wise with all others now and then. Both hear many facts twice. Stories have
partial collections, cheques that clear later or never, certificates that come later, bounces, credit
and debit notes on lines and with lines of their own, other content for the invoice, links made, split
by lines, undone and made again. At the end of each round every line's reward is computed anew from
the story alone (`plain_rewards`) and compared to the centavo with the ledger of both copies; at the
end `reconcile` compares everything by itself. Exits 1 if anything differs.
"""

import argparse
import json
import random
import time
import uuid
from collections import Counter
from typing import Any

from ground import scratch
from plain_rewards import COLLECTED, LATER, RATES, Story, Told, rewards_of, tell

STORIES = 100  # of one round; more copies than MANY, so that the second ones are booked set-wise
BETWEEN = 400  # operations on second copies between two bookings of all of them


class Copy:
    """One of the two lives of an invoice; `at_once` books each fact as it comes."""

    def __init__(self, cast: Any, story: Story, notices: list[Any], *, at_once: bool) -> None:
        import reward_cases as cases
        from builders import NOON

        self.cast, self.story, self.notices, self.at_once = cast, story, notices, at_once
        self.cases = cases
        self.bill = cases.invoice(cast, *story.lines, currency=story.currency)
        self.lines = list(self.bill.lines.order_by("position"))
        self.done: dict[int, Any] = {}
        self.by = {"actor": cast.finance, "now": NOON}

    def acts(self, rng: random.Random) -> list[tuple[float, str, Told | None]]:
        """Return what is to be done and when; what depends on another comes later, some comes twice."""
        rows: list[tuple[float, str, Told | None]] = []
        for fact in self.story.facts:
            at = rng.random()
            rows.append((at, "first", fact))
            if rng.random() < 0.2:
                rows.append((at + rng.random(), "again", fact))
            if fact.kind == "bounce" or (fact.kind in LATER and fact.comes):
                at += rng.random()
                rows.append((at, "then", fact))
                if rng.random() < 0.2:
                    rows.append((at + rng.random(), "then", fact))
        rows += [(2 * rng.random(), "link", None) for _ in range(rng.randint(0, 2))]
        rows.append((3.0, self.story.ends, None))
        return rows

    def act(self, rng: random.Random, what: str, fact: Told | None) -> None:
        """Do one thing."""
        if fact is None:
            self.link(rng, what)
        elif what == "then":
            self.follow(fact)
        elif fact.kind in COLLECTED:
            self.collect(what, fact)
        else:
            self.change(what, fact)

    def collect(self, what: str, fact: Told) -> None:
        """A receipt; a file may bring a withholding whose certificate has not come."""
        from universo.sales.collecting import store_collection
        from universo.usecases.record_collection import record_collection

        if fact.kind == "certificate":
            if what == "first":
                self.done[fact.number] = self.cases.collection(
                    self.cast, self.bill, fact.amount, on=fact.day, means="WITHHOLDING"
                )
            return
        record = record_collection if self.at_once else store_collection
        record(
            **self.by, uid=self.uid(fact), document_id=self.bill.pk, amount_minor=fact.amount,
            receipt_number=f"R-{fact.number}", received_date=fact.day,
            means="CHEQUE" if fact.kind == "cheque" else "TRANSFER",
        )  # fmt: skip

    def follow(self, fact: Told) -> None:
        """The cheque clears, the certificate comes, the transfer bounces."""
        from universo.sales import collecting
        from universo.sales.models import Collection
        from universo.usecases import record_collection as use

        do: Any
        known = self.done.get(fact.number) or Collection.objects.get(uid=self.uid(fact))
        given: dict[str, Any] = {**self.by, "collection_id": known.pk}
        if fact.kind == "cheque":
            do = use.clear_cheque if self.at_once else collecting.clear
            do(**given, cleared_date=fact.day)
        elif fact.kind == "certificate":
            do = use.register_certificate if self.at_once else collecting.certify
            do(**given, certificate="C-1")
        else:
            do = use.reverse_collection if self.at_once else collecting.store_reversal
            do(**given, uid=uuid.uuid5(known.uid, "back"), on_date=fact.day, reason="Rechazada")

    def uid(self, fact: Told) -> uuid.UUID:
        """Return the id that a receipt always comes with."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"{self.bill.pk}.{fact.number}")

    def change(self, what: str, fact: Told) -> None:
        """A note, or other content for the invoice; the same again is only asked to be booked again."""
        if what == "first" and fact.kind == "replace":
            self.replace(fact)
        elif what == "first":
            self.cases.note(
                self.cast, self.bill, fact.amount, fact.gross, on=fact.day,
                kind="CREDIT_NOTE" if fact.kind == "credit" else "DEBIT_NOTE",
                changes=None if fact.kind == "debit" else self.lines[fact.place],
            )  # fmt: skip
        if self.at_once:
            from universo.rewards.operations import accrue_document

            accrue_document(**self.by, document_id=self.bill.pk)

    def replace(self, fact: Told) -> None:
        """A person decided that what a later file states is right: a greater total."""
        from django.db.models import F

        from builders import NOON
        from universo.sales.models import Document, DocumentConflict

        Document.objects.filter(pk=self.bill.pk).update(
            version=F("version") + 1, total_minor=F("total_minor") + fact.amount
        )
        DocumentConflict.objects.create(
            document=self.bill, stated={}, stated_sha256=str(fact.number), origin="FILE",
            found_at=NOON, status="REPLACED", decided_at=NOON,
            decided_by_id=self.cast.finance.user_id,
        )  # fmt: skip

    def link(self, rng: random.Random, what: str) -> None:
        """Undo what links the invoice and link it anew; as the story ends, if it is not so already."""
        from universo.sales.models import OpportunityLink
        from universo.usecases import link_document as use

        links = list(OpportunityLink.objects.filter(document=self.bill, undone_at__isnull=True))
        if what == "whole" and any(link.is_whole for link in links):
            return
        for link in links:
            use.unlink_document(
                **self.by,
                document_id=self.bill.pk,
                notice_id=link.notice_id,
                reason="Mal vinculada",
            )
        if what == "split" or (what == "link" and rng.random() < 0.4):
            self.split(rng)
        elif what != "loose":
            notice = rng.choice(self.notices)
            use.link_document(**self.by, document_id=self.bill.pk, notice_id=notice.pk)

    def split(self, rng: random.Random) -> None:
        """Place every line that there is by now, those of debit notes too."""
        from universo.sales.linking import lines_to_place
        from universo.usecases.link_document import split_document

        placing = {line.pk: rng.choice(self.notices).pk for line in lines_to_place(self.bill.pk)}
        split_document(**self.by, document_id=self.bill.pk, placing=placing)

    def off(self) -> int:
        """Return how many centavos the ledger is off; lines that notes brought are compared sorted."""
        from django.db.models import Sum

        from universo.rewards.models import Accrual

        rows = Accrual.objects.filter(link__document=self.bill).values_list("line_id")
        sums = dict(rows.annotate(Sum("amount_minor")))
        found = [sums.pop(line.pk, 0) for line in self.lines]
        right, own = rewards_of(self.story), len(self.lines)
        brought = sorted(right[own:])
        found += sorted([*sums.values(), *[0] * (len(brought) - len(sums))])
        right[own:] = brought
        if found != right:
            print("differs:", found, right, self.bill.pk, self.story)
        return sum(abs(a - b) for a, b in zip(found, right, strict=True))


def play(cast: Any, rng: random.Random, spent: Counter[str]) -> None:
    """Live one round and compare; adds to `spent` operations, seconds by way, centavos that are off."""
    from django.db import transaction

    from reward_cases import opportunity

    notices = {
        basis: [opportunity(cast, rates=RATES, frozen_basis=basis) for _ in range(6)]
        for basis in ("net", "total")
    }
    stories = [tell(rng) for _ in range(STORIES)]
    copies = [
        Copy(cast, story, notices[story.basis], at_once=at_once)
        for story in stories
        for at_once in (True, False)
    ]
    acts = [(at, n, what, fact) for n, c in enumerate(copies) for at, what, fact in c.acts(rng)]
    since = 0
    for _at, n, what, fact in sorted(acts, key=lambda row: (row[0], row[1])):
        begun = time.monotonic()
        with transaction.atomic():
            copies[n].act(rng, what, fact)
        way = "one_by_one" if copies[n].at_once else "set_wise"
        since += way == "set_wise"
        if since == BETWEEN:
            since = 0
            book(cast, copies)
        spent["operations"] += 1
        spent[way] += 1
        spent[f"{way}_us"] += int((time.monotonic() - begun) * 1e6)
    book(cast, copies)
    if book(cast, copies):
        raise SystemExit("the same facts were booked twice")
    spent["invoices"] += len(copies)
    spent["centavos_of_difference"] += sum(copy.off() for copy in copies)


def book(cast: Any, copies: list[Copy]) -> int:
    """Book what second copies' facts accrue; return the number of bookings."""
    from django.db import transaction

    from builders import NOON
    from universo.rewards.operations import accrue_documents

    ids = [copy.bill.pk for copy in copies if not copy.at_once]
    with transaction.atomic():
        return accrue_documents(actor=cast.finance, now=NOON, document_ids=ids)


def main() -> None:
    """Play rounds until there are enough operations, or the time is over; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60)
    wanted = parser.parse_args()
    rng = random.Random(wanted.seed)
    spent: Counter[str] = Counter()
    with scratch():
        from cast import make_cast
        from universo.rewards.models import Posting
        from universo.rewards.reconciliation import compare

        cast, begun = make_cast(), time.monotonic()
        while spent["operations"] < wanted.operations:
            play(cast, rng, spent)
            if time.monotonic() - begun > wanted.minutes * 60:
                break
        seconds, result = time.monotonic() - begun, compare()
        found = {
            "seed": wanted.seed,
            "operations": spent["operations"],
            "invoices": spent["invoices"],
            "postings": Posting.objects.count(),
            "centavos_of_difference": spent["centavos_of_difference"],
            "reconciliation_differences": result.difference_count,
            "seconds": round(seconds, 1),
            "operations_per_second": round(spent["operations"] / seconds),
            "ms_one_by_one": round(spent["one_by_one_us"] / spent["one_by_one"] / 1e3, 2),
            "ms_set_wise": round(spent["set_wise_us"] / spent["set_wise"] / 1e3, 2),
        }
    print(json.dumps(found))
    raise SystemExit(bool(spent["centavos_of_difference"] or result.difference_count))


if __name__ == "__main__":
    main()
