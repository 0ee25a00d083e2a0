"""The people of the demo: who they are, what they may do, and what to try first as each."""

from dataclasses import dataclass
from datetime import datetime

from universo.domain.decision_clock import local_date
from universo.identity.models import RoleGrant, User
from universo.identity.roles import StaffRole
from universo.partners.models import Enrolment, Member, Partner
from universo.routing.models import ExecutingChannel

PASSWORD = "universo-demo-2026"  # noqa: S105 - printed at every start: the demo is not a secret
DOMAIN = "hasar.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of Hasar in the demo."""

    key: str
    name: str
    roles: tuple[str, ...]
    first_try: str


@dataclass(frozen=True, slots=True)
class Company:
    """A partner of the demo with its people (the first is its administrator)."""

    key: str
    legal_name: str
    trade_name: str
    cuit: str
    province: str
    phone: str
    categories: tuple[str, ...]
    level: str
    executive: str
    people: tuple[tuple[str, str], ...]  # (mailbox, name)
    domain: str
    first_try: str
    zones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("SOFTWARE", "HARDWARE")


STAFF = (
    Colleague(
        "elena",
        "Elena Ríos",
        (StaffRole.ACCOUNT_EXECUTIVE,),
        "decidir el aviso que vence primero en su cola",
    ),
    Colleague("martin", "Martín Quiroga", (StaffRole.ACCOUNT_EXECUTIVE,), "revisar su propia cola"),
    Colleague(
        "carla",
        "Carla Menéndez",
        (StaffRole.CHANNEL_MANAGER,),
        "elegir el canal de una oportunidad aceptada",
    ),
    Colleague(
        "felipe",
        "Felipe Aguirre",
        (StaffRole.FINANCE,),
        "registrar una cobranza y revisar la factura que mandó un promotor",
    ),
    Colleague(
        "graciela",
        "Graciela Funes",
        (StaffRole.FINANCE,),
        "aprobar el cierre que preparó Felipe",
    ),
    Colleague(
        "adriana",
        "Adriana Solís",
        (StaffRole.PROGRAM_ADMIN,),
        "aprobar la solicitud que espera",
    ),
    Colleague(
        "hugo",
        "Hugo Lezama",
        (StaffRole.PROGRAM_ADMIN,),
        "confirmar un porcentaje que propuso Adriana",
    ),
    Colleague("aurelio", "Aurelio Paz", (StaffRole.AUDITOR,), "leer todo sin cambiar nada"),
)

COMPANIES = (
    Company(
        "benitez",
        "Benítez Equipamientos Comerciales S.R.L.",
        "Benítez Equipamientos",
        "30000455667",
        "B",
        "+54 11 4555-2201",
        ("SPONSOR",),
        "INTRODUCER",
        "elena",
        (("lucia", "Lucía Benítez"), ("pablo", "Pablo Benítez")),
        "benitez.example",
        "avisar una oportunidad y mirar su recompensa",
    ),
    Company(
        "ferreyra",
        "Ferreyra Tomás Alberto",
        "Instalaciones Ferreyra",
        "20000455114",
        "X",
        "+54 351 455-7712",
        ("SPONSOR",),
        "REFERRER",
        "elena",
        (("tomas", "Tomás Ferreyra"),),
        "ferreyra.example",
        "avisar una necesidad de software desde el teléfono",
    ),
    Company(
        "litoral",
        "Consultora del Litoral S.A.S.",
        "Litoral Consultora",
        "30000677880",
        "S",
        "+54 341 425-9090",
        ("SPONSOR", "ISV"),
        "INTRODUCER",
        "martin",
        (("rosa", "Rosa Giménez"),),
        "litoralconsultora.example",
        "comprobar que no ve nada de los otros partners",
    ),
    Company(
        "norte",
        "Norte Distribuciones S.A.",
        "Reseller Norte",
        "30000988770",
        "T",
        "+54 381 430-5566",
        ("RESELLER",),
        "",
        "martin",
        (("norma", "Norma Juárez"),),
        "rnorte.example",
        "aceptar la oportunidad que le asignaron",
        ("T", "A", "Y", "K", "G"),
        ("RETAIL", "SUPERMARKET", "PHARMACY"),
    ),
    Company(
        "pampa",
        "Pampa Sistemas y Equipos S.R.L.",
        "Pampa Sistemas",
        "30000223340",
        "B",
        "+54 11 4322-1188",
        ("RESELLER", "ISV"),
        "",
        "martin",
        (("sergio", "Sergio Pereyra"),),
        "pampasistemas.example",
        "informar avances y cerrar una venta",
        ("B", "C", "L"),
        ("RETAIL", "FOOD", "SUPERMARKET", "SERVICES"),
    ),
    Company(
        "alianza",
        "Cámara de Comercios del Centro",
        "Cámara del Centro",
        "30000112239",
        "X",
        "+54 351 421-0001",
        ("ALLIANCE",),
        "",
        "elena",
        (("irene", "Irene Basualdo"),),
        "camaracentro.example",
        "ver su lugar en el programa",
    ),
)


def load_people(now: datetime) -> None:
    """Store the demo's people of Hasar, the partners, their people and the executing channels."""
    for person in STAFF:
        user = User.objects.create_user(
            f"{person.key}@{DOMAIN}", PASSWORD, full_name=person.name, date_joined=now
        )
        for role in person.roles:
            RoleGrant.objects.create(user=user, role=role, granted_at=now)
    for company in COMPANIES:
        _load_company(company, now)


def _load_company(company: Company, now: datetime) -> None:
    partner = Partner.objects.create(
        legal_name=company.legal_name,
        trade_name=company.trade_name,
        cuit=company.cuit,
        province_id=company.province,
        email=f"{company.people[0][0]}@{company.domain}",
        phone=company.phone,
        account_executive=User.objects.get(email=f"{company.executive}@{DOMAIN}"),
        joined_at=now,
    )
    for category in company.categories:
        Enrolment.objects.create(
            partner=partner,
            category=category,
            level=company.level if category == "SPONSOR" else "",
            since_date=local_date(now),
        )
    for position, (mailbox, name) in enumerate(company.people):
        user = User.objects.create_user(
            f"{mailbox}@{company.domain}", PASSWORD, full_name=name, date_joined=now
        )
        Member.objects.create(partner=partner, user=user, is_admin=position == 0, created_at=now)
    if "RESELLER" in company.categories:
        ExecutingChannel.objects.create(
            name=company.trade_name,
            partner=partner,
            provinces=list(company.zones),
            profiles=list(company.profiles),
            kinds=list(company.kinds),
        )
