"""What pages link to exists under its hashed name, as the production storage serves it."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cast import Cast
from universo.identity.models import User

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    """Collect the static files as an installation does."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "universo.web.shared.storage.ManifestStorage"},
    }
    call_command("collectstatic", "--noinput", verbosity=0)
    return tmp_path


def test_all_that_pages_link_to_was_collected(collected: Path, cast: Cast) -> None:
    linked: set[str] = set()
    for name, actor in (
        ("public:home", None),
        ("public:apply", None),
        ("public:verify", None),
        ("account_login", None),
        ("portal:home", cast.sponsor),
        ("portal:rewards", cast.sponsor),
        ("portal:lead_list", cast.reseller),
        ("backoffice:queue", cast.executive),
        ("backoffice:settlements", cast.finance),
        ("backoffice:calendar", cast.admin),
    ):
        browser = Client()
        if actor is not None:
            browser.force_login(
                User.objects.get(pk=actor.user_id),
                backend=django_settings.AUTHENTICATION_BACKENDS[0],
            )
        answer = browser.get(reverse(name))
        assert answer.status_code == 200, name
        found = re.findall(r'(?:src|href)="/static/([^"]+)"', answer.content.decode())
        assert any("htmx" in path for path in found), name
        linked.update(found)
    assert len(linked) > 10
    assert [path for path in linked if not HASHED.search(path)] == []
    assert [path for path in linked if not (collected / path).is_file()] == []
