"""How long a what-if takes: `python benchmarks/rewards/what_if.py --invoices 25000`, two accruals each."""

import argparse
import resource
import time
from datetime import date, timedelta

from ground import scratch


def main() -> None:
    """Book the invoices, replay them under other rates, print seconds and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--invoices", type=int, default=25_000)
    parser.add_argument("--partners", type=int, default=200)
    size = parser.parse_args()
    with scratch():
        from cast import make_cast
        from universo.domain.reward_math import Basis
        from universo.insights.expected import expected_sums
        from universo.insights.what_if import Question, what_if
        from universo.program.operations import RateKey
        from universo.rewards.models import Accrual

        cast = make_cast()
        fill(cast, size.invoices, size.partners)
        family = cast.families["POS-SOFT"].pk
        rates = {RateKey(family, None, "INTRODUCER"): 650}
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for name, question in (
            ("rates", Question(date(2026, 1, 1), date(2027, 1, 1), rates)),
            ("rates and basis", Question(date(2026, 1, 1), date(2027, 1, 1), rates, Basis.TOTAL)),
        ):
            begun, spent = time.perf_counter(), time.process_time()
            found = what_if(question)
            print(
                f"{name}: {found.invoices} invoices, {Accrual.objects.count()} accruals,"
                f" {found.by_rows} by rows, {time.perf_counter() - begun:.1f} s,"
                f" {time.process_time() - spent:.1f} s of this process"
            )
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f"memory: {used / 1024:.0f} MB more")
        begun = time.perf_counter()
        ageing = expected_sums(cast.finance, date(2026, 11, 23))
        print(f"ageing: {sum(map(sum, (a.counts for a in ageing)))} invoices, "
              f"{time.perf_counter() - begun:.2f} s")  # fmt: skip


def fill(cast: object, invoices: int, partners: int) -> None:
    """Store won opportunities and their invoices, half of each collected in two parts, and book them."""
    import builders
    import reward_cases as cases
    from builders import NOON
    from universo.rewards.operations import accrue_documents
    from universo.sales.models import Collection, Document, DocumentLine, OpportunityLink

    notices = [cases.opportunity(cast) for _ in range(partners)]
    family, finance = cast.families["POS-SOFT"], cast.finance.user_id
    days = [date(2026, 1, 5) + timedelta(days=n % 300) for n in range(invoices)]
    for start in range(0, invoices, 5_000):
        part = range(start, min(start + 5_000, invoices))
        documents = Document.objects.bulk_create(
            Document(
                issuer_cuit="30610400562", type_code=1, point_of_sale=9, number=n + 1,
                kind="INVOICE", issue_date=days[n], receiver_doc="30712345671",
                receiver_name="Cliente", currency="ARS", net_minor=10_000_000 + n,
                vat_minor=2_100_000, other_taxes_minor=0, total_minor=12_100_000 + n,
                content_sha256=f"{n:064d}", recorded_at=NOON, recorded_by_id=finance,
            )
            for n in part
        )  # fmt: skip
        DocumentLine.objects.bulk_create(
            DocumentLine(
                document=row, position=1, description="Licencia", family=family,
                net_minor=row.net_minor, gross_minor=row.total_minor,
            )
            for row in documents
        )  # fmt: skip
        OpportunityLink.objects.bulk_create(
            OpportunityLink(
                document=row, notice=notices[n % partners], linked_at=NOON, linked_by_id=finance
            )
            for n, row in zip(part, documents, strict=True)
        )
        Collection.objects.bulk_create(
            Collection(
                uid=builders.new_uid(), document=row, receipt_number=f"R-{n}", item=item,
                means="TRANSFER", amount_minor=3_000_001,
                received_date=days[n] + timedelta(days=10 * item), recorded_at=NOON,
                recorded_by_id=finance,
            )
            for n, row in zip(part, documents, strict=True)
            for item in (1, 2)
        )  # fmt: skip
        accrue_documents(actor=cast.finance, now=NOON, document_ids=[row.pk for row in documents])


if __name__ == "__main__":
    main()
