"""What the worker does with a file of invoices or collections: reads it, checks it, applies it.

Never twice at once. Each phase may be killed at any moment: run again, reading and checking begin anew
and applying goes on with the rows that were next, so that each row is applied once.
"""

import logging
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from procrastinate.contrib.django import app

from universo.domain.decision_clock import local_date
from universo.identity.actor import Actor
from universo.sales import import_check as checking
from universo.sales import import_issuer as issuers
from universo.sales import import_rejects as rejects
from universo.sales import import_staging as staging
from universo.sales import import_states as states
from universo.sales import linking_rule
from universo.sales.feeds import mis_comprobantes, sniff
from universo.sales.feeds.codes import FileRefused as LayoutRefused
from universo.sales.feeds.codes import Refusal
from universo.sales.feeds.headers import Header, chosen_header
from universo.sales.import_preview import counted, first_rows, is_staged
from universo.sales.models import ImportBatch, ImportKind, ImportStatus
from universo.tabular import files
from universo.tabular.holding import held
from universo.tabular.refusals import FileRefused
from universo.tabular.shape import title_key
from universo.timekeeping import Clock
from universo.usecases.apply_sales_import import Progress, Stopped, apply_rows
from universo.usecases.import_sales import hand_over, is_small
from universo.usecases.link_by_rule import LINK

S = ImportStatus
HOLD = 7_204_004
_LOG = logging.getLogger(__name__)


def work_on_import(
    *,
    actor: Actor,
    clock: Clock,
    batch_id: int,
    is_awaited: bool = False,
    progress: Progress | None = None,
) -> None:
    """Do all that a file waits for; `actor` is the person on whose behalf.

    Nothing happens when somebody else is at it, or nothing is left to do. With `is_awaited` somebody
    waits for the answer: what turns out to be long is left to the worker. `progress` hears the state,
    the rows behind it and the rows in all.
    """
    with held(HOLD, batch_id) as is_ours:
        while is_ours:
            batch = ImportBatch.objects.filter(pk=batch_id).first()
            if batch is None or batch.status not in states.WORKING:
                return
            if is_awaited and not is_small(batch):
                hand_over(batch, actor)
                return
            _phase(batch, actor, clock, progress or _silent)


def _silent(_state: str, _rows: int, _all: int) -> None:
    """Nobody listens."""


def _phase(batch: ImportBatch, actor: Actor, clock: Clock, progress: Progress) -> None:
    phases = {S.READING: _read, S.CHECKING: _check, S.APPLYING: _apply}
    try:
        if not files.path_of(batch.stored_as).exists():
            raise FileRefused("gone")
        phases[S(batch.status)](batch, actor, clock, progress)
    except FileRefused as refusal:
        _fail(batch, clock, refusal.code, {"n": refusal.about})
    except LayoutRefused as refusal:
        _fail(batch, clock, refusal.code.value, refusal.params)
    except Stopped:
        pass
    except OperationalError:
        raise  # the database is busy or gone: the job is tried again
    except Exception:  # noqa: BLE001 - whatever a file does to us is told, not left hanging
        _LOG.exception("import %s failed while %s", batch.pk, batch.status)
        _fail(batch, clock, "failed", {})


def _fail(batch: ImportBatch, clock: Clock, code: str, params: dict[str, Any]) -> None:
    if batch.status != S.APPLIED:  # what was applied to its end stays so
        fault = {"code": code, "params": params}
        states.move(batch, clock(), batch.status, S.FAILED, fault=fault)


