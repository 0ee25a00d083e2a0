"""Send made companies to a running server, a batch at a time, and say how long it took.

    python benchmarks/matching/made_companies.py --rows 1000000 --output made.csv
    UNIVERSO_KEY=universo_… python benchmarks/api/batches.py made.csv --batches 1000 --rows 1000

The server must allow it: API_REQUESTS_PER_MINUTE=100000 ./universo run. Standard library only.
"""

import argparse
import csv
import http.client
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from statistics import median, quantiles
from urllib.parse import urlsplit

FIELDS = {
    "external_id": "id", "legal_name": "legal_name", "trade_name": "trade_name", "cuit": "cuit",
    "phone": "phone", "email": "email", "web": "web", "street": "street", "locality": "locality",
    "province": "province", "contact_name": "contact",
}  # fmt: skip


def bodies(path: str, rows: int) -> Iterator[bytes]:
    """Yield the file as JSON lines, so many rows at a time."""
    with open(path, encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        while part := list(islice(table, rows)):
            told = ({name: row[title] for name, title in FIELDS.items()} for row in part)
            yield "\n".join(json.dumps(each, ensure_ascii=False) for each in told).encode()


class Sender:
    """One connection to the server."""

    def __init__(self, url: str, key: str, source: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80)
        self._path = f"/api/v1/customers/batch?source={source}"
        self._headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/x-ndjson",
        }

    def send(self, body: bytes, client_key: str) -> tuple[float, dict[str, int]]:
        """Send a batch; return the seconds until the whole answer was here, and its counts."""
        headers = {**self._headers, **({"Idempotency-Key": client_key} if client_key else {})}
        began = time.perf_counter()
        self._connection.request("POST", self._path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        took = time.perf_counter() - began
        if answer.status != http.HTTPStatus.OK:
            sys.exit(f"{answer.status}: {text.decode()[:500]}")
        return took, json.loads(text)["counts"]


def main() -> None:
    """Send, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--batches", type=int, default=1_000)
    parser.add_argument("--rows", type=int, default=1_000)
    parser.add_argument("--source", default="made")
    parser.add_argument("--keyed", action="store_true", help="send an Idempotency-Key too")
    given = parser.parse_args()
    sender = Sender(given.url, os.environ["UNIVERSO_KEY"], given.source)
    took, counts = [], Counter[str]()
    began = time.perf_counter()
    for number, body in enumerate(islice(bodies(given.file, given.rows), given.batches)):
        key = f"{given.source}-{given.rows}-{number}" if given.keyed else ""
        seconds, told = sender.send(body, key)
        took.append(seconds)
        counts.update(told)
        if number % 100 == 99:
            rate = counts.total() / (time.perf_counter() - began)
            print(f"{number + 1} batches, {rate:,.0f} rows/s", file=sys.stderr)
    whole = time.perf_counter() - began
    print(f"{len(took)} batches of {given.rows} rows in {whole:.1f} s: {dict(counts)}")
    print(f"{counts.total() / whole:,.0f} rows/s, reading the file and the client included")
    last = quantiles(took, n=100)[98]
    print(f"a batch: median {median(took) * 1000:.0f} ms, p99 {last * 1000:.0f} ms,", end=" ")
    print(f"slowest {max(took) * 1000:.0f} ms")


if __name__ == "__main__":
    main()
