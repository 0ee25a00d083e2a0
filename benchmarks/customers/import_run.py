"""Measure a file of customers from upload to list, as a person brings it in, and the pages afterwards.

    python benchmarks/customers/import_run.py --file X.csv --port 8461 [--pages-only]

`./universo run --port 8461` must be running with the demo data. Signs in as a reseller of the demo,
uploads the file, chooses the columns that were guessed, waits for the preview, confirms, waits for the
end, brings the same file in again, and asks for the pages of the list. Prints seconds of each step, the
largest proportional memory (PSS) of web, worker and database while it ran, and the median of each page.
"""

import argparse
import html
import http.client
import os
import re
import statistics
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

WHO, PASSWORD = "norma@rnorte.example", "universo-demo-2026"
BOARD = "/portal/clientes/importar/"
WORKING = re.compile(r'id="state"[^>]*hx-trigger="every')
PAGES = {
    "first page": "/portal/clientes/",
    "search: one word": "/portal/clientes/?q=ferreteria",
    "search: two words": "/portal/clientes/?q=ferreteria+gonzalez",
    "search: part of a word": "/portal/clientes/?q=gonzal",
    "search: a CUIT": "/portal/clientes/?q=30-70",
    "search: nobody": "/portal/clientes/?q=zzzyqx",
    "retired": "/portal/clientes/?estado=bajas",
    "base": "/portal/clientes/base/",
    "imports": BOARD,
}


class Browser:
    """The little of a browser that a person needs: cookies and forms."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(
        self, path: str, body: "bytes | Iterator[bytes] | None" = None, **headers: str
    ) -> tuple[int, str, str]:
        """Return status, place of a redirection, and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        kept = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        method = "GET" if body is None else "POST"
        connection.request(
            method,
            path,
            body,
            {"Cookie": kept, **{k.replace("_", "-"): v for k, v in headers.items()}},
        )
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, answer.headers.get("Location", ""), text

    def post(self, path: str, values: dict[str, str]) -> tuple[int, str, str]:
        """Send a form."""
        values = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **values}
        return self.ask(
            path, urlencode(values).encode(), Content_Type="application/x-www-form-urlencoded",
            Referer=f"http://127.0.0.1:{self.port}{path}", Origin=f"http://127.0.0.1:{self.port}",
        )  # fmt: skip

    def upload(self, path: str, file: Path) -> tuple[int, str, str]:
        """Send a file, a megabyte at a time."""
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f'{self.cookies["csrftoken"]}\r\n--{mark}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{file.name}"\r\nContent-Type: text/csv\r\n\r\n'
        ).encode()
        tail = f"\r\n--{mark}--\r\n".encode()

        def parts() -> Iterator[bytes]:
            yield head
            with file.open("rb") as handle:
                while data := handle.read(2**20):
                    yield data
            yield tail

        size = len(head) + file.stat().st_size + len(tail)
        return self.ask(
            path, parts(), Content_Type=f"multipart/form-data; boundary={mark}",
            Content_Length=str(size), Origin=f"http://127.0.0.1:{self.port}",
        )  # fmt: skip


