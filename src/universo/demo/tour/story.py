"""The story in its five steps, with the dates and amounts that must come out."""

from datetime import timedelta

from universo.demo.catalogue import load_catalogue
from universo.demo.tour import joining, notifying, selling
from universo.demo.tour.people import make_staff, person_of
from universo.demo.tour.telling import Teller, at
from universo.program.models import ProductFamily, RewardRate
from universo.routing.models import ExecutingChannel


def tell_story(teller: Teller) -> None:
    """Replay the story in the empty database at hand; figures are checked as they come."""
    start = at(2026, 3, 2, 9)
    staff = make_staff(start)
    load_catalogue(start)
    # The example of the reward arithmetic has 5 %: the tour's rate for this family and level.
    family = ProductFamily.objects.get(code="SW-GESTION")
    RewardRate.objects.filter(family=family, level="REFERRER").update(rate_bp=500)

    teller.chapter(1, "Ingresar al programa")
    first = joining.join(
        teller, staff, at(2026, 3, 9, 10), company="Instalaciones Ferreyra", cuit="20000455114",
        person="Tomás Ferreyra", province="B", categories=("SPONSOR",), level="REFERRER",
    )  # fmt: skip
    second = joining.join(
        teller, staff, at(2026, 3, 10, 10), company="Benítez Equipamientos S.R.L.",
        cuit="30000455667", person="Lucía Benítez", province="B", categories=("SPONSOR",),
        level="INTRODUCER",
    )  # fmt: skip
    channel = joining.join(
        teller, staff, at(2026, 3, 11, 10), company="Pampa Sistemas S.R.L.", cuit="30000223340",
        person="Sergio Pereyra", province="B", categories=("RESELLER",),
    )  # fmt: skip
    ExecutingChannel.objects.filter(partner=channel).update(
        provinces=["B", "C"], profiles=["RETAIL"], kinds=["SOFTWARE", "HARDWARE"]
    )
    sponsor, rival, reseller = person_of(first), person_of(second), person_of(channel)

    teller.chapter(2, "Avisar una oportunidad")
    monday = at(2026, 4, 6, 9)
    notifying.show_rates(teller, sponsor, monday - timedelta(minutes=20))
    notice = notifying.notify(teller, sponsor, monday, "first")
    teller.expect("último día hábil", f"{notice.due_date:%d/%m/%Y}", "27/04/2026")
    notifying.check_receipt(teller, notice, sponsor, monday)
    copy = notifying.notify(
        teller, rival, at(2026, 4, 7, 11), "second",
        legal_name="El Tornillo Ferreteria SRL", cuit="", locality="San Isidro",
    )  # fmt: skip
    late = notifying.notify(
        teller, sponsor, at(2026, 4, 8, 16), "third", legal_name="Pinturería Arcoíris",
        trade_name="", cuit="", phone="011 4253-6001", contact_name="Fabián Luna",
        locality="Quilmes",
    )  # fmt: skip
    teller.expect("último día hábil del tercero", f"{late.due_date:%d/%m/%Y}", "29/04/2026")

    teller.chapter(3, "Evaluar y decidir")
    decided = at(2026, 4, 14, 17)
    accepted = notifying.decide(teller, staff, notice, decided)
    notifying.decline_duplicate(teller, staff, copy, decided + timedelta(hours=1))
    notifying.let_lapse(teller, staff, late)

    teller.chapter(4, "Elegir el canal y vender")
    selling.choose_channel(teller, staff, reseller, accepted, at(2026, 5, 4, 10))

    teller.chapter(5, "Facturar, cobrar, liquidar y pagar")
    document = selling.invoice(teller, staff, accepted, at(2026, 5, 20, 12))
    deal = (teller, staff, accepted)
    first_receipt = selling.collect(
        *deal, document, "R-0001", 4_000_000, at(2026, 6, 1, 11), 165_289
    )
    selling.collect(*deal, document, "R-0002", 8_100_000, at(2026, 6, 10, 11), 334_711)
    selling.bounce(*deal, first_receipt, at(2026, 6, 12, 11), -165_289)
    selling.collect(*deal, document, "R-0003", 4_000_000, at(2026, 6, 22, 11), 165_289)
    selling.settle_and_pay(teller, staff, sponsor, 500_000)
