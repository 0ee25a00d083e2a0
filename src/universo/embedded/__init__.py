"""PostgreSQL under our own supervision, for a clone that names no DATABASE_URL.

A *keeper* process owns each server: it starts it, restarts it when it dies, and stops it once
nobody holds the cluster's users lock any more. The kernel drops that lock when a process ends,
however it ends, so a killed run never leaves a server behind.
"""

from universo.embedded.cluster import Running, Urls, ensure_running, scratch_cluster
from universo.embedded.errors import EmbeddedError

__all__ = ["EmbeddedError", "Running", "Urls", "ensure_running", "scratch_cluster"]
