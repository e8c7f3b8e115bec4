"""Publishing: the marts of a finished build become one fresh file that readers open, in one atomic step.

No reader can meet half a file: everything is written under a temporary name, closed, hashed and only then
renamed. The dated copy and its manifest come first, the published name and the pointer last.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from edu_balance.errors import ClerkError
from edu_balance.leftovers import TEMPORARY, wal_of
from edu_balance.paths import Paths
from edu_balance.versions import BuildFacts

# The oldest format DuckDB still writes: 1.1.3 and every later version open it with keys, comments and views
# (measured; 1.0 does not, whatever the format). Newer formats would only shut out older dashboards.
STORAGE_VERSION = "v1.0.0"
RELEASES_KEPT = 20
REPLACE_TRIES = 5


@dataclass(frozen=True)
class Release:
    """What was published."""

    file: Path
    manifest: Path
    sha256: str
    bytes: int
    rows: dict[str, int]
    is_in_place: bool
    removed: int


@dataclass(frozen=True)
class Table:
    """One table of the build file as it will be published."""

    name: str
    ddl: str
    description: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]


class Dictionary:
    """Chinese names of tables and columns. Every published name must be in it, once per table."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        self._labels = {(kind, name): (zh, en) for kind, name, zh, en in rows}

    def zh(self, kind: str, name: str) -> str:
        return self._labels[kind, name][0]

    def comment(self, kind: str, name: str, description: str) -> str:
        """`中文 · english`: the description, or the English label where there is none."""
        zh, en = self._labels[kind, name]
        return f"{zh} · {description or en}"

    def check(self, tables: list[Table]) -> None:
        """Refuse names without a label and labels that would collide in a zh view."""
        names = [("table", table.name) for table in tables]
        names += [("column", column) for table in tables for column, _ in table.columns]
        missing = sorted({f"{kind} {name}" for kind, name in names if (kind, name) not in self._labels})
        if missing:
            raise ClerkError(
                f"seeds/reference/dictionary.csv 缺少以下名称：{'、'.join(missing)}",
                f"seeds/reference/dictionary.csv lacks these names: {', '.join(missing)}",
            )
        groups = {"zh": [self.zh("table", table.name) for table in tables]}
        groups |= {t.name: [self.zh("column", column) for column, _ in t.columns] for t in tables}
        twice = [
            f"{group}.{label}"
            for group, labels in groups.items()
            for label, times in Counter(map(str.casefold, labels)).items()
            if times > 1
        ]
        if twice:
            raise ClerkError(
                f"seeds/reference/dictionary.csv 中同一张表内的中文名重复：{'、'.join(twice)}",
                f"seeds/reference/dictionary.csv names two things of one table alike: {', '.join(twice)}",
            )


def refuse_stale_wal(paths: Paths) -> None:
    """DuckDB 1.5 would replay such a log into the new file in silence, 2.0 would not open the file at all."""
    wal = wal_of(paths.published)
    if wal.exists():
        raise ClerkError(
            f"已发布文件旁有 {wal}：有程序正以写方式打开该文件，或上次异常退出。"
            "请关闭所有打开该文件的程序；若它仍在，请将它移走，再运行一次。",
            f"{wal} stands beside the published file: a program has it open for writing, or died doing so. "
            "Close every program that has it open; if it is still there, move it away, then run this again.",
        )


def publish(build_file: Path, paths: Paths, facts: BuildFacts) -> Release:
    """Copy the marts of the build file into a new release and move it onto the published name."""
    refuse_stale_wal(paths)
    paths.releases.mkdir(parents=True, exist_ok=True)
    fresh = paths.warehouse / f"{TEMPORARY}{facts.build_id}.duckdb"
    try:
        rows = write_marts(build_file, fresh)
        sha256 = _sha256(fresh)
        name = f"edu_balance-{facts.built_at:%Y%m%dT%H%M%SZ}-{sha256[:8]}"
        release, manifest = paths.releases / f"{name}.duckdb", paths.releases / f"{name}.json"
        facts_of_release = _manifest(facts, paths, release, sha256, fresh.stat().st_size, rows)
        _sync(fresh)
        fresh.replace(release)
        _write_json(manifest, facts_of_release)
        is_in_place = _move_into_place(release, paths.published, facts.build_id)
        _write_json(paths.current, facts_of_release | {"is_in_place": is_in_place})
    finally:
        fresh.unlink(missing_ok=True)
        wal_of(fresh).unlink(missing_ok=True)
    removed = _remove_old_releases(paths, release)
    return Release(release, manifest, sha256, facts_of_release["bytes"], rows, is_in_place, removed)


