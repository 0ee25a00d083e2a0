"""A whole deal of the standing cast, made by the use cases: what the walk over all pages looks at."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

import builders
import directory_cases
import library_cases
import picture_cases
import price_cases
import sales_imports
import settling_cases as settling
import support_cases
import training_cases
import unit_cases
from builders import NOON
from cast import Cast, make_cast
from universo.benefits.alliances.models import Plan
from universo.benefits.directory.models import Badge, Skill
from universo.benefits.directory.models import Version as DirectoryPage
from universo.benefits.integrations.models import Certification
from universo.benefits.library.models import Version
from universo.benefits.prices.models import PriceFile, PriceList, Quote
from universo.benefits.support.cobrand_models import MadeMaterial, MaterialTemplate
from universo.benefits.support.models import Evidence, SupportRequest
from universo.benefits.support.visit_models import Visit
from universo.benefits.training.models import (
    Attempt,
    Certificate,
    Course,
    CourseFile,
    Goal,
    Page,
    Question,
    Session,
)
from universo.benefits.units.models import DemoUnit, Loan, LoanPhoto
from universo.customers.customer_data import CustomerData
from universo.customers.models import CustomerImport, KnownCustomer
from universo.evaluation.models import Finding
from universo.evaluation.operations import set_verdict
from universo.identity.actor import VISITOR
from universo.identity.models import ApiToken
from universo.identity.roles import CUSTOMER_SCOPES
from universo.opportunities.models import Clarification, Notice
from universo.partners.application_data import ApplicationData, confirmation_token
from universo.partners.bank_models import BankAccount
from universo.partners.category_models import CategoryRequest
from universo.partners.level_models import LevelProposal, LevelRule
from universo.partners.models import Application, Member
from universo.program.models import Product, RateProposal
from universo.program.operations import RateKey
from universo.program.queries import terms_on
from universo.rewards.models import Accrual, Settlement
from universo.rewards.payment_models import PartnerInvoice, PaymentOrder
from universo.rewards.run_models import DraftStatement
from universo.routing.models import Assignment, ExecutingChannel
from universo.sales.comparing import stated_by
from universo.sales.feeds.templates import template_csv
from universo.sales.models import (
    Collection,
    Document,
    DocumentConflict,
    ImportBatch,
    WaitingCollection,
)
from universo.usecases.apply_to_join import apply_to_join, confirm_application
from universo.usecases.ask_category import CategoryAsked, ask_category
from universo.usecases.ask_clarification import ask_clarification
from universo.usecases.assign_channel import assign_channel
from universo.usecases.bill_settlement import accept_invoice, send_invoice
from universo.usecases.certify_integration import ask_certification
from universo.usecases.change_rates import propose_rates
from universo.usecases.decide_notice import accept_notice
from universo.usecases.evaluate_notice import evaluate_notice
from universo.usecases.hand_over_unit import Look, dispatch_loan
from universo.usecases.import_customers import choose_columns, receive_file
from universo.usecases.keep_courses import add_file
from universo.usecases.keep_goals import GoalData, add_goal
from universo.usecases.link_document import link_document
from universo.usecases.manage_tokens import make_token
from universo.usecases.plan_together import PlanData, PlanGoal, propose_plan
from universo.usecases.prepare_payments import prepare_batch
from universo.usecases.record_collection import record_collection
from universo.usecases.record_customer import record_customer
from universo.usecases.record_document import (
    DocumentData,
    LineData,
    record_document,
    take_document,
)
from universo.usecases.state_integration import IntegrationData, state_integration
from universo.usecases.submit_notice import submit_notice
from universo.usecases.work_lead import accept_lead, win_lead
from universo.usecases.work_on_import import work_on_import

CUSTOMER = builders.cuit(71_000)
LIST_CANARY = "Jazmines Canarios"  # of the reseller's file: the reseller's and Hasar's
CANARY = "Zarzaparrilla Canaria"  # a word of the sponsor's notice that nobody else may read


@dataclass(frozen=True)
class World:
    """The cast and one object of each kind; all belong to `cast.sponsor` and his executive."""

    cast: Cast
    notice: Notice
    open_notice: Notice
    finding: Finding
    clarification: Clarification
    assignment: Assignment
    application: Application
    member: Member
    channel: ExecutingChannel
    document: Document
    collection: Collection
    conflict: DocumentConflict
    accrual: Accrual
    settlement: Settlement
    draft: DraftStatement
    account: BankAccount
    invoice: PartnerInvoice
    order: PaymentOrder  # in a batch that is not approved
    customer: KnownCustomer  # of cast.reseller
    customer_import: CustomerImport  # of cast.reseller; it left a row out
    product: Product
    rate_proposal: RateProposal
    batch: ImportBatch
    waiting: WaitingCollection
    token: ApiToken  # of cast.reseller
    material: Version  # of the library, meant for Mediadores
    loan: Loan  # of cast.sponsor, out, with a photo
    unit: DemoUnit  # the one that is lent
    course: Course  # for everybody, with a certificate and a test of cast.sponsor
    lesson: Page
    course_file: CourseFile
    question: Question
    attempt: Attempt
    certificate: Certificate
    session: Session
    goal: Goal
    photo: LoanPhoto
    page: (
        DirectoryPage  # of cast.sponsor, with a logo; it waits, and no page of its partner is shown
    )
    badge: Badge  # of cast.sponsor
    skill: Skill
    price_list: PriceList  # of Mediadores
    price_file: PriceFile  # that waits to be confirmed
    quote: Quote  # of cast.sponsor, issued to its customer
    support: SupportRequest  # of cast.sponsor, paid back, with files; its fund has more
    proof: Evidence
    visit: Visit  # of cast.sponsor, confirmed
    design: MaterialTemplate  # of co-branded material, for every partner
    piece: MadeMaterial  # what cast.sponsor made of it
    category_request: CategoryRequest  # of cast.sponsor, waiting
    certification: Certification  # of a software company of its own, with a file
    level_proposal: LevelProposal  # of cast.sponsor, waiting
    plan: Plan  # of the same, as an ally, whom cast.executive attends


def submit(cast: Cast, at: datetime, actor: Any = None, **changes: Any) -> Notice:
    """Send a notice of the sponsor (or another actor) and gather its evidence."""
    uid = builders.new_uid()
    notice = submit_notice(
        actor=actor or cast.sponsor,
        clock=lambda: at,
        uid=uid,
        data=builders.notice_data(**changes),
    )
    evaluate_notice(now=at, notice_id=notice.pk)
    return notice


def make_world() -> World:
    """Take one deal from the notice to a closed settlement, and leave another one open."""
    cast = make_cast()
    start = NOON - timedelta(days=60)
    notice = submit(cast, start, legal_name=f"{CANARY} S.A.", cuit=CUSTOMER)
    for kind in ("DATA", "DUPLICATES", "NEED", "CUSTOMERS"):
        set_verdict(
            actor=cast.executive, now=start, notice_id=notice.pk, kind=kind, verdict="PASSED"
        )
    accept_notice(actor=cast.executive, clock=lambda: start, notice_id=notice.pk)
    channel = ExecutingChannel.objects.get(partner=cast.reseller_partner)
    lead = assign_channel(
        actor=cast.channel_manager,
        now=start,
        notice_id=notice.pk,
        channel_id=channel.pk,
        profile="RETAIL",
    )
    accept_lead(actor=cast.reseller, now=start, assignment_id=lead.pk)
    win_lead(actor=cast.reseller, now=start + timedelta(days=2), assignment_id=lead.pk)
    document, collection = _sale(cast, notice, start + timedelta(days=5))
    settled = settling.settle_period(actor=cast.finance, now=NOON, period=date(2026, 10, 1))
    clash = "Ferretería La Tuerca S.R.L."
    submit(cast, NOON - timedelta(days=4), cast.referrer, legal_name=clash, phone="011 4321-7788")
    open_notice = submit(
        cast, NOON - timedelta(days=3), legal_name=clash, trade_name=CANARY, phone="011 4321-7788"
    )
    question = ask_clarification(
        actor=cast.executive,
        now=NOON,
        notice_id=open_notice.pk,
        question="¿Cuántas cajas tiene el local?",
    )
    return World(
        cast=cast,
        notice=Notice.objects.get(pk=notice.pk),
        open_notice=open_notice,
        finding=Finding.objects.get(check_of__notice=open_notice, other_notice__isnull=False),
        clarification=question,
        assignment=Assignment.objects.get(pk=lead.pk),
        application=_application(builders.new_uid()),
        member=Member.objects.get(user_id=cast.sponsor.user_id),
        channel=channel,
        document=document,
        collection=collection,
        conflict=_conflict(cast, document),
        accrual=Accrual.objects.get(notice=notice),
        settlement=settled[0],
        **_paying(cast, settled[0]),
        **_programme(cast),
        material=_material(cast),
        **_lent(cast, notice),
        **_mentioned(cast),
        **_priced(cast),
        **_supported(cast, notice),
        **_partnered(cast),
        level_proposal=_level_proposal(cast),
        category_request=ask_category(
            actor=cast.sponsor,
            now=NOON,
            uid=builders.new_uid(),
            data=CategoryAsked(
                "JOIN", "ISV", f"Integramos {CANARY}.", accepts_terms=True, terms_version=1
            ),
        ),
        **_taught(cast),
    )


def _paying(cast: Cast, settlement: Settlement) -> dict[str, Any]:
    """The settlement's invoice with its file, the account, and the batch that waits for approval."""
    account = settling.account(cast.sponsor_partner, cast.sponsor)
    sent = send_invoice(
        actor=cast.sponsor, now=NOON, uid=builders.new_uid(), settlement_id=settlement.pk,
        data=settling.invoice_data(settlement), file_name=f"{CANARY}.pdf", content=settling.PDF,
    )  # fmt: skip
    accept_invoice(actor=cast.finance, now=NOON, invoice_id=sent.pk)
    batch = prepare_batch(actor=cast.finance, now=NOON, uid=builders.new_uid(), currency="ARS")
    return {
        "draft": DraftStatement.objects.get(partner=cast.sponsor_partner),
        "account": account,
        "invoice": sent,
        "order": batch.orders.get(),
    }


