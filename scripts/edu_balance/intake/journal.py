"""Changes several files in one go: wholly, or not at all, whatever happens on the way.

All new contents are first written beside the files they replace, with a copy of the old ones. Then a journal naming
both by their sha256 is put in place: from here on the change can be finished, and taken back, by renames alone. Only
then is one file after the other renamed, and the journal removed last. A run that finds a journal finishes the change,
or takes it back where a file refuses to be replaced.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from edu_balance.errors import ClerkError

VERSION = 1
# Neither ends in .csv: dbt would load such a file, and the shape check complain of it.
NEW, OLD = ".ingest-new", ".ingest-old"
Recovered = Literal["nothing", "finished", "undone"]


def digest(content: bytes | None) -> str | None:
    """The sha256 of a content; None: there is no file."""
    return None if content is None else hashlib.sha256(content).hexdigest()


def content_of(path: Path) -> bytes | None:
    """What a file holds; None: there is no file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


class Disk:
    """Everything that is ever changed on the disk, so that a test can stop before any one of it."""

    def write(self, path: Path, content: bytes) -> None:
        """A new file, on the disk when this returns; its name is once its folder is synced."""
        missing = [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in missing:
            self.sync(folder.parent)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def replace(self, source: Path, target: Path) -> None:
        """Move a file onto a name in one step."""
        os.replace(source, target)

    def remove(self, path: Path) -> None:
        """Remove a file that may be gone already."""
        path.unlink(missing_ok=True)

    def sync(self, folder: Path) -> None:
        """Names in a folder reach the disk. Windows does so by itself and lets nobody ask."""
        if os.name == "nt":
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


DISK = Disk()


@dataclass(frozen=True)
class Change:
    """One file: the content the change was worked out from, and the new one. None: no such file."""

    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class Step:
    """One file of the change, by its place under the base folder. A sha256 of None: no such file."""

    name: str
    before: str | None
    after: str | None


class _ChangedMeanwhile(Exception):
    """A file is neither what it was nor what it was to become."""


class Journal:
    """The journal of one folder. Whoever calls holds the lock of that folder."""

    def __init__(self, base: Path, file: Path, disk: Disk = DISK) -> None:
        self.base = base
        self.file = file
        self.disk = disk

    def apply(self, changes: Mapping[Path, Change]) -> None:
        """Make every change. On an OSError every file is as before, and the error goes on.

        Raises ClerkError where somebody else has changed a file meanwhile, and where taking back failed too.
        """
        named = {path.relative_to(self.base).as_posix(): change for path, change in changes.items()}
        named = {name: change for name, change in named.items() if change.before != change.after}
        if not named:
            return
        steps = [Step(name, digest(change.before), digest(change.after)) for name, change in named.items()]
        try:
            self._stage(named)
            self._sync(steps)
            self._commit(steps)
            self._forward(steps)
            self._end()
        except _ChangedMeanwhile as error:
            self._take_back(steps)
            raise ClerkError(
                f"处理过程中有人改动了文件 {error}，数据未更新。请关闭打开它的程序，再运行一次。",
                f"{error} was changed by somebody else meanwhile; nothing was updated. "
                "Close the program that has it open, then run this again.",
            ) from error
        except (OSError, KeyboardInterrupt):
            self._take_back(steps)
            raise
        self._tidy(steps)

    def recover(self, leftovers: Iterable[Path]) -> Recovered:
        """Finish or take back what an interrupted run left; `leftovers`: folders where it may have left files.

        Raises ClerkError, with nothing touched, where the journal cannot be read or a file was changed since.
        """
        content = content_of(self.file)
        if content is None:
            self._sweep(leftovers)
            return "nothing"
        steps = self._parse(content)
        forward = all(self._can_go(step, forward=True) for step in steps)
        if not forward and not all(self._can_go(step, forward=False) for step in steps):
            changed = "、".join(step.name for step in steps if self._state(step) not in (step.before, step.after))
            raise ClerkError(
                f"上次导入中断后，以下文件又被改动或其暂存副本已丢失：{changed or '（暂存副本）'}。未改动任何文件。"
                f"请从备份恢复这些文件，或确认数据无误后移走 {self.file}，再运行一次。",
                f"An ingest was interrupted, and since then these files were changed or their staged copies lost: "
                f"{changed or '(staged copies)'}. Nothing was touched. Restore them from a backup, or see that the "
                f"data are right and move {self.file} away; then run this again.",
            )
        if forward:
            try:
                self._forward(steps)
                self._end()
            except (OSError, _ChangedMeanwhile):
                self._take_back(steps)
                return "undone"
            self._tidy(steps)
            return "finished"
        self._take_back(steps)
        return "undone"

    def _beside(self, name: str, suffix: str) -> Path:
        path = self.base / name
        return path.with_name(path.name + suffix)

    def _state(self, step: Step) -> str | None:
        return digest(content_of(self.base / step.name))

    def _stage(self, changes: Mapping[str, Change]) -> None:
        for name, change in changes.items():
            for suffix, content in ((OLD, change.before), (NEW, change.after)):
                if content is not None:
                    self.disk.write(self._beside(name, suffix), content)
                if content is not None and change.before is not None:
                    shutil.copymode(self.base / name, self._beside(name, suffix))

    def _commit(self, steps: list[Step]) -> None:
        body = {"version": VERSION, "steps": [asdict(step) for step in steps]}
        text = json.dumps(body | {"sha256": _seal(body)}, ensure_ascii=False, indent=1)
        aside = self.file.with_name(self.file.name + NEW)
        self.disk.write(aside, text.encode())
        self.disk.replace(aside, self.file)
        self.disk.sync(self.file.parent)

    def _forward(self, steps: list[Step]) -> None:
        for step in steps:
            state, target = self._state(step), self.base / step.name
            if state == step.after:
                continue
            if state != step.before:
                raise _ChangedMeanwhile(step.name)
            if step.after is None:
                self.disk.remove(target)
            else:
                self.disk.replace(self._beside(step.name, NEW), target)
        self._sync(steps)

    def _take_back(self, steps: list[Step]) -> None:
        """Every file as it was before. A file somebody else has changed meanwhile stays as they left it."""
        if not self.file.exists():
            # Nothing was renamed without a journal, or it is over.
            self._tidy(steps)
            return
        try:
            # Backwards, so that what names the change first is the last to go.
            for step in reversed(steps):
                if self._state(step) != step.after:
                    continue
                target = self.base / step.name
                if step.before is None:
                    self.disk.remove(target)
                else:
                    self.disk.replace(self._beside(step.name, OLD), target)
            self._sync(steps)
            self._end()
        except OSError as error:
            raise ClerkError(
                f"导入未能完成，也未能全部撤回：{error}。请关闭打开这些文件的程序（Excel、WPS 等）或腾出磁盘空间，"
                "再运行一次：程序会先完成或撤回它。在此之前请勿使用这些数据。",
                f"The ingest could not be finished, nor wholly taken back: {error}. Close the programs that hold the "
                "files open (Excel, WPS), or free some disk space, then run this again: it will first be finished or "
                "taken back. Do not use the data before.",
            ) from error
        self._tidy(steps)

    def _end(self) -> None:
        """The change is over, one way or the other, once the journal is gone."""
        self.disk.remove(self.file)
        # A power cut may bring it back: it then says what is the case already.
        with suppress(OSError):
            self.disk.sync(self.file.parent)

    def _tidy(self, steps: list[Step]) -> None:
        """Staged copies are of no use any more; what cannot be removed now is swept away by the next run."""
        with suppress(OSError):
            for step in steps:
                for suffix in (OLD, NEW):
                    self.disk.remove(self._beside(step.name, suffix))
            self.disk.remove(self.file.with_name(self.file.name + NEW))

    def _can_go(self, step: Step, *, forward: bool) -> bool:
        here, there = (step.before, step.after) if forward else (step.after, step.before)
        state = self._state(step)
        if state == there:
            return True
        staged = self._beside(step.name, NEW if forward else OLD)
        return state == here and (there is None or digest(content_of(staged)) == there)

    def _sync(self, steps: list[Step]) -> None:
        for folder in sorted({(self.base / step.name).parent for step in steps}):
            if folder.is_dir():
                self.disk.sync(folder)

    def _sweep(self, leftovers: Iterable[Path]) -> None:
        """Without a journal nothing was renamed, or all was: staged copies are left over."""
        with suppress(OSError):
            for folder in leftovers:
                for suffix in (OLD, NEW):
                    for path in folder.glob(f"*{suffix}"):
                        self.disk.remove(path)

    def _parse(self, content: bytes) -> list[Step]:
        try:
            body: dict[str, Any] = json.loads(content)
            version = body["version"]
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error
        if version != VERSION:
            raise ClerkError(
                f"{self.file} 由本软件的另一版本写下（{version}）。未改动任何文件。"
                "请用上次导入时的版本再运行一次，由它完成或撤回该次导入。",
                f"{self.file} was written by another version of this software ({version}). Nothing was touched. "
                "Run the version that ingested last once more: it finishes that ingest or takes it back.",
            )
        try:
            seal = body.pop("sha256")
            steps = [Step(**step) for step in body["steps"]]
            is_sound = seal == _seal(body) and all(_is_inside(step.name) for step in steps)
        except (KeyError, TypeError) as error:
            raise self._damaged() from error
        if not is_sound:
            raise self._damaged()
        return steps

    def _damaged(self) -> ClerkError:
        return ClerkError(
            f"导入日志已损坏：{self.file}。未改动任何文件。"
            "请将整个数据文件夹恢复到上次导入之前的备份；若确认数据无误，移走该文件，再运行一次。",
            f"The journal of an interrupted ingest is damaged: {self.file}. Nothing was touched. Restore the whole "
            "data folder from a backup, or see that the data are right and move that file away; then run this again.",
        )


def _seal(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and ":" not in name and "\\" not in name
