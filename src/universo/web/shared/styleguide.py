"""Every component once, with data made up on the spot. Mounted only with DEBUG."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from universo.domain.business_days import Skipped
from universo.domain.decision_clock import Meter, MeterTick, TickState
from universo.web.shared import styleguide_data as data
from universo.web.shared.access import PUBLIC
from universo.web.shared.fields import CuitField, DayField, Described, MoneyField

PAGES = ("app", "forms", "story", "public", "auth")


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Razón social", help_text="Como figura en la constancia de CUIT.")
    cuit = CuitField()
    email = forms.EmailField(label="Correo electrónico")
    province = forms.ChoiceField(
        label="Provincia", choices=[("", "Elija una"), ("B", "Buenos Aires")]
    )
    budget = MoneyField(label="Presupuesto estimado")
    currency = forms.ChoiceField(
        label="Moneda", choices=[("ARS", "Pesos"), ("USD", "Dólares")], widget=forms.RadioSelect
    )
    start = DayField(label="Fecha estimada", required=False)
    level = forms.ChoiceField(
        label="Nivel",
        widget=forms.RadioSelect,
        choices=[
            ("R", Described("Orientador", "Detecta una necesidad de software y la informa.")),
            (
                "I",
                Described(
                    "Mediador", "Además presenta a las personas clave y participa en la preventa."
                ),
            ),
        ],
    )
    families = forms.MultipleChoiceField(
        label="Productos",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("1", "Impresoras fiscales"), ("2", "Software de gestión"), ("3", "Balanzas")],
    )
    need = forms.CharField(label="Necesidad", widget=forms.Textarea)
    sheet = forms.FileField(
        label="Comprobantes", required=False, help_text="CSV o XLSX, hasta 4 MB."
    )
    terms = forms.BooleanField(label="El contacto autorizó que lo refiramos")


def sample_meter(used: int, today: date) -> Meter:
    """A meter with `used` ticks gone, whose present day is `today`."""
    day = today - timedelta(days=round(used * 1.4))
    ticks: list[MeterTick] = []
    skipped: list[Skipped] = []
    while len(ticks) < 15:
        day += timedelta(days=1)
        if day.weekday() > 4:
            skipped.append(Skipped(day, "sábado" if day.weekday() == 5 else "domingo"))
        elif (day.month, day.day) == (12, 8):
            skipped.append(Skipped(day, "feriado: Inmaculada Concepción de María"))
        else:
            order = len(ticks)
            state = TickState.USED if order < used else TickState.LEFT
            if order == used and used:
                state = TickState.TODAY
            ticks.append(MeterTick(day, state, ()))
    return Meter(tuple(ticks), tuple(skipped), 15 - used, used >= 15)


@PUBLIC
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the page of the guide named by `?page=`."""
    page = request.GET.get("page", "app")
    page = page if page in PAGES else "app"
    if page == "app":
        messages.success(request, "El aviso OP-1042 fue recibido. El recibo está en su correo.")
    bad = {"cuit": "30-61040056-3", "budget": "1,234.5", "name": "", "currency": "ARS"}
    today = date(2026, 11, 23)
    context: dict[str, Any] = {
        **data.context(timezone.now()),
        "form": SampleForm(
            bad if request.GET.get("bad") else None, initial={"cuit": "30610400562"}
        ),
        "meters": [sample_meter(used, today) for used in (13, 10, 7, 2, 0)],
        "meter_over": sample_meter(15, today),
        "page_of": Paginator(range(137), 20).page(3),
        "page": page,
    }
    return render(request, f"shared/styleguide/{page}.html", context)