def _taught(cast: Cast) -> dict[str, Any]:
    """A course with a file, a session, and what cast.sponsor achieved in it; a goal."""
    course = training_cases.course(cast)
    certificate = training_cases.certified(cast.sponsor, course)
    file = add_file(
        actor=cast.admin, now=NOON, course_id=course.pk, title="Guía", name="guia.pdf",
        chunks=[b"%PDF-"],
    )  # fmt: skip
    data = GoalData("Tres ventas", "WON", 3, 3, "PRIZE", "Una tableta.")
    goal = add_goal(
        actor=cast.admin,
        now=NOON,
        uid=builders.new_uid(),
        data=data,
        from_date=training_cases.TODAY,
    )
    return {
        "course": course,
        "lesson": Page.objects.filter(version__course=course)[0],
        "course_file": file,
        "question": Question.objects.filter(course=course)[0],
        "attempt": certificate.attempt,
        "certificate": certificate,
        "session": training_cases.session(cast, course),
        "goal": goal,
    }


def _lent(cast: Cast, notice: Notice) -> dict[str, Any]:
    """A unit that the sponsor has for its notice: the purpose names its customer."""
    unit = unit_cases.unit(cast)
    made = unit_cases.approved(
        cast, cast.sponsor, unit, purpose=f"Mostrarlo en {CANARY}.", notice_id=notice.pk
    )
    look = Look("GOOD", photos=[unit_cases.PNG])
    dispatch_loan(actor=cast.admin, now=NOON, loan_id=made.pk, look=look)
    return {"loan": made, "unit": unit, "photo": LoanPhoto.objects.get(loan=made)}


