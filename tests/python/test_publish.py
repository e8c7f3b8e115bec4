"""Publishing: what readers get, old clients included, and that nothing can leave them with less than that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from readers import command_line_of_these_tests

from edu_balance import publish as publishing
from edu_balance.errors import ClerkError
from edu_balance.leftovers import remove_leftovers
from edu_balance.paths import Paths
from edu_balance.publish import publish
from edu_balance.versions import BuildFacts

FACTS = BuildFacts("b1", datetime(2026, 11, 24, 8, tzinfo=UTC), "1", "abc", "p1", "s1", ())
LABELS = [
    ("table", "dim_school", "学校", "school"),
    ("column", "school_id", "学校标识码", "school id"),
    ("column", "pupils", "在校生数", "pupils"),
    ("column", "share", "占比", "share"),
    ("table", "fct_note", "记录", "note"),
]
# Reads the published file when told to, as a dashboard does; `again` connects anew.
READER = """
import duckdb, sys
connection = duckdb.connect(sys.argv[1], read_only=True)
for command in sys.stdin:
    if command.strip() == "again":
        connection.close()
        connection = duckdb.connect(sys.argv[1], read_only=True)
    print(connection.execute("select sum(pupils) from dim_school").fetchone()[0], flush=True)
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "target").mkdir()
    (tmp_path / "warehouse" / "releases").mkdir(parents=True)
    return Paths(tmp_path)


def make_build(paths: Paths, pupils: int = 10, labels: list[tuple[str, str, str, str]] = LABELS) -> Path:
    """A build file as dbt leaves it: rows in no order, seeds and intermediate tables beside the marts."""
    paths.build_file.unlink(missing_ok=True)
    with duckdb.connect(paths.build_file) as connection:
        connection.execute(
            """
            create schema seeds;
            create table seeds.dictionary (kind varchar, name varchar, label_zh varchar, label_en varchar);
            create schema intermediate;
            create table intermediate.int_private as select 1 as x;
            create table dim_school (
                school_id varchar not null,
                pupils decimal(12, 0),
                share decimal(28, 12),
                primary key (school_id)
            );
            comment on table dim_school is 'One row per school.';
            comment on column dim_school.pupils is 'registered, it''s persons';
            create table fct_note (share decimal(28, 12), school_id varchar);
            """
        )
        connection.executemany("insert into seeds.dictionary values (?, ?, ?, ?)", labels)
        connection.execute(
            """
            insert into dim_school
            select lpad((i * 7 % 1000)::varchar, 10, '0'), ?, i / 3 from range(1000) as numbers (i)
            """,
            [pupils],
        )
        connection.execute("insert into fct_note values (3, 'c'), (1, 'b'), (1, 'a')")
    return paths.build_file


def temporary_files(paths: Paths) -> list[str]:
    return [path.name for path in paths.warehouse.rglob(".next-*")]


@pytest.fixture
def old_client(tmp_path: Path) -> str:
    return command_line_of_these_tests(tmp_path)


def test_rows_keys_comments_and_chinese_views(paths: Paths) -> None:
    release = publish(make_build(paths), paths, FACTS)
    assert release.is_in_place
    assert release.rows == {"dim_school": 1000, "fct_note": 3}
    assert release.file.read_bytes() == paths.published.read_bytes()
    with duckdb.connect(paths.published, read_only=True) as connection:

        def ask(sql: str) -> list[tuple[object, ...]]:
            return connection.execute(sql).fetchall()

        schools = [row[0] for row in ask("select school_id from dim_school")]
        assert schools == sorted(schools)
        assert ask("select school_id from fct_note") == [("a",), ("b",), ("c",)]
        assert ask("select comment from duckdb_tables() where table_name = 'dim_school'") == [
            ("学校 · One row per school.",)
        ]
        assert ask("select column_name, comment from duckdb_columns() where table_name = 'dim_school'") == [
            ("school_id", "学校标识码 · school id"),
            ("pupils", "在校生数 · registered, it's persons"),
            ("share", "占比 · share"),
        ]
        constraints = ask("select constraint_type from duckdb_constraints() where table_name = 'dim_school' order by 1")
        assert constraints == [("NOT NULL",), ("PRIMARY KEY",)]
        assert ask('select "学校标识码", "在校生数" from zh."学校" limit 1') == [("0000000000", 10)]
        schemas = ask("select distinct schema_name from duckdb_tables() where not internal")
        assert schemas == [("main",)]


def test_manifest_and_pointer_name_the_release(paths: Paths) -> None:
    release = publish(make_build(paths), paths, FACTS)
    manifest = json.loads(release.manifest.read_text(encoding="utf-8"))
    current = json.loads(paths.current.read_text(encoding="utf-8"))
    assert current == manifest | {"is_in_place": True}
    assert paths.warehouse / current["file"] == release.file
    assert manifest["bytes"] == release.file.stat().st_size
    assert manifest["sha256"] == release.sha256
    assert release.file.name == f"edu_balance-20261124T080000Z-{release.sha256[:8]}.duckdb"


