"""``undertone-studio``: opens the records, serves on this computer alone, and opens the browser. The only file that prints."""

from __future__ import annotations

import argparse
import datetime
import fcntl
import json
import logging
import os
import secrets
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Sequence
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO, Any

from undertone.errors import Error

USUAL_PORT = 8420
EXIT_USAGE = 1


class CannotStartError(Exception):
    """Said in one sentence, and the program ends."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the studio; ends with Ctrl-C."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except CannotStartError as reason:
        print(f"undertone-studio: {reason}", file=sys.stderr)
    except Error as error:
        print(f"undertone-studio: {error}", file=sys.stderr)
    return EXIT_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="undertone-studio", description="From a reading to a mix card, on this computer alone."
    )
    parser.add_argument(
        "--port", type=_port, default=None, help=f"where the studio listens (else {USUAL_PORT}, or one that is free)"
    )
    parser.add_argument("--records", type=Path, default=None, metavar="FILE", help="the records; made where there is none")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    parser.add_argument(
        "--line-folder", type=Path, default=None, metavar="FOLDER", help="a supplier's line, for the page Line"
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 1024 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1024 to 65535")
    return int(text)


def usual_records() -> Path:
    """In the user's own data folder."""
    data = os.environ.get("XDG_DATA_HOME", "")
    return (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "undertone" / "studio.sqlite"


def _run(given: argparse.Namespace) -> int:
    try:
        uvicorn = import_module("uvicorn")
        create_app = import_module("undertone.studio.app").create_app
        Store = import_module("undertone.studio.store").Store
        StoredRecords = import_module("undertone.studio.work.stored").StoredRecords
    except ImportError as error:
        raise CannotStartError(f"{error.name} is missing: pip install 'undertone[studio]'") from None

    records = (given.records or usual_records()).expanduser().absolute()
    if given.line_folder is not None and not given.line_folder.is_dir():
        raise CannotStartError(
            f"{given.line_folder} is no folder; give the folder of a line, with evidence.toml or line.toml"
        )
    if records.exists() and not records.is_file():
        raise CannotStartError(f"{records.name} is no file, and keeps no records; choose another with --records")
    try:
        records.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        guard = _Guard(records)
    except OSError as error:
        raise CannotStartError(
            f"the folder of {records.name} cannot be written ({error.strerror}); choose another with --records"
        ) from None
    running = guard.running_elsewhere()
    if running is not None:
        return _open_running(records.name, running, given.no_browser)

    listening = _listen(given.port)
    port = int(listening.getsockname()[1])
    log = _log_to(records.with_name("studio.log"))
    store = Store.open(records, now=lambda: datetime.datetime.now().astimezone())
    store.readings.remove_forgotten()
    token, doorbell = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    app = create_app(
        store,
        token=token,
        port=port,
        today=store.today,
        records=StoredRecords(store),
        line_folder=given.line_folder and given.line_folder.resolve(),
        records_file=records.name,
        is_locked=lambda: store.lock.locked,
        doorbell=doorbell,
    )
    address = f"http://127.0.0.1:{port}/?token={token}"
    guard.say({"port": port, "doorbell": doorbell})
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        ws="none",
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    _announce(records, address, log)
    if not given.no_browser:
        threading.Thread(target=_open_when_ready, args=(server, address), daemon=True).start()
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        pass
    finally:
        listening.close()
        store.close()
        guard.release()
    print("The studio has ended; everything that was saved is in the records.")
    return 0


def _announce(records: Path, address: str, log: Path) -> None:
    print(f"Undertone studio, records in {records.name} ({records.parent}); errors go to {log.name} beside it.")
    print("Open this address; it works once, in one browser:")
    print(f"  {address}")
    print("Stop with Ctrl-C.", flush=True)


def _open_when_ready(server: Any, address: str) -> None:
    while not server.started:
        time.sleep(0.05)
    if not webbrowser.open(address):
        print("No browser opened: open the address above by hand.", flush=True)


def _log_to(path: Path) -> Path:
    """Errors alone; they name no client, and never leave this computer."""
    log = logging.getLogger("undertone.studio")
    os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=1, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False
    logging.getLogger("uvicorn").addHandler(handler)
    logging.getLogger("uvicorn").propagate = False
    return path


def _listen(port: int | None) -> socket.socket:
    """A socket on this computer alone. A port that was asked for is that one or none."""
    for candidate in [port] if port is not None else [USUAL_PORT, 0]:
        # By its number, for asyncio sends at once (TCP_NODELAY) only where it knows the protocol; else each answer waits 40 ms.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", candidate))
            listening.listen(128)
            return listening
        except OSError:
            listening.close()
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as any_port:
        any_port.bind(("127.0.0.1", 0))
        free = any_port.getsockname()[1]
    raise CannotStartError(
        f"port {port} is taken by another program; try --port {free}, which is free now, or leave --port out"
    )


class _Guard:
    """One studio to a records file: a lock that ends with the program, and where the one that runs can be found."""

    def __init__(self, records: Path) -> None:
        self._path = records.with_name(records.name + ".running")
        self._file: IO[str] = os.fdopen(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600), "r+")

    def running_elsewhere(self) -> dict[str, Any] | None:
        """What the studio that holds these records says of itself; None where there is none, and they are now held here."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            try:
                said: dict[str, Any] = json.loads(self._file.read() or "{}")
            except ValueError:
                return {}
            return said
        return None

    def say(self, what: dict[str, Any]) -> None:
        """Where this studio is found, for a second start; readable by its owner alone."""
        self._file.seek(0)
        self._file.truncate()
        self._file.write(json.dumps(what))
        self._file.flush()

    def release(self) -> None:
        """The records are free again."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def _open_running(name: str, running: dict[str, Any], no_browser: bool) -> int:
    """Ask the studio that runs for another one-time address."""
    port, doorbell = running.get("port"), running.get("doorbell")
    hint = f"{name} is open in another studio already; end that one with Ctrl-C, or choose other records with --records"
    if not isinstance(port, int) or not isinstance(doorbell, str):
        raise CannotStartError(hint)
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/doorbell", headers={"X-Doorbell": doorbell}, method="POST", data=b""
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
    try:
        with opener.open(request, timeout=5) as answer:
            token = json.loads(answer.read())["token"]
    except (OSError, ValueError, KeyError, urllib.error.URLError):
        raise CannotStartError(hint) from None
    address = f"http://127.0.0.1:{port}/?token={token}"
    print(f"The studio runs already with {name}. Open this address; it works once:")
    print(f"  {address}", flush=True)
    if not no_browser:
        webbrowser.open(address)
    return 0
