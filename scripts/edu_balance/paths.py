"""Where things lie: one frozen record of every path, for the sample county or a county's private folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edu_balance.errors import ClerkError

DATA_SETTING = "EDU_BALANCE_DATA"
COPY_SETTING = "EDU_BALANCE_DATA_COPY"
PLACES_SETTING = "EDU_BALANCE_PLACES"


@dataclass(frozen=True)
class Paths:
    """Paths of one project folder and, when chosen, one private data folder."""

    root: Path
    data: Path | None = None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Paths:
        """The project of this file, and the folder EDU_BALANCE_DATA names (relative: to the project)."""
        environ = os.environ if environ is None else environ
        root = Path(__file__).resolve().parents[2]
        chosen = environ.get(DATA_SETTING, "").strip()
        data = (root / Path(chosen).expanduser()).resolve() if chosen else None
        if data and not data.is_dir():
            raise ClerkError(
                f"{DATA_SETTING} 指向的文件夹不存在：{data}。请改正，或先运行 run.py init 新建。",
                f"{DATA_SETTING} names a folder that does not exist: {data}. "
                "Mend the setting, or make the folder with run.py init.",
            )
        # dbt-duckdb writes a seed's path into SQL without escaping it.
        if "'" in str(root):
            raise ClerkError(
                f"文件夹路径中不能有单引号：{root}。请改名或移到别处。",
                f"The project's path must not hold an apostrophe: {root}. Rename the folder or move it.",
            )
        return cls(root=root, data=data)

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def build_name(self) -> str:
        """One name per data folder: dbt parses anew whenever the build file's path changes."""
        if self.data is None:
            return "build"
        return f"build-{hashlib.sha256(os.path.normcase(self.data).encode()).hexdigest()[:8]}"

    @property
    def build_file(self) -> Path:
        """The private file a build works in."""
        return self.root / "target" / f"{self.build_name}.duckdb"

    @property
    def work(self) -> Path:
        """What dbt writes while building: compiled SQL, run results, its parse cache, logs."""
        return self.root / "target" / self.build_name

    @property
    def data_copy(self) -> Path:
        """What a build reads of a private folder: a copy inside the project, see dbt_project.yml."""
        return self.work / "data"

    @property
    def logs(self) -> Path:
        return self.work / "logs"

    @property
    def intake(self) -> Path:
        """What an ingest keeps beside the survey forms: where each value stood, its journal, what undo needs."""
        return (self.data or self.warehouse) / "intake"

    @property
    def places(self) -> Path:
        return self.intake / "places"

    @property
    def reports(self) -> Path:
        return (self.data or self.root) / "reports"

    @property
    def warehouse(self) -> Path:
        """A county's output lies with its data."""
        return (self.data or self.root) / "warehouse"

    @property
    def published(self) -> Path:
        """The file dashboards open, read-only."""
        return self.warehouse / "edu_balance.duckdb"

    @property
    def releases(self) -> Path:
        return self.warehouse / "releases"

    @property
    def current(self) -> Path:
        """Names the newest release, also where the published file could not be replaced."""
        return self.warehouse / "current.json"

    @property
    def lock(self) -> Path:
        return self.warehouse / ".build.lock"

    def shown(self, path: Path) -> str:
        """A path as messages show it: relative to the project where it lies in it."""
        return (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()