def _supported(cast: Cast, notice: Notice) -> dict[str, Any]:
    """Support, a visit and material of the sponsor, that name the customer of its notice."""
    support_cases.grant(cast, cast.sponsor_partner)
    asked = support_cases.booked(
        cast, cast.sponsor, title=f"Jornada en {CANARY}", notice_id=notice.pk
    )
    visit = support_cases.visit(cast, cast.sponsor, customer=CANARY)
    design = support_cases.design(cast)
    piece = support_cases.piece(cast.sponsor, design, f"Pregunte a {CANARY}")
    return {
        "support": asked,
        "proof": Evidence.objects.filter(request=asked).earliest("pk"),
        "visit": visit,
        "design": design,
        "piece": piece,
    }


def _mentioned(cast: Cast) -> dict[str, Any]:
    """A page of the sponsor that nobody approved: its words are of those who may read it only."""
    picture = picture_cases.picture()
    text = f"{CANARY} no es cosa del público. " + directory_cases.TEXT
    return {
        "page": directory_cases.sent(cast.sponsor, logo=picture, logo_alt="Logo azul", text=text),
        "badge": directory_cases.badge(cast.sponsor),
        "skill": Skill.objects.get(code="redes"),
    }


def _priced(cast: Cast) -> dict[str, Any]:
    """Prices of Mediadores, the next of their files, and a quote that the sponsor gave to its customer."""
    made = price_cases.published(cast, category="SPONSOR", level="INTRODUCER", title="Mediadores")
    rows = [*price_cases.ROWS, "X;Sin precio;x;;;21"]  # of which one is left out
    found = price_cases.previewed(cast, rows, category="SPONSOR", level="INTRODUCER")
    quote = price_cases.issued(cast.sponsor, customer_name=CANARY)
    return {"price_list": made, "price_file": found, "quote": quote}