class Memory(threading.Thread):
    """Samples the proportional memory of the processes of one installation, by kind."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.most: dict[str, int] = {}
        self.over = False
        self.root = _supervisor(port)

    def run(self) -> None:
        while not self.over:
            sums: dict[str, int] = {}
            for pid in _children(self.root):
                try:
                    words = Path(f"/proc/{pid}/cmdline").read_bytes()
                    pss = re.search(
                        r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M
                    )
                except OSError:
                    continue
                kind = next(
                    (
                        k
                        for k, w in (
                            ("web", b"granian"),
                            ("worker", b"procrastinate"),
                            ("worker", b"multiprocessing"),
                            ("database", b"postgres"),
                        )
                        if w in words
                    ),
                    "other",
                )
                sums[kind] = sums.get(kind, 0) + (int(pss[1]) if pss else 0)
            sums["all"] = sum(sums.values())
            for kind, size in sums.items():
                self.most[kind] = max(self.most.get(kind, 0), size)
            time.sleep(1)


def _supervisor(port: int) -> int:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"run" in words and str(port).encode() in words:
                return int(entry.name)
    raise SystemExit(f"no ./universo run --port {port} is running")


def _children(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rpartition(")")[2].split()[1]
                )
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found | {pid for pid, parent in parents.items() if _is_server(pid, root, parents)}


def _is_server(pid: int, root: int, parents: dict[int, int]) -> bool:
    """The embedded server has a parent of its own: known by its folder under the same UNIVERSO_VAR."""
    try:
        folder = _variable(root)
        return bool(folder) and folder in Path(f"/proc/{parents.get(pid, pid)}/cmdline").read_text()
    except OSError:
        return False


def _variable(pid: int) -> str:
    words = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return next((w[13:].decode() for w in words if w.startswith(b"UNIVERSO_VAR=")), "")


def wait(browser: Browser, where: str) -> tuple[float, str]:
    """Wait while the page says that it is working; return the seconds and the page."""
    start = time.perf_counter()
    while True:
        _status, _place, page = browser.ask(where)
        if not WORKING.search(page):
            return time.perf_counter() - start, page
        time.sleep(0.5)


def told(page: str) -> str:
    """Return the figures of a page, or its fault."""
    figures = re.findall(r'<dt>([^<]+)</dt><dd><span class="stat-value">([^<]+)', page)
    fault = re.findall(r'callout-title">([^<]+)', page)
    return html.unescape("; ".join([*fault, *(f"{k} {v}" for k, v in figures)]))


def bring_in(browser: Browser, file: Path, *, check_only: bool = False) -> None:
    """Bring a file in, printing how long each step took."""
    browser.ask(BOARD)
    start = time.perf_counter()
    status, where, page = browser.upload(BOARD, file)
    print(f"upload             {time.perf_counter() - start:7.1f} s  {status}")
    if status != 302:
        raise SystemExit(told(page) or page[-2000:])
    seconds, page = wait(browser, where)
    print(f"columns found      {seconds:7.1f} s")
    fields = {"act": "choose", "source": "Medición"}
    for name, options in re.findall(r'<select name="(column_\d+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name] = chosen[1] if chosen else ""
    print("columns:", ", ".join(v or "—" for k, v in fields.items() if k.startswith("column")))
    status, _place, page = browser.post(where, fields)
    if status != 302:
        raise SystemExit(told(page))
    seconds, page = wait(browser, where)
    print(f"checked            {seconds:7.1f} s  {told(page)}")
    if check_only or 'value="confirm"' not in page:
        return
    browser.post(where, {"act": "confirm"})
    seconds, page = wait(browser, where)
    print(f"stored             {seconds:7.1f} s  {told(page)}")


def pages(browser: Browser) -> None:
    """Ask each page eleven times and print the median and the worst."""
    asked = dict(PAGES)
    _status, _place, page = browser.ask(PAGES["first page"])
    for step in range(3):
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following:
            asked[f"page {step + 2}"] = "/portal/clientes/" + html.unescape(following[1])
            _status, _place, page = browser.ask(asked[f"page {step + 2}"])
    for name, path in asked.items():
        times = []
        for _each in range(11):
            start = time.perf_counter()
            status, _place, page = browser.ask(path)
            times.append((time.perf_counter() - start) * 1000)
        rows = page.count("<tr>")
        print(
            f"{name:24} median {statistics.median(times):6.0f} ms, worst {max(times):6.0f} ms"
            f"  {status}, {rows} rows"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--port", type=int, default=8461)
    parser.add_argument("--pages-only", action="store_true")
    parser.add_argument("--check-only", action="store_true", help="up to the preview")
    options = parser.parse_args()
    browser = Browser(options.port)
    browser.ask("/cuenta/login/")
    status, _place, _page = browser.post("/cuenta/login/", {"login": WHO, "password": PASSWORD})
    if status != 302:
        raise SystemExit("cannot sign in")
    browser.ask("/portal/")
    print(
        f"{options.file.name}: {options.file.stat().st_size / 1e6:.0f} MB; {os.cpu_count()} cores; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    memory = Memory(options.port)
    memory.start()
    if not options.pages_only:
        bring_in(browser, options.file, check_only=options.check_only)
        if not options.check_only:
            print("the same file again:")
            bring_in(browser, options.file)
    pages(browser)
    memory.over = True
    print(
        "most memory (PSS, MiB):",
        ", ".join(f"{k} {v // 1024}" for k, v in sorted(memory.most.items())),
    )


if __name__ == "__main__":
    main()
