"""What is sent and answered, as the OpenAPI document shows it; texts are message ids."""

from datetime import datetime
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=4_000)]


class CustomerFacts(Schema):
    """The facts of a known customer."""

    model_config = ConfigDict(extra="forbid")

    legal_name: Text = Field(description=_("Legal name. The only fact that is needed."))
    trade_name: Text = Field(default="", description=_("Trade name."))
    cuit: Text = Field(default="", description=_("CUIT, with or without hyphens. It helps most."))
    province: Text = Field(default="", description=_("Province: its letter or its name."))
    locality: Text = Field(default="", description=_("Locality."))
    street: Text = Field(default="", description=_("Address: street and number."))
    phone: Text = Field(default="", description=_("Phone with its area code, in any spelling."))
    email: Text = Field(default="", description=_("E-mail."))
    web: Text = Field(default="", description=_("Web address."))
    contact_name: Text = Field(default="", description=_("The person to talk to there."))


class CustomerRow(CustomerFacts):
    """A row of a batch: the facts with the code; without one, the CUIT is the code."""

    external_id: Text = Field(
        default="", description=_("The code by which you know the customer, at most 60 characters.")
    )


class CustomerOut(Schema):
    """A known customer as stored."""

    external_id: str
    owner: str = Field(description=_("Whose list it is on: «hasar» or the partner's number."))
    source: str = Field(
        description=_("The source that the code belongs to; empty for those written by hand.")
    )
    legal_name: str
    trade_name: str
    cuit: str
    province: str = Field(description=_("The letter of the province, empty when unknown."))
    locality: str
    street: str
    phone: str
    email: str
    web: str
    contact_name: str
    recorded_at: datetime = Field(
        description=_(
            "When it came on the list: the date of the proof. A row that becomes another company dates"
            " from that day."
        )
    )
    retired_at: datetime | None = Field(
        description=_("Since when it is no customer any more; null for those that are.")
    )


class CustomerPage(Schema):
    """Some customers of a list and where the next ones begin."""

    items: list[CustomerOut]
    next_cursor: str | None = Field(
        description=_("Send it as «cursor» to go on; null when these were the last.")
    )


class Fault(Schema):
    """What is wrong, and where."""

    pointer: str = Field(description=_("Where: a JSON pointer (RFC 6901)."))
    detail: str


class RowOut(Schema):
    """What happened to a row of a batch."""

    row: int = Field(description=_("Its place in the batch, from 1."))
    external_id: str
    outcome: Literal["new", "changed", "same", "rejected"]
    errors: list[Fault] = Field(description=_("Why it was left out."))
    warnings: list[Fault] = Field(description=_("What was left out of it: the rest is stored."))


class Counts(Schema):
    """How many rows ended how."""

    new: int
    changed: int
    same: int
    rejected: int


class BatchOut(Schema):
    """What happened to each row of a batch."""

    counts: Counts
    rows: list[RowOut]


class ProblemOut(Schema):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] | None = None


class ImportCounts(Schema):
    """What a file would do, by rows; `stored` and `retired` grow while it is applied."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    warned: int = Field(default=0, description=_("Stored without one of their facts."))
    missing: int = Field(default=0, description=_("Customers that a whole list no longer has."))
    retired: int = 0


class ImportOut(Schema):
    """A file of customers on its way into a list."""

    id: int
    url: str
    status: Literal[
        "reading", "mapping", "checking", "ready", "applying",
        "applied", "stopped", "discarded", "failed",
    ]  # fmt: skip
    is_over: bool = Field(description=_("Nothing more will happen to it."))
    file_name: str
    sha256: str
    bytes: int
    owner: str
    source: str
    whole_list: bool
    uploaded_at: datetime
    ended_at: datetime | None
    done_rows: int = Field(description=_("Of the step that runs: rows behind it."))
    all_rows: int = Field(description=_("Of the step that runs: rows in all, 0 while unknown."))
    counts: ImportCounts
    fault: str = Field(description=_("Why it failed, empty otherwise."))
    rejected_url: str | None = Field(
        description=_("The rows that were left out, as CSV with the reasons; null without any.")
    )
