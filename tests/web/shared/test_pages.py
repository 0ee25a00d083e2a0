"""Base pages: theme and language by cookie, the style guide whole, every static file in its place."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from universo.identity.actor import Actor
from universo.web.shared import look, preferences, styleguide

SHARED = Path(look.__file__).resolve().parent


def a_request(path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.actor = Actor(user_id=None, name="")  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


@pytest.mark.parametrize("page", styleguide.PAGES)
@pytest.mark.parametrize("bad", ["", "&bad=1"])
def test_every_page_of_the_guide_renders(page: str, bad: str) -> None:
    answer = styleguide.styleguide(a_request(f"/?page={page}{bad}"))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="es-ar" data-theme="auto">' in html
    assert html.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ("<x>", "auto")]
)
def test_the_theme_is_in_the_page_from_the_start(cookie: str, theme: str) -> None:
    html = render_to_string("404.html", request=a_request(tema=cookie))
    assert f'data-theme="{theme}"' in html


def post(view: Any, **data: str) -> Any:
    return view(RequestFactory().post("/", data))


def test_choosing_a_theme_goes_back_and_keeps_it() -> None:
    answer = post(preferences.choose_theme, theme="dark", next="/portal/?q=1")
    assert (answer.status_code, answer.url) == (302, "/portal/?q=1")
    assert answer.cookies["tema"].value == "dark"


def test_choosing_a_language_keeps_it() -> None:
    assert post(preferences.choose_language, language="en").cookies["idioma"].value == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:1"])
def test_nobody_is_sent_elsewhere(elsewhere: str) -> None:
    assert post(preferences.choose_theme, theme="dark", next=elsewhere).url == "/"


def test_unknown_choices_are_not_kept() -> None:
    assert not post(preferences.choose_theme, theme="pink").cookies
    assert not post(preferences.choose_language, language="xx").cookies


@pytest.mark.parametrize("page", ["400", "403", "404", "403_csrf", "429", "500", "503"])
def test_error_pages_stand_alone(page: str) -> None:
    html = render_to_string(f"{page}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html


def test_forbidden_looks_like_missing() -> None:
    assert render_to_string("403.html") == render_to_string("404.html")


def test_every_static_file_named_by_pages_exists() -> None:
    named = set()
    for path in SHARED.glob("templates/**/*.html"):
        named |= set(re.findall(r'{% static "([^"]+)" %}', path.read_text(encoding="utf-8")))
    assert len(named) > 12
    assert not [name for name in named if finders.find(name) is None]


def test_style_sheets_and_scripts_name_files_that_exist() -> None:
    root = SHARED / "static" / "universo"
    for sheet in root.glob("css/*.css"):
        for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / url).is_file(), (sheet.name, url)
    for script in root.glob("js/*.js"):
        for url in re.findall(r'(?:from|import) "([^"]+)"', script.read_text(encoding="utf-8")):
            assert (script.parent / url).is_file(), (script.name, url)


def test_the_person_of_a_signed_in_page_comes_from_the_actor() -> None:
    request = a_request()
    request.actor = Actor(  # type: ignore[attr-defined]
        user_id=1,
        name="Lucía Benítez",
        partner_id=1,
        partner_name="Norte",
        sponsor_level="INTRODUCER",
    )
    html = render_to_string("base_app.html", {"nav": []}, request=request)
    assert "Norte · Mediador" in html
    assert "csrfmiddlewaretoken" in html


def test_collected_scripts_import_each_other_by_hash(tmp_path: Path, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "universo.web.shared.storage.ManifestStorage"},
    }
    call_command("collectstatic", "--noinput", verbosity=0)
    (entry,) = tmp_path.glob("universo/js/universo.????????????.js")
    named = re.findall(r'import "\./([^"]+)"', entry.read_text(encoding="utf-8"))
    assert len(named) == 7
    for name in named:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (entry.parent / name).is_file()
    (sheet,) = tmp_path.glob("universo/css/base.????????????.css")
    assert re.search(r"hanken-grotesk\.[0-9a-f]{12}\.woff2", sheet.read_text(encoding="utf-8"))
