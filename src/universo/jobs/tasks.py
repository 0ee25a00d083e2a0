"""All background work, gathered for the worker; each part of the house has its own module."""

from importlib import import_module
from pkgutil import iter_modules

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

import universo.jobs

STALLED_SECONDS = 60
KEEP_HOURS = 24 * 30

for _module in iter_modules(universo.jobs.__path__):
    if _module.name not in {"apps", "tasks"}:
        import_module(f"universo.jobs.{_module.name}")
import_module("universo.notifications.tasks")


@app.periodic(cron="*/5 * * * *")
@app.task(name="jobs.revive", queueing_lock="jobs.revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Put back the jobs of a worker that died while doing them: all are harmless to repeat."""
    stalled = await context.app.job_manager.get_stalled_jobs(
        seconds_since_heartbeat=STALLED_SECONDS
    )
    for job in stalled:
        await context.app.job_manager.retry_job(job, retry_at=timezone.now())


@app.periodic(cron="40 6 * * *")
@app.task(name="jobs.tidy", queueing_lock="jobs.tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Forget the jobs that ended well a month ago; failed ones stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