def write_marts(build_file: Path, target: Path) -> dict[str, int]:
    """Write the published tables and their Chinese views into a new file; returns the rows of each table."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {_text(build_file)} as build")
        connection.execute(f"attach {_text(target)} as target (storage_version '{STORAGE_VERSION}')")
        tables = _read_tables(connection)
        labels = Dictionary(
            connection.execute("select kind, name, label_zh, label_en from build.seeds.dictionary").fetchall()
        )
        labels.check(tables)
        connection.execute("use target")
        connection.execute("create schema zh")
        rows = {table.name: _copy_table(connection, table, labels) for table in tables}
        connection.execute("use memory")
        connection.execute("checkpoint target")
        connection.execute("detach target")
    return rows


def _read_tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    views = connection.execute(
        "select view_name from duckdb_views() where database_name = 'build' and schema_name = 'main' and not internal"
    ).fetchall()
    if views:
        raise ClerkError(
            f"main 中只能有表，以下为视图：{'、'.join(view for (view,) in views)}",
            f"only tables are published, these are views: {', '.join(view for (view,) in views)}",
        )
    columns: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for table, column, comment in connection.execute(
        "select table_name, column_name, coalesce(comment, '') from duckdb_columns()"
        " where database_name = 'build' and schema_name = 'main' order by table_name, column_index"
    ).fetchall():
        columns[table].append((column, comment))
    keys = dict(
        connection.execute(
            "select table_name, constraint_column_names from duckdb_constraints()"
            " where database_name = 'build' and schema_name = 'main' and constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    )
    return [
        Table(name, ddl, comment, tuple(columns[name]), tuple(keys.get(name, ())))
        for name, ddl, comment in connection.execute(
            "select table_name, sql, coalesce(comment, '') from duckdb_tables()"
            " where database_name = 'build' and schema_name = 'main' order by table_name"
        ).fetchall()
    ]


def _copy_table(connection: duckdb.DuckDBPyConnection, table: Table, labels: Dictionary) -> int:
    """Same definition, rows in the order of the key, comments in both languages, and the table's zh view."""
    name = _quoted(table.name)
    connection.execute(table.ddl)
    order = ", ".join(map(_quoted, table.key)) or "all"
    connection.execute(f"insert into target.main.{name} select * from build.main.{name} order by {order}")
    view = _quoted(labels.zh("table", table.name))
    aliases = ", ".join(f"{_quoted(column)} as {_quoted(labels.zh('column', column))}" for column, _ in table.columns)
    connection.execute(f"create view zh.{view} as select {aliases} from main.{name}")
    connection.execute(f"comment on table {name} is {_text(labels.comment('table', table.name, table.description))}")
    for column, description in table.columns:
        comment = _text(labels.comment("column", column, description))
        connection.execute(f"comment on column {name}.{_quoted(column)} is {comment}")
    return connection.execute(f"select count(*) from target.main.{name}").fetchall()[0][0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _manifest(
    facts: BuildFacts, paths: Paths, release: Path, sha256: str, size: int, rows: dict[str, int]
) -> dict[str, object]:
    return {
        "build_id": facts.build_id,
        "built_at": facts.built_at.isoformat(timespec="seconds"),
        "file": release.relative_to(paths.warehouse).as_posix(),
        "bytes": size,
        "sha256": sha256,
        "contract_version": facts.contract_version,
        "code_version": facts.code_version,
        "policy_version": facts.policy_version,
        "seeds_version": facts.seeds_version,
        "rows": rows,
        "seeds": {seed.name: {"rows": seed.rows, "bytes": seed.bytes, "sha256": seed.sha256} for seed in facts.seeds},
    }


def _move_into_place(release: Path, published: Path, build_id: str) -> bool:
    copy = published.with_name(f"{TEMPORARY}{build_id}-published.duckdb")
    try:
        shutil.copyfile(release, copy)
        return _replace(copy, published)
    finally:
        copy.unlink(missing_ok=True)


def _replace(fresh: Path, target: Path) -> bool:
    """One rename. Windows refuses it while a reader has the file open; virus scanners soon let go."""
    _sync(fresh)
    for attempt in range(REPLACE_TRIES):
        time.sleep(0.2 * attempt)
        try:
            fresh.replace(target)
        except PermissionError:
            continue
        _sync_folder(target.parent)
        return True
    return False


def _write_json(path: Path, content: dict[str, object]) -> None:
    fresh = path.with_name(f"{TEMPORARY}{path.name}")
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if not _replace(fresh, path):
        raise ClerkError(
            f"文件正被其他程序打开，无法改写：{path}。请关闭该程序后再运行。",
            f"Another program holds this file open: {path}. Close it and run this again.",
        )


def _remove_old_releases(paths: Paths, newest: Path) -> int:
    """Names begin with the time of the build, so they sort by age. What Windows holds open stays."""
    removed = 0
    releases = sorted(paths.releases.glob("edu_balance-*.duckdb"), reverse=True)
    for release in releases[RELEASES_KEPT:]:
        if release == newest:
            continue
        try:
            release.unlink()
        except PermissionError:
            continue
        release.with_suffix(".json").unlink(missing_ok=True)
        removed += 1
    return removed


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """On the disk before the rename, so that a power cut cannot leave the new name on an empty file."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
