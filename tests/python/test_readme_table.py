"""The table `readme` of the published file: whole, true of the file it stands in, and its queries run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from conftest import ROOT
from forms import read_form
from published_small import small_release  # noqa: F401 - a fixture
from small_county import TERM
from test_docs import limits_typed

from edu_balance.publish import write_marts

STATEMENT = re.compile(r"(?:select|from) [^;]*;")


@pytest.fixture(scope="module")
def published(small_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: F811
    file = tmp_path_factory.mktemp("published") / "edu_balance.duckdb"
    write_marts(small_release, file)
    return file


def ask(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def told(file: Path) -> dict[str, tuple[str, str]]:
    """What the table says of each topic that stands there once."""
    rows = ask(file, "select topic, zh, en from readme")
    return {topic: (zh, en) for topic, zh, en in rows if topic != "query"}


def test_it_is_read_by_any_spelling_and_in_chinese(published: Path) -> None:
    rows = ask(published, "from README")
    assert [position for position, *_ in rows] == list(range(1, len(rows) + 1))
    assert ask(published, 'select "顺序", "主题", "中文", "英文" from zh."说明"') == rows
    for _, _, zh, en in rows:
        assert re.search(r"[\u4e00-\u9fff]", zh)
        assert re.search(r"[a-z]{3}", en)
        assert "{fact}" not in zh + en


def test_each_published_table_stands_there_with_its_key_in_both_languages(published: Path) -> None:
    tables = dict(ask(published, "select table_name, comment from duckdb_tables() where schema_name = 'main'"))
    keys = dict(
        ask(
            published,
            "select table_name, constraint_column_names from duckdb_constraints() "
            "where constraint_type = 'PRIMARY KEY'",
        )
    )
    views = ask(published, "select view_name, sql from duckdb_views() where schema_name = 'zh'")
    view_of = {re.search(r"FROM main\.(\w+)", sql)[1]: view for view, sql in views}
    columns = dict(
        ask(
            published,
            "select table_name, list(column_name order by column_index) from duckdb_columns() "
            "where schema_name in ('main', 'zh') and not internal group by table_name",
        )
    )
    seen = told(published)
    assert tables.keys() <= seen.keys()
    for table, comment in tables.items():
        zh, en = seen[table]
        view = view_of[table]
        assert comment.startswith(f"{view} · {en.split(' Key: ')[0]}"[:-1]), table
        assert en.endswith(f" Key: {', '.join(keys[table])}."), table
        label = dict(zip(columns[table], columns[view], strict=True))
        assert zh.startswith(f"{view}：") and zh.endswith(f"。主键：{'、'.join(map(label.get, keys[table]))}。"), table


def test_a_synthetic_county_is_named_and_a_real_one_is_not_called_so(
    small_release: Path,  # noqa: F811
    published: Path,
    tmp_path: Path,
) -> None:
    (county_zh, county_en) = ask(published, "select label_zh, label_en from dim_county")[0]
    zh, en = told(published)["synthetic"]
    assert county_zh in zh and "合成样例" in zh
    assert county_en in en and "Synthetic" in en
    # the model again, on a warehouse whose county is real
    real = Path(shutil.copy(small_release, tmp_path / small_release.name))
    (model,) = small_release.parent.glob("compiled/*/models/marts/meta/readme.sql")
    with duckdb.connect(real) as connection:
        connection.execute("update dim_county set is_synthetic = false")
        rows = connection.execute(model.read_text(encoding="utf-8")).fetchall()
    assert "synthetic" not in [topic for _, topic, *_ in rows]
    assert [position for position, *_ in rows] == list(range(1, len(ask(published, "from readme"))))


def test_term_standards_and_versions_are_those_of_the_file(published: Path) -> None:
    seen = told(published)
    (term_zh, term_en) = ask(published, f"select label_zh, label_en from dim_term where term_id = '{TERM}'")[0]
    assert term_zh in seen["terms"][0] and term_en in seen["terms"][1]
    for judged, zh, en in ask(published, "select is_judged, label_zh, label_en from dim_standard"):
        assert (zh in seen["standards"][0]) == (en in seen["standards"][1]) == judged
    (deciding,) = ask(published, "select label_en from dim_standard where decides_recognition")[0]
    assert f"first: {deciding}" in seen["standards"][1]
    versions = ask(published, "select contract_version, code_version, policy_version from meta_build")[0]
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert versions[0] == project["vars"]["contract_version"]
    assert all(" / ".join(versions) in text for text in seen["versions"])


def test_every_status_word_is_explained(published: Path) -> None:
    words = re.search(r"set words = \[(.*)\]", (ROOT / "macros" / "status.sql").read_text(encoding="utf-8"))[1]
    for text in told(published)["status"]:
        assert set(re.findall(r"'(\w+)'", words)) <= set(re.findall(r"[a-z_]+", text))


def test_its_queries_run_and_answer_alike_in_both_languages(published: Path) -> None:
    texts = ask(published, "select zh, en from readme where topic in ('query', 'comments', 'reading', 'names')")
    queries = [(STATEMENT.findall(zh), STATEMENT.findall(en)) for zh, en in texts]
    assert len(queries) > 5
    for zh, en in queries:
        assert zh and en
        for sql in zh + en:
            assert ask(published, sql), sql
        if len(zh) == len(en) == 1:
            assert sorted(map(str, ask(published, zh[0]))) == sorted(map(str, ask(published, en[0]))), en


def test_no_limit_is_typed_in_it() -> None:
    for row in read_form(ROOT / "seeds" / "reference" / "readme_texts.csv"):
        assert limits_typed(f"{row['zh']} {row['en']}") == [], row["topic"]


def test_the_build_counts_every_table_but_its_own(published: Path) -> None:
    tables = [name for (name,) in ask(published, "select table_name from duckdb_tables() where schema_name = 'main'")]
    tables.remove("meta_build")
    rows = sum(ask(published, f"select count(*) from {table}")[0][0] for table in tables)
    assert ask(published, "select published_tables, published_rows from meta_build") == [(len(tables), rows)]
