"""Background work of sales; thin: takes the time and calls a use case."""

from django.contrib.auth import get_user_model
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from universo.partners.actors import actor_for
from universo.usecases.import_sales import APPLY, apply_import


@app.task(name=APPLY, retry=RetryStrategy(max_attempts=5, exponential_wait=3))
def apply_long_import(batch_id: int, user_id: int) -> None:
    """Apply a long file, as the person who confirmed it; a repeated run goes on where it stopped."""
    actor = actor_for(get_user_model().objects.get(pk=user_id))
    apply_import(actor=actor, now=timezone.now(), batch_id=batch_id)
