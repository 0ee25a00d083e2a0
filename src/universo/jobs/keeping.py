"""Background work on the keys of the companies; thin."""

from procrastinate.contrib.django import app

from universo.customers import keeping, stale


@app.periodic(cron="10 6 * * *")
@app.task(name="customers.count", queueing_lock="customers.count", pass_context=False)
def count(timestamp: int) -> None:
    """Count anew how rare all is among the known customers."""
    keeping.count_holders()


@app.periodic(cron="25 * * * *")
@app.task(name="customers.keep", queueing_lock="customers.keep", pass_context=False)
def keep(timestamp: int) -> None:
    """File the keys that a killed import left waiting; make ready what another version packed."""
    keeping.file_waiting()
    while stale.make_ready_again(5_000):
        pass
