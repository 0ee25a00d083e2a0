"""The OpenAPI document and the page made from it."""

import json
from pathlib import Path

import pytest
from django.test import Client

from cast import Cast
from universo.identity.models import User
from universo.web.api.problems import KINDS

KEPT = Path(__file__).with_name("openapi.json")
DOCUMENT, PAGE = "/api/v1/openapi.json", "/api/v1/docs"


def test_the_document_is_the_one_that_clients_know(db: None) -> None:
    """Whoever changes the API changes the kept document too, and sees what changes for its clients.

    To keep a new one: `UNIVERSO_KEEP_OPENAPI=1 ./universo test tests/web/api/test_document.py`.
    """
    import os

    made = Client().get(DOCUMENT, headers={"Accept-Language": "en"}).json()
    if os.environ.get("UNIVERSO_KEEP_OPENAPI"):
        KEPT.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert made == json.loads(KEPT.read_text(encoding="utf-8"))


def test_the_document_is_spanish_unless_english_is_asked_for(db: None) -> None:
    spanish = Client().get(DOCUMENT)
    assert spanish.json()["openapi"] == "3.1.0"
    assert spanish["Content-Language"] == "es-ar"
    assert spanish.json()["paths"]["/api/v1/customers"]["get"]["summary"] == "Listar clientes"
    english = Client().get(DOCUMENT, headers={"Accept-Language": "fr,en;q=0.5,es;q=0.1"})
    assert english.json()["paths"]["/api/v1/customers"]["get"]["summary"] == "List customers"


def test_every_operation_names_its_scope_and_its_refusals(db: None) -> None:
    made = Client().get(DOCUMENT).json()
    for path, methods in made["paths"].items():
        for method, told in methods.items():
            (scopes,) = told["security"][0].values()
            assert len(scopes) == 1, (method, path)
            assert {"401", "403", "404", "422", "429", "503"} <= set(told["responses"])
            assert told["summary"]
            assert told["description"]


@pytest.mark.django_db
def test_the_reference_needs_nobody_else_and_no_script(cast: Cast) -> None:
    browser = Client()
    page = browser.get(PAGE)
    text = page.content.decode()
    assert page.status_code == 200
    for operation in ("list_customers", "put_customer", "store_customers", "create_import"):
        assert f'id="{operation}"' in text
    for kind in KINDS:
        assert f'id="problema-{kind}"' in text
    assert "Referencia de la API" in text
    assert "http://testserver/api/v1/customers" in text
    for elsewhere in ("cdn.", "//unpkg", "<script>", "style=", "onclick"):
        assert elsewhere not in text
    browser.force_login(User.objects.get(pk=cast.reseller.user_id))
    assert browser.get(PAGE).status_code == 200
