"""The verbs of `run.py`, one row each. Standard library only: help must work before anything is installed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """One verb: its line in the help, and whether it needs the developers' tools and the BI clients."""

    name: str
    zh: str
    en: str
    needs_dev_tools: bool = False
    needs_clients: bool = False


VERBS: tuple[Verb, ...] = (
    Verb("build", "计算、检验并发布", "build, test and publish the warehouse"),
    Verb("report", "由已发布的结果生成看板、申报表、台账、报告卡", "make dashboard, workbooks and report cards"),
    Verb("rejudge", "按假设的限值或另一标准重判某学期", "judge a term again under other limits or another standard"),
    Verb("init", "新建一个县的私有数据文件夹", "make a county's private data folder"),
    Verb("templates", "生成各校和县级的填报表", "write the survey workbooks for the schools and the county"),
    Verb("check", "检查收到的文件，不改动任何数据", "check the files that were sent; changes nothing"),
    Verb("ingest", "导入收到的文件", "take in the files that were sent"),
    Verb("sync", "按 seeds 重写生成的文件", "rewrite the files generated from the seeds"),
    Verb("dbt", "在所选数据上运行任意 dbt 命令", "run any dbt command on the chosen data"),
    Verb("sample", "重写合成样例县的数据", "rewrite the synthetic sample county's seeds"),
    Verb("test", "开发检验，另加 --long 为全部", "the developers' tests; --long: every one", needs_dev_tools=True),
    Verb(
        "clients",
        "用真实的 BI 工具检验已发布文件；另装约 1 GB，不属于 test",
        "test the file with real BI clients; installs 1 GB of its own, no part of test",
        needs_dev_tools=True,
        needs_clients=True,
    ),
    Verb("lint", "检查 Python 与 SQL 的写法", "check the style of Python and SQL", needs_dev_tools=True),
    Verb("bench", "比较 build 与单独 dbt build 的用时", "time build against a bare dbt build"),
)
