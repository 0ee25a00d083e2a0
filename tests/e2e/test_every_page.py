"""Every page of every person: nothing to scroll sideways, nothing for axe or the console to complain of."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from browsing import COLOURS, DESK, PHONE, Desk, axe
from universo.identity.actor import VISITOR
from web.test_access_walk import MAY_BE_MISSING, SKIPPED, Route, may_open, routes, values_of
from world import World, make_world

pytestmark = pytest.mark.e2e

PEOPLE = {
    "partners": ("visitor", "sponsor", "referrer", "reseller"),
    "office": ("executive", "channel_manager", "auditor"),
    "back office": ("finance", "admin"),
}
# Pages of the sign-in library with our templates; the walk of roles does not know them.
ACCOUNT = {
    "visitor": ("account_login", "account_reset_password", "account_request_login_code"),
    "sponsor": ("account_change_password", "mfa_index", "account_logout"),
}
OF_THEIR_OWN = ("portal:home", "backoffice:home")  # other cards for each role: examined for each
IDS_TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}"""
# The page itself cuts off what is too wide: only a part that scrolls by itself may be wider.
WIDE_PARTS = """() => {
  const limit = document.documentElement.clientWidth;
  const kept = (it) => {
    for (let at = it.parentElement; at && !at.matches("main, body"); at = at.parentElement)
      if (getComputedStyle(at).overflowX !== "visible") return true;
    return false;
  };
  const seen = { opacityProperty: true, visibilityProperty: true };
  const wide = [...document.querySelectorAll("body *")].filter((it) => {
    const box = it.getBoundingClientRect();
    if (box.right <= limit + 1 || box.width <= 1 || it.closest("svg")) return false;
    return it.checkVisibility(seen) && !kept(it);
  });
  if (document.documentElement.scrollWidth > limit) wide.push(document.documentElement);
  return wide.slice(0, 3).map((it) => `${it.tagName}.${it.className}`.slice(0, 80));
}"""


@pytest.mark.parametrize("group", PEOPLE)
def test_pages_of_people(desk: Desk, group: str) -> None:
    world = make_world()
    examined: set[str] = set()
    faults: list[str] = []
    seen = 0
    for who in PEOPLE[group]:
        page = window_of(desk, world, who)
        for route in pages_of(world, who):
            address = route.path(values_of(world)) if isinstance(route, Route) else reverse(route)
            name = route.name if isinstance(route, Route) else route
            key = f"{who} {name}" if name in OF_THEIR_OWN else name
            found = look(page, address, examine=key not in examined)
            if found is None:
                if isinstance(route, Route) and name in MAY_BE_MISSING:
                    continue
                found = ["there is no such page"]
            examined.add(key)
            seen += 1
            faults += [f"{who} {address}: {fault}" for fault in found]
        page.context.close()
    print(seen, "pages seen,", len(examined), "examined")
    assert seen > 30, "the walk has lost its pages"
    assert not faults, "\n".join(faults)


def window_of(desk: Desk, world: World, who: str) -> Page:
    """A window of this person."""
    if who == "visitor":
        return desk.window(color_scheme="light")
    return desk.signed_in(world.cast.everyone()[who], color_scheme="light")


def pages_of(world: World, who: str) -> Iterator[Route | str]:
    """Every address that this person may open; files to download are left to the journeys."""
    yield from ACCOUNT.get(who, ())
    actor = world.cast.everyone().get(who, VISITOR)
    for route in routes():
        if route.rule is None or route.name in SKIPPED:
            continue
        if who == "visitor":
            if route.rule.anonymous and not route.params:
                yield route
        elif not route.rule.anonymous and may_open(route, who, actor, "GET"):
            yield route


def look(page: Page, address: str, *, examine: bool) -> list[str] | None:
    """Return what is wrong with a page at both widths and in both themes; None if it is missing."""
    answer = page.request.get(address)
    if "text/html" not in answer.headers.get("content-type", "") or answer.status == 405:
        return []  # neither a file nor an act that is only posted has a page
    if answer.status == 404:
        return None
    page.goto(address)
    faults = [f"two things are called #{name}" for name in page.evaluate(IDS_TWICE)]
    faults += [
        f"at {DESK['width']} px it is too wide: {part}" for part in page.evaluate(WIDE_PARTS)
    ]
    if examine:
        faults += [f"light: {said}" for said in axe(page)]
        page.emulate_media(color_scheme="dark")
        faults += [f"dark: {said}" for said in axe(page, COLOURS)]
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    faults += [
        f"at {PHONE['width']} px it is too wide: {part}" for part in page.evaluate(WIDE_PARTS)
    ]
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return faults