def _level_proposal(cast: Cast) -> LevelProposal:
    rule = LevelRule.objects.create(
        valid_from=date(2026, 1, 1), counted="WON", rise=9, keep=4, months=12, review_months=120,
        reason="Prueba del recorrido.", created_at=NOON, created_by_id=cast.admin.user_id or 0,
    )  # fmt: skip
    return LevelProposal.objects.create(
        partner=cast.sponsor_partner, rule=rule, review_date=NOON.date(), count=1,
        level_before="INTRODUCER", level_proposed="REFERRER", status="WAITING", made_at=NOON,
    )  # fmt: skip


def _partnered(cast: Cast) -> dict[str, Any]:
    """A software company and ally: a version under review, a plan that waits for Hasar."""
    home = builders.partner(
        "Lapacho Software S.R.L.", executive=cast.executive, categories=("ISV", "ALLIANCE")
    )
    boss = builders.member(home, "Inés Lapacho", admin=True)
    family = cast.families["FISCAL"].pk
    software = IntegrationData(f"{CANARY} Gestión", f"Imprime para {CANARY}.", family)
    stated = state_integration(actor=boss, now=NOON, uid=builders.new_uid(), data=software)
    return {
        "certification": ask_certification(
            actor=boss, now=NOON, uid=builders.new_uid(), integration_id=stated.pk,
            version="4.2", files=[("prueba.pdf", settling.PDF)],
        ),
        "plan": propose_plan(
            actor=boss, now=NOON, uid=builders.new_uid(), partner_id=home.pk,
            data=PlanData(
                f"Plan {CANARY}", f"Llevar {CANARY} a otros.", NOON.date(), date(2027, 6, 30),
                cast.executive.user_id or 0, boss.user_id or 0, date(2026, 12, 20),
                (PlanGoal("EVENTS", "Jornadas", 4),),
            ),
        ),
    }  # fmt: skip


def _programme(cast: Cast) -> dict[str, Any]:
    family = cast.families["GESTION"]
    customer = CustomerData(legal_name="Cliente del Revendedor S.A.", external_id="N-1")
    return {
        "customer": record_customer(
            actor=cast.reseller, now=NOON, owner_id=cast.reseller_partner.pk, data=customer
        ),
        "token": make_token(
            actor=cast.reseller, now=NOON, name="Tango", scopes=CUSTOMER_SCOPES, days=365
        )[0],
        "customer_import": _customer_import(cast),
        "product": Product.objects.create(code="GES-1", name="Gestión uno", family=family),
        "rate_proposal": propose_rates(
            actor=cast.admin,
            now=NOON,
            uid=builders.new_uid(),
            rates={RateKey(family.pk, None, "REFERRER"): 800},
            from_date=date(2027, 1, 1),
            reason="Prueba del recorrido.",
        ),
        "waiting": _waiting(cast),
        "batch": sales_imports.preview(
            cast.finance,
            template_csv("invoices") + b";;;;;;;;;;;;;\n;x;\n",
            issuer_cuit=builders.cuit(72_000),
        ),
    }