def test_an_old_client_reads_tables_and_chinese_views(paths: Paths, old_client: str) -> None:
    publish(make_build(paths), paths, FACTS)
    sql = """select version(), count(*), sum("在校生数") from zh."学校" where "学校标识码" >= '0000000500'"""
    answer = subprocess.run(
        [old_client, "-readonly", paths.published, "-csv", "-noheader", "-c", sql],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.strip() == "v1.4.4,500,5000"


@pytest.mark.skipif(os.name == "nt", reason="Windows refuses the rename; see the test of that")
def test_a_reader_keeps_its_file_and_sees_the_new_one_when_it_connects_again(paths: Paths) -> None:
    publish(make_build(paths), paths, FACTS)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, paths.published],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdin and reader.stdout

    def read(command: str) -> int:
        reader.stdin.write(f"{command}\n")
        reader.stdin.flush()
        return int(reader.stdout.readline())

    try:
        assert read("query") == 10_000
        assert publish(make_build(paths, pupils=20), paths, FACTS).is_in_place
        assert read("query") == 10_000
        assert read("again") == 20_000
    finally:
        reader.stdin.close()
        reader.wait()


def test_where_the_rename_is_refused_the_pointer_moves(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(make_build(paths), paths, FACTS)
    before = paths.published.read_bytes()
    rename = Path.replace

    def refuse(source: Path, target: Path) -> Path:
        if target == paths.published:
            raise PermissionError(13, "in use", str(target))
        return rename(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    monkeypatch.setattr(publishing, "REPLACE_TRIES", 1)
    release = publish(make_build(paths, pupils=20), paths, FACTS)
    assert not release.is_in_place
    assert paths.published.read_bytes() == before
    current = json.loads(paths.current.read_text(encoding="utf-8"))
    assert paths.warehouse / current["file"] == release.file
    assert not current["is_in_place"]
    assert temporary_files(paths) == []


def test_a_stale_log_beside_the_published_file_refuses(paths: Paths) -> None:
    publish(make_build(paths), paths, FACTS)
    before = paths.published.read_bytes()
    paths.published.with_name("edu_balance.duckdb.wal").touch()
    with pytest.raises(ClerkError, match=r"edu_balance\.duckdb\.wal"):
        publish(make_build(paths, pupils=20), paths, FACTS)
    assert paths.published.read_bytes() == before


@pytest.mark.parametrize("step", ["write_marts", "_sha256", "_write_json", "_move_into_place"])
def test_a_failure_midway_changes_nothing_and_the_next_run_is_clean(
    step: str, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(make_build(paths), paths, FACTS)
    before, pointer = paths.published.read_bytes(), paths.current.read_bytes()
    done = getattr(publishing, step)

    def fail(*arguments: object) -> None:
        if step == "write_marts":
            done(*arguments)
        raise OSError(28, "No space left on device")

    build_file = make_build(paths, pupils=20)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, step, fail)
        with pytest.raises(OSError, match="No space left"):
            publish(build_file, paths, FACTS)
    assert paths.published.read_bytes() == before
    assert paths.current.read_bytes() == pointer

    remove_leftovers(paths)
    publish(make_build(paths, pupils=30), paths, FACTS)
    assert temporary_files(paths) == []
    assert all(release.with_suffix(".json").exists() for release in paths.releases.glob("*.duckdb"))
    assert paths.published.read_bytes() != before


def test_what_a_killed_build_leaves_is_removed(paths: Paths) -> None:
    release = publish(make_build(paths), paths, FACTS)
    killed = [
        paths.warehouse / ".next-x.duckdb",
        paths.warehouse / ".next-x.duckdb.wal",
        paths.releases / ".next-y.json",
        paths.releases / "edu_balance-20270101T000000Z-00000000.duckdb",
        paths.build_file.with_name("build.duckdb.wal"),
    ]
    for path in killed:
        path.touch()
    remove_leftovers(paths)
    assert not any(path.exists() for path in [*killed, paths.build_file])
    assert release.file.exists() and release.manifest.exists() and paths.published.exists()


def test_names_without_a_label_and_labels_that_collide_are_refused(paths: Paths) -> None:
    with pytest.raises(ClerkError, match="column share"):
        publish(make_build(paths, labels=[row for row in LABELS if row[1] != "share"]), paths, FACTS)
    twice = [row if row[1] != "share" else ("column", "share", "在校生数", "share") for row in LABELS]
    with pytest.raises(ClerkError, match="在校生数"):
        publish(make_build(paths, labels=twice), paths, FACTS)
    assert not paths.published.exists()


def test_only_the_newest_releases_are_kept(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "RELEASES_KEPT", 2)
    build_file = make_build(paths)
    releases = [
        publish(build_file, paths, replace(FACTS, built_at=FACTS.built_at + timedelta(days=day))) for day in range(4)
    ]
    assert [release.removed for release in releases] == [0, 0, 1, 1]
    kept = {path for release in releases[2:] for path in (release.file, release.manifest)}
    assert set(paths.releases.iterdir()) == kept
