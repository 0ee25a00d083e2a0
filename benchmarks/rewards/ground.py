"""A scratch database with the schema and the tests' standing people, for the measurements of rewards."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]


@contextmanager
def scratch() -> Iterator[dict[str, str]]:
    """Yield the addresses of a new, migrated database by role; Django is set up as its owner."""
    from universo.embedded import scratch_cluster
    from universo.supervisor.paths import var_dir

    with scratch_cluster(var_dir()) as urls:
        os.environ.update(urls.environment(), EMAIL_URL="memory:", UNIVERSO_VAR=str(var_dir()))
        os.environ.update(DATABASE_URL=urls.owner, UNIVERSO_AS_OWNER="1")
        os.environ["DJANGO_SETTINGS_MODULE"] = "universo.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield {"app": urls.app, "owner": urls.owner, "superuser": urls.superuser}


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process so far, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
