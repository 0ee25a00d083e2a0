"""Background work of the library; thin."""

from django.utils import timezone
from procrastinate.contrib.django import app

from universo.usecases.use_library import check_files, tell_of_versions


@app.periodic(cron="7 * * * *")
@app.task(name="library.tell", queueing_lock="library.tell", pass_context=False)
def tell(timestamp: int) -> None:
    """Tell of versions whose day has come."""
    tell_of_versions(now=timezone.now())


@app.periodic(cron="15 8 * * 0")
@app.task(name="library.check", queueing_lock="library.check", pass_context=False)
def check(timestamp: int) -> None:
    """Compare the stored files with their SHA-256, on Sundays."""
    check_files(now=timezone.now())