def _read(batch: ImportBatch, _actor: Actor, clock: Clock, _progress: Progress) -> None:
    """Find out what the file is and where its columns are; ask a person when that is not to be told."""
    if not files.has_room(batch.stored_as):
        raise FileRefused("no_room")
    found = sniff.open_file(files.path_of(batch.stored_as), settings.UPLOAD_LIMIT_MB * files.MB)
    source = None
    header = found.header
    if header is None:
        source = states.recognised_source(found.shape)
        if source is not None and batch.wanted_kind in (states.AUTO, source.kind):
            titles = found.shape.titles
            fields = [source.mapping.get(title_key(title), "") for title in titles]
            header = chosen_header(sniff.BY_NAME[source.kind], titles, fields)
    values: dict[str, Any] = {"shape": found.shape.as_json(), "source": source}
    if header is None:
        if batch.wanted_kind not in (states.AUTO, *sniff.MAPPABLE):
            raise sniff.nearest_refusal(found.shape)
        states.move(batch, clock(), S.READING, S.MAPPING, **values)
        return
    if batch.wanted_kind not in (states.AUTO, header.layout.name):
        raise LayoutRefused(Refusal.OTHER_LAYOUT, found=header.layout.name)
    states.move(
        batch, clock(), S.READING, S.CHECKING, kind=header.layout.name, header=sniff.as_json(header),
        all_rows=found.shape.about_rows, **values, **_issuer(batch, header),
    )  # fmt: skip


def _issuer(batch: ImportBatch, header: Header) -> dict[str, Any]:
    """The issuer, who said so, and the generation of ARCA's list.

    The title's issuer where nobody chose one, else that of the settings.
    """
    if header.layout.name != "mis-comprobantes":
        return {"issuer_cuit": batch.issuer_cuit or settings.ISSUER_CUIT}
    in_title = mis_comprobantes.issuer_in(header.above)
    source = issuers.CHOSEN if batch.issuer_cuit else issuers.ASSUMED
    if in_title and not batch.issuer_cuit:
        source = issuers.IN_TITLE
    return {
        "issuer_cuit": batch.issuer_cuit or in_title or settings.ISSUER_CUIT,
        "generation": mis_comprobantes.generation(header),
        "counts": {"issuer_from": source},
    }


def _check(batch: ImportBatch, _actor: Actor, clock: Clock, progress: Progress) -> None:
    """Find out what each row would do."""
    now = clock()
    for rows in checking.stage(batch, local_date(now)):
        _beat(batch, rows)
        progress(batch.status, rows, batch.shape["about_rows"])
    with transaction.atomic():
        staging.work_at_length(batch.all_rows)
        counts, preview = checking.weigh(batch)
    if counts["outcomes"]["REJECTED"]:
        rejects.write(batch)
    states.move(batch, clock(), S.CHECKING, S.PREVIEWED, counts=counts, preview=preview)


def _beat(batch: ImportBatch, rows: int) -> None:
    """Say how far the phase is. Raises Stopped when somebody gave the file up."""
    still = ImportBatch.objects.filter(pk=batch.pk, status=batch.status)
    if not still.update(done_rows=rows):
        raise Stopped


def _apply(batch: ImportBatch, actor: Actor, clock: Clock, progress: Progress) -> None:
    """Apply part by part, tell, and forget the file: the rows left out stay for a while."""
    if not is_staged(batch):  # the database crashed since: its rows are read once more
        for _rows in checking.stage(batch, local_date(clock())):
            pass
        with transaction.atomic():
            staging.work_at_length(batch.all_rows)
            checking.weigh(batch)
    apply_rows(actor=actor, clock=clock, batch=batch, progress=progress)
    with transaction.atomic():
        done = clock()
        staging.work_at_length(batch.all_rows)
        outcomes = counted(batch)
        counts = {**batch.counts, "outcomes": outcomes}
        preview = first_rows(batch)
        if not states.move(
            batch, done, S.APPLYING, S.APPLIED, counts=counts, preview=preview, applied_at=done
        ):
            raise Stopped
        states.tell(actor, done, batch, "applied", outcomes=outcomes)
        if outcomes["NEW"] and batch.kind != ImportKind.COLLECTIONS and linking_rule.is_on():
            app.configure_task(LINK).defer()
    if outcomes["REJECTED"]:
        rejects.write(batch)
    staging.clear(batch.pk)
    files.forget(batch.stored_as, rejects_too=False)