def _customer_import(cast: Cast) -> CustomerImport:
    """A file of the reseller's, previewed; it names what only the reseller and Hasar may read."""
    text = f"codigo;razon_social\nN-1;{LIST_CANARY} S.A.\n;\nN-2;\n"
    made = receive_file(
        actor=cast.reseller, now=NOON, owner_id=cast.reseller_partner.pk,
        file_name=f"{LIST_CANARY}.csv", uploaded=SimpleUploadedFile("clientes.csv", text.encode()),
    )  # fmt: skip
    named = {"actor": cast.reseller, "import_id": made.pk}
    work_on_import(clock=lambda: NOON, **named)
    choose_columns(
        now=NOON, fields=["external_id", "legal_name"], source_name=LIST_CANARY,
        is_whole_list=False, **named,
    )  # fmt: skip
    work_on_import(clock=lambda: NOON, **named)
    return CustomerImport.objects.get(pk=made.pk)


def _sale(cast: Cast, notice: Notice, at: datetime) -> tuple[Document, Collection]:
    document = record_document(
        actor=cast.finance,
        now=at,
        data=DocumentData(
            issuer_cuit=builders.cuit(72_000),
            type_code=1,
            point_of_sale=3,
            number=1,
            issue_date=at.date(),
            receiver_doc=CUSTOMER,
            receiver_name=f"{CANARY} S.A.",
            currency="ARS",
            net_minor=10_000_000,
            vat_minor=2_100_000,
            other_taxes_minor=0,
            total_minor=12_100_000,
            lines=(LineData("Licencia", "POS-SOFT", 10_000_000, 12_100_000),),
        ),
    )
    link_document(actor=cast.finance, now=at, document_id=document.pk, notice_id=notice.pk)
    collection = record_collection(
        actor=cast.finance,
        now=at,
        uid=builders.new_uid(),
        document_id=document.pk,
        receipt_number="R-1",
        means="TRANSFER",
        amount_minor=4_000_000,
        received_date=at.date(),
    )
    return document, collection


def _waiting(cast: Cast) -> WaitingCollection:
    """A collection of an invoice that never came."""
    file = (
        "recibo;fecha;tipo;punto_de_venta;factura;medio;importe\nR-9;12/11/2026;1;3;9;efectivo;1\n"
    )
    sales_imports.apply(cast.finance, file)
    return WaitingCollection.objects.get()


def _conflict(cast: Cast, document: Document) -> DocumentConflict:
    """The document came again for another customer."""
    stated = replace(stated_by(document), receiver_name="Otro Cliente S.A.")
    taken = take_document(actor=cast.finance, now=NOON, data=stated)
    assert taken.conflict is not None
    return taken.conflict


def _material(cast: Cast) -> Version:
    """A driver for the product of `_programme`, that only Mediadores may see."""
    product = Product.objects.get(code="GES-1")
    audience = ["SPONSOR:INTRODUCER"]
    made = library_cases.item(cast.admin, product_ids=[product.pk], audience=audience)
    return Version.objects.get(item=made)


def _application(uid: UUID) -> Application:
    apply_to_join(
        actor=VISITOR,
        now=NOON,
        uid=uid,
        data=ApplicationData(
            legal_name="Aspirante S.A.",
            cuit=builders.cuit(73_000),
            contact_name="Alba Aspirante",
            email="alba@aspirante.example",
            phone="011 4222-3344",
            province="B",
            categories=("SPONSOR",),
            sponsor_level="REFERRER",
            accepts_terms=True,
            terms_version=terms_on(NOON.date()).version,
        ),
    )
    return confirm_application(now=NOON, token=confirmation_token(uid))
