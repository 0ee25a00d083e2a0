"""What an observer of time learns from the answers to a sender: is this customer another's already?

    DISCLOSURE_PAIRS=2000 ./universo bench benchmarks/test_disclosure.py

Pairs of sendings, one of a customer that another sponsor notified before and one of a fresh customer, in
random order; the observer guesses that the slower (or the quicker) one is the duplicate (protocol 7).
"""

import os
import random
from collections.abc import Callable
from statistics import median
from time import perf_counter

import pytest
from django.test import Client
from django.urls import reverse

import builders
from cast import Cast
from evaluating import send
from universo.domain.shares import bounds
from universo.identity.models import User

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
PAIRS = int(os.environ.get("DISCLOSURE_PAIRS", "300"))
ALLOWED = 0.52


def test_time_of_the_answer(cast: Cast, report: Callable[[list[str]], None]) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=cast.sponsor.user_id))
    chance = random.Random(7)

    def timed(name: str, phone: str) -> tuple[float, int]:
        body = {**builders.notice_data(legal_name=name, phone=phone), "consent": "on",
                "action": "send"}  # fmt: skip
        url = reverse("portal:notice_draft", args=[builders.new_uid()])
        begun = perf_counter()
        answer = client.post(url, body)
        took = perf_counter() - begun
        assert answer.status_code == 302
        return took, len(answer.content)

    for warm in range(20):
        timed(f"Precalentada {warm} S.A.", f"011 4{warm:03d}-0000")
    slower, sizes = 0, set()
    known, fresh = [], []
    for pair in range(PAIRS):
        phone = f"{pair // 1_000:03d}-1{pair % 1_000:03d}"
        names = [(f"Comercial Sabida {pair} S.A.", f"011 5{phone}"),
                 (f"Comercial Nacida {pair} S.A.", f"011 6{phone}")]  # fmt: skip
        send(cast.referrer, legal_name=names[0][0], phone=names[0][1])
        order = [0, 1]
        chance.shuffle(order)
        took = {which: timed(*names[which]) for which in order}
        known.append(took[0][0])
        fresh.append(took[1][0])
        sizes |= {took[0][1], took[1][1]}
        slower += took[0][0] > took[1][0]
    guess = max(slower, PAIRS - slower)
    low, high = bounds(guess, PAIRS)
    report(
        [
            f"pairs: {PAIRS}",
            f"median answer, notified before: {median(known) * 1000:.1f} ms",
            f"median answer, fresh:           {median(fresh) * 1000:.1f} ms",
            f"sizes of the answers: {sorted(sizes)} bytes",
            f"the better of both guesses is right in {guess / PAIRS:.3f} (95 %: {low:.3f} to {high:.3f})",
            f"allowed: {ALLOWED}, beyond chance",
        ]
    )
    assert len(sizes) == 1
    assert low <= ALLOWED
