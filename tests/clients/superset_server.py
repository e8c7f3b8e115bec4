"""Apache Superset as an office would run it: set up in a folder of its own, served by gunicorn, asked over its API.

Everything it writes stays in that folder, and it listens on this machine alone.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

SETUP_SECONDS = 900
START_SECONDS = 300
ASK_SECONDS = 120
STOP_SECONDS = 60
# Two processes of four threads, as Superset's own pages advise: within one process DuckDB opens a file only once.
SERVE = ("gunicorn", "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--timeout", "300")
# Charts are cached for a day, as on a server that many people look at; as installed, Superset caches none.
CONFIG = """
SECRET_KEY = {key!r}
SQLALCHEMY_DATABASE_URI = {metadata!r}
DATA_CACHE_CONFIG = {{
    "CACHE_TYPE": "FileSystemCache", "CACHE_DIR": {cache!r}, "CACHE_DEFAULT_TIMEOUT": 86400, "CACHE_KEY_PREFIX": "data"
}}
"""


class Refused(Exception):
    """The server answered with an error; its words."""


@dataclass
class Superset:
    """A running server and an administrator who has logged in."""

    address: str
    password: str
    _opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))
    _headers: dict[str, str] = field(default_factory=dict)

    def log_in(self) -> None:
        """A token for the API and, as the pages in a browser send it, one against forged requests."""
        self._headers = {"Content-Type": "application/json", "Referer": self.address}
        account = {"username": "admin", "password": self.password, "provider": "db"}
        self._headers["Authorization"] = f"Bearer {self.call('security/login', account)['access_token']}"
        self._headers["X-CSRFToken"] = self.call("security/csrf_token/")["result"]

    def call(self, path: str, body: object = None) -> dict[str, Any]:
        """Get from the API or, with a body, post to it."""
        sent = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.address}/api/v1/{path}", data=sent, headers=self._headers)
        try:
            with self._opener.open(request, timeout=ASK_SECONDS) as answer:
                return json.loads(answer.read())
        except HTTPError as error:
            raise Refused(f"{path}: {error.code} {error.read().decode()}") from error

    def add_database(self, name: str, uri: str, cache_timeout: int | None = None) -> int:
        """Connect a database as on the page of that name; data may be changed in SQL Lab, as far as it goes."""
        database = {"database_name": name, "sqlalchemy_uri": uri, "expose_in_sqllab": True, "allow_dml": True}
        return self.call("database/", database | {"cache_timeout": cache_timeout})["id"]

    def add_dataset(self, database: int, schema: str, name: str, sql: str | None = None) -> int:
        """A published table or, with SQL, a dataset of one's own."""
        return self.call("dataset/", {"database": database, "schema": schema, "table_name": name, "sql": sql})["id"]

    def draw(
        self, dataset: int, columns: Sequence[str], metrics: Sequence[object] = (), force: bool = False
    ) -> dict[str, Any]:
        """Ask what a chart asks: rows by columns, with `is_cached`. `force` is the page's “force refresh”."""
        query = {"columns": columns, "metrics": metrics or None, "orderby": [[name, True] for name in columns]}
        context = {"datasource": {"id": dataset, "type": "table"}, "force": force, "queries": [query]}
        (drawn,) = self.call("chart/data", context | {"result_format": "json", "result_type": "full"})["result"]
        assert drawn["error"] is None
        return drawn

    def run_in_sql_lab(self, database: int, sql: str) -> list[dict[str, Any]]:
        """What SQL Lab shows after “run”."""
        return self.call("sqllab/execute/", {"database_id": database, "sql": sql, "schema": "main"})["data"]


@contextmanager
def superset_server(programs: Path, folder: Path) -> Iterator[Superset]:
    """Set up an empty Superset in the folder, with the programs of its environment; served until the block ends."""
    password = secrets.token_urlsafe()
    environment = _set_up(programs, folder, password)
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [programs / SERVE[0], *SERVE[1:], "--bind", "127.0.0.1:0", "superset.app:create_app()"],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        superset = Superset(_address_once_it_answers(server, log), password)
        superset.log_in()
        yield superset
    finally:
        server.terminate()
        server.wait(STOP_SECONDS)


def _set_up(programs: Path, folder: Path, password: str) -> dict[str, str]:
    config = folder / "superset_config.py"
    metadata, cache = f"sqlite:///{folder / 'metadata.db'}", str(folder / "cache")
    config.write_text(CONFIG.format(key=secrets.token_urlsafe(48), metadata=metadata, cache=cache), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FLASK", "SUPERSET"))}
    # gunicorn and others write beneath the home folder
    own = {"SUPERSET_HOME": str(folder), "SUPERSET_CONFIG_PATH": str(config), "HOME": str(folder), "PYTHONUTF8": "1"}
    names = ("--username", "admin", "--firstname", "A", "--lastname", "A", "--email", "admin@example.org")
    for command in (("db", "upgrade"), ("fab", "create-admin", *names, "--password", password), ("init",)):
        done = subprocess.run(
            [programs / "superset", *command],
            cwd=folder,
            env=kept | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SETUP_SECONDS,
        )
        assert done.returncode == 0, done.stdout[-4000:]
    return kept | own


def _address_once_it_answers(server: subprocess.Popen[bytes], log: Path) -> str:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last and server.poll() is None:
        time.sleep(0.5)
        found = re.search(r"Listening at: (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8", errors="replace"))
        if not found:
            continue
        try:
            with build_opener().open(f"{found[1]}/health", timeout=ASK_SECONDS):
                return found[1]
        except URLError:
            continue
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-4000:])
