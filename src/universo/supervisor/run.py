"""`./universo run`: database, schema, demo data, web server and worker, until Ctrl-C."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from types import FrameType

from universo.supervisor import processes, run_options, say, steps
from universo.supervisor.database import Database, opened
from universo.supervisor.paths import Trouble, external_database, log_dir, var_dir
from universo.supervisor.run_options import RunOptions
from universo.supervisor.services import Service

READY_SECONDS = 60.0

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Stopped(BaseException):
    """Somebody asked us to stop, by Ctrl-C or a signal."""


def command(_word: str, arguments: list[str]) -> int:
    """Run everything; 0 after a stop that was asked for."""
    options = run_options.parse(arguments)
    hold = processes.hold(var_dir() / "run.lock")
    if hold is None:
        run_options.check_before_work(options)
        raise Trouble("Universo ya está en marcha en esta copia.")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    try:
        if options.reset and not _reset(options):
            return 1
        with opened() as database:
            _prepare(options, database)
            _serve(options, database)
    except Stopped:
        say.line("Universo se detuvo.")
    finally:
        (var_dir() / "run.json").unlink(missing_ok=True)
        os.close(hold)
    return 0


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # stopping takes seconds and is not hurried
    raise Stopped


def _reset(options: RunOptions) -> bool:
    folder = run_options.data_folder()
    if not folder.exists():
        return True
    if not options.yes:
        if not sys.stdin.isatty():
            raise Trouble("--reset borra todos los datos: agregue --yes para confirmarlo.")
        say.part(f"Se borrarán todos los datos de {folder}. Escriba «borrar» para confirmar: ")
        if sys.stdin.readline().strip().lower() != "borrar":
            say.line("No se borró nada.")
            return False
    if processes.locked(folder / "users.lock"):
        raise Trouble("La base está en uso por otro comando de esta copia: espere a que termine.")
    shutil.rmtree(folder)
    return True


def _prepare(options: RunOptions, database: Database) -> None:
    first_time = external_database() and _is_empty(database)
    steps.carry_out([steps.messages(), steps.migrate(database), steps.static_files()], database)
    demo = steps.demo(database)
    if not options.demo:
        demo.done()  # declined on the first run: later runs do not bring it either
    elif first_time or not external_database():
        steps.carry_out([demo], database)


def _is_empty(database: Database) -> bool:
    """Whether no migration ever ran there: demo data never go into somebody's own database."""
    import psycopg

    try:
        with psycopg.connect(database.environment()["DATABASE_URL"], connect_timeout=10) as link:
            row = link.execute("SELECT to_regclass('public.django_migrations')").fetchone()
    except psycopg.Error as error:
        detail = (str(error).strip().splitlines() or [""])[0]
        raise Trouble(f"No se pudo abrir la base de DATABASE_URL: {detail}") from None
    return row is not None and row[0] is None


def _serve(options: RunOptions, database: Database) -> None:
    services = _services(options, database)
    people = _demo_people(services[0].environment)
    try:
        for service in services:
            service.start()
        _remember(options, services)
        _await_web(options, services[0])
        _welcome(options, people)
        while True:
            changed = [service.watch() for service in services]
            if database.revive():
                _follow(options, database, services)
            if any(changed):
                _remember(options, services)
            time.sleep(0.25)
    except Stopped:
        say.line("\nDeteniendo…")
        raise
    finally:
        for service in services:
            service.stop()
        people.kill()
        people.wait()


def _services(options: RunOptions, database: Database) -> list[Service]:
    environment = _environment(options, database)
    granian = ["-m", "granian", "--interface", "wsgi", "--host", options.host]
    granian += ["--port", str(options.port), "--workers", "1", "--blocking-threads", "32"]
    granian += ["--no-ws", "--workers-kill-timeout", "4", "universo.wsgi:application"]
    worker = ["-m", "universo", "procrastinate", "worker", "--shutdown-graceful-timeout", "4"]
    worker += ["--concurrency", "4"]  # mail and clocks do not wait behind a file of a million rows
    return [
        # The server ends its own children when told to; the worker would wait for its database.
        Service("web", "El servidor web", granian, environment, signal.SIGTERM),
        Service("worker", "El proceso de tareas", worker, environment, signal.SIGKILL),
    ]


def _environment(options: RunOptions, database: Database) -> dict[str, str]:
    chosen = database.environment()
    chosen["PORT"] = str(options.port)
    chosen.setdefault("PUBLIC_URL", options.address)
    if options.host not in LOOPBACK:
        # Listening for others was asked for; they come under names that we cannot know.
        chosen.setdefault("ALLOWED_HOSTS", "*")
    return chosen


def _follow(options: RunOptions, database: Database, services: list[Service]) -> None:
    """The database has moved to another port: begin again with its new address."""
    for service in services:
        service.environment = _environment(options, database)
        service.stop()
        service.start()
    _remember(options, services)


def _remember(options: RunOptions, services: list[Service]) -> None:
    children = {
        str(each.child.pid): processes.birth(each.child.pid) for each in services if each.child
    }
    state = {"pid": os.getpid(), "address": options.address, "children": children}
    processes.write(var_dir() / "run.json", state)


def _await_web(options: RunOptions, web: Service) -> None:
    """Wait until the server answers anything at all. Raises Trouble with its last words."""
    # It asks this machine itself: no proxy in between.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and web.child is not None and web.child.poll() is None:
        try:
            opener.open(options.address + "/", timeout=20).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise Trouble(f"El servidor web no arrancó ({web.log}):\n{say.file_tail(web.log)}")


def _demo_people(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start asking who can sign in; it takes as long as the server's own start."""
    return subprocess.Popen(
        [sys.executable, "-m", "universo", "show_demo_people"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        start_new_session=True,
    )


def _welcome(options: RunOptions, people: "subprocess.Popen[str]") -> None:
    shown, _ = people.communicate()
    say.line(f"\nUniverso está en marcha: {options.address}\n")
    if shown.strip():
        say.line(shown.rstrip() + "\n")
    if options.host not in LOOPBACK and "clave de todas" in shown:
        say.line("Atención: otros equipos llegan aquí, y la clave de la demostración es pública.")
    if not os.environ.get("EMAIL_URL"):
        mails = os.path.relpath(log_dir().parent / "mail")
        say.line(f"Los correos no salen: quedan como archivos en {mails}/.")
    say.line(f"Ctrl-C lo detiene. Registros en {os.path.relpath(log_dir())}/.")
