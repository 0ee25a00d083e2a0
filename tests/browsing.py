"""What the journeys share: people who sign in, the mail that reaches them, the background work."""

import gc
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from builders import PASSWORD
from universo.identity.actor import Actor
from universo.identity.models import User
from universo.notifications.models import Mail

# A browser notes the status of an answer as an error of its own: a form sent back with its errors is not
# one of ours, and a page that must be missing is asked for by the test that expects it.
_EXPECTED = re.compile(
    r"Failed to load resource: .* status of (403|404|405|409|422) "
    r"|htmx:(sendAbort|afterRequest)"  # a search of the page's own, given up for what the person did
)
WHOLE: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = {**WHOLE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOADED = "addEventListener('load', () => document.documentElement.setAttribute('data-loaded', ''))"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
FOCUS_SHOWS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "nothing has the focus";
  const label = `${it.tagName} ${it.id || it.name || it.textContent.trim().slice(0, 30)}`;
  const box = (it.matches("input[type=file]") ? it.parentElement : it).getBoundingClientRect();
  if (!box.width || !box.height) return `${label} has no size`;
  if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth)
    return `${label} is out of sight`;
  for (let at = it; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (parseFloat(style.outlineWidth) > 1 && style.outlineStyle !== "none") return "";
    if (at.matches(".control") && style.boxShadow.includes("0px 0px 0px 3px")) return "";  // its ring
  }
  return `${label} does not show that it has the focus`;
}"""


@dataclass
class Desk:
    """Opens browser windows and keeps what went wrong in any of them."""

    browser: Browser
    base_url: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def window(self, **options: Any) -> Page:
        """Return a page of a fresh browser: an Argentine's, on a desk unless `viewport` says otherwise."""
        context = self.browser.new_context(
            base_url=self.base_url,
            locale="es-AR",
            timezone_id="America/Argentina/Buenos_Aires",
            reduced_motion="reduce",
            **{"viewport": DESK, **options},
        )
        context.set_default_timeout(10_000)
        context.add_init_script(LOADED)
        self.contexts.append(context)
        page = context.new_page()
        if options.get("java_script_enabled", True):
            # Nobody acts on a page before its scripts have run: what they would do is lost.
            page.add_locator_handler(
                page.locator("html:not([data-loaded])"), lambda _html: page.wait_for_load_state()
            )
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("response", self._answered)
        return page

    def signed_in(self, actor: Actor, **options: Any) -> Page:
        """Return a page of somebody who signed in before: only the cookie, for journeys about the rest."""
        page = self.window(**options)
        enter(page, actor, self.base_url)
        return page

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _EXPECTED.search(message.text + " "):
            self.faults.append(f"{message.location.get('url')}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.url}: {response.status}")

    def photograph(self, folder: Path) -> None:
        """Keep what each window shows, and say where: for the reader of a failure."""
        for number, context in enumerate(self.contexts, start=1):
            for page in context.pages:
                picture = folder / f"window-{number}.png"
                page.screenshot(path=picture, full_page=True)
                print(f"{page.url}: {picture}")

    def close(self) -> None:
        """Close all windows, so that no request is left when the tables are emptied."""
        for context in self.contexts:
            context.close()


def enter(page: Page, actor: Actor, base_url: str) -> None:
    """Give the window this person's session."""
    client = Client()
    client.force_login(
        User.objects.get(pk=actor.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
    )


def sign_in(page: Page, actor: Actor, password: str = PASSWORD) -> None:
    """Sign in through the page, as people do."""
    page.goto("/cuenta/login/")
    page.get_by_label("Correo electrónico").fill(email_of(actor))
    page.get_by_label("Contraseña").fill(password)
    page.get_by_role("button", name="Ingresar").click()
    page.wait_for_url(re.compile("/(portal|gestion)/$"))


def email_of(actor: Actor) -> str:
    """Return the address of a person."""
    return str(User.objects.get(pk=actor.user_id).email)


def work() -> None:
    """Let a worker do what waits, as the one beside the web server would, and stop."""
    from procrastinate.contrib.django import app

    problems: list[BaseException] = []

    def run() -> None:
        try:
            app.with_connector(app.connector.get_worker_connector()).run_worker(
                wait=False, install_signal_handlers=False, listen_notify=False
            )
        except BaseException as error:
            problems.append(error)

    thread = threading.Thread(target=run)  # the browser's own loop runs in this one
    thread.start()
    thread.join(60)
    assert not thread.is_alive(), "the worker did not end"
    gc.collect()  # the threads of its tasks are gone; so are now their connections
    assert not problems, problems


def mailed_link(address: str, about: str) -> str:
    """Return the path of the link in the newest mail to this address whose subject contains `about`."""
    found = Mail.objects.filter(recipient=address.lower(), subject__icontains=about)
    subjects = list(Mail.objects.values_list("recipient", "subject"))
    assert found.exists(), f"no mail about {about!r} to {address}; there are {subjects}"
    links = re.findall(r"https?://\S+", found.latest("pk").text)
    assert links, found.latest("pk").text
    return urlsplit(links[0]).path


def axe(page: Page, options: dict[str, Any] | None = None) -> list[str]:
    """Return what axe has against the page as it is now, a line for each rule with the first place."""
    found = Axe().run(page, options=options or WHOLE).response["violations"]
    return [f"{v['id']} ×{len(v['nodes'])} at {v['nodes'][0]['target'][0]}" for v in found]
