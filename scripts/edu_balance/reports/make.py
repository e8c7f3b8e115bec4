"""`report`: every product of a term, made from the published file and put in place one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edu_balance.console import open_console
from edu_balance.leftovers import TEMPORARY
from edu_balance.paths import Paths
from edu_balance.reports.published import Published, open_published


@dataclass(frozen=True)
class Product:
    """One file to be made: by which function of which module, imported only then."""

    file_name: str
    zh: str
    en: str
    module: str
    function: str

    def made(self, published: Published) -> bytes:
        make: Callable[[Published], str | bytes] = getattr(import_module(self.module), self.function)
        content = make(published)
        return content.encode() if isinstance(content, str) else content


PRODUCTS = (
    Product("dashboard.html", "看板", "dashboard", "edu_balance.reports.dashboard", "dashboard_html"),
    Product(
        "declaration.xlsx",
        "申报表（督导核验）",
        "inspection workbook",
        "edu_balance.reports.declaration_workbook",
        "declaration_workbook",
    ),
    Product("ledgers.xlsx", "台账", "ledgers", "edu_balance.reports.ledgers_workbook", "ledgers_workbook"),
    Product("cards.html", "学校报告卡", "report cards", "edu_balance.reports.report_cards", "report_cards_html"),
    Product("cards.pdf", "学校报告卡", "report cards", "edu_balance.reports.report_cards", "report_cards_pdf"),
    Product("progress.docx", "进展报告", "progress report", "edu_balance.reports.progress_report", "progress_docx"),
    Product("progress.pdf", "进展报告", "progress report", "edu_balance.reports.progress_report", "progress_pdf"),
)


def main(term_id: str | None, county_code: str | None) -> int:
    """Make every product and say where it is. Each replaces the one before only when it is whole."""
    paths = Paths.from_environment()
    console = open_console()
    with open_published(paths.published, county_code or "", term_id or "") as published:
        target = paths.reports / published.term_id
        target.mkdir(parents=True, exist_ok=True)
        for product in _with_progress():
            unfinished = target / f"{TEMPORARY}{product.file_name}"
            unfinished.write_bytes(product.made(published))
            unfinished.replace(target / product.file_name)
    for product in PRODUCTS:
        shown = paths.shown(target / product.file_name)
        console.print(f"{product.zh} / {product.en}: {shown}", soft_wrap=True)
    return 0


def _with_progress() -> Iterator[Product]:
    columns = (TextColumn("报告 / reports"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=open_console(stderr=True), transient=True) as bar:
        yield from bar.track(PRODUCTS)
