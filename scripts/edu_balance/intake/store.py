"""Puts accepted deliveries into the survey forms, takes the last ingest back, finishes an interrupted one.

Rows are only ever added; see `revisions`. Whatever is written goes through `journal`, so that the forms, the manifest
and what undo needs change together or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import filelock

from edu_balance.errors import ClerkError
from edu_balance.intake.delivery import Delivery, Place, Remark, Row
from edu_balance.intake.journal import DISK, Change, Disk, Journal, Recovered, content_of, digest
from edu_balance.intake.manifest import (
    MANIFEST,
    line_of,
    line_of_register,
    new_source_id,
    places_file,
    read_manifest,
    write_manifest,
    write_places,
)
from edu_balance.intake.registers import register_of
from edu_balance.intake.revisions import Additions, Standing, additions_of, conflicts_of, refusals_of
from edu_balance.intake.survey_file import Key, read_survey_file, read_survey_forms
from edu_balance.paths import DATA_SETTING, Paths

WAIT_SECONDS = 300.0
UNDO_VERSION = 1


@dataclass(frozen=True)
class Folder:
    """The survey forms of a county and what is kept beside them."""

    base: Path  # everything an ingest changes lies under it
    forms: Path  # <form>.csv, and deliveries.csv, the manifest
    intake: Path  # places, journal and what undo needs: no seeds of dbt
    declared: Path  # the project's seeds, whose YAML declares the forms
    lock: Path  # the build's own, so that neither meets the other half done
    is_sample: bool

    @classmethod
    def of(cls, paths: Paths) -> Folder:
        """The private folder, or the sample county; dbt loads every CSV under seeds/, so nothing is put there."""
        return cls(
            base=paths.data or paths.root,
            forms=paths.data or paths.seeds / "survey",
            intake=paths.intake,
            declared=paths.seeds,
            lock=paths.lock,
            is_sample=paths.data is None,
        )

    @property
    def journal(self) -> Path:
        return self.intake / "journal.json"

    @property
    def undo(self) -> Path:
        return self.intake / "undo"

    @property
    def undo_record(self) -> Path:
        return self.undo / "record.json"

    @property
    def leftovers(self) -> tuple[Path, ...]:
        """Folders in which a killed ingest may leave staged copies."""
        return (self.forms, self.intake, self.intake / "places", self.undo)


@dataclass(frozen=True)
class Accepted:
    """One file that was taken in. `new`, `corrected`, `withdrawn`: rows added to the forms."""

    delivery: Delivery
    source_id: str
    new: int
    corrected: int
    withdrawn: int


@dataclass(frozen=True)
class Outcome:
    """What became of each file; `remarks` are those of this step, notices and the reasons of refusals.

    `carried`: schools whose row of the register was carried into the term, since they have not sent their own.
    """

    accepted: tuple[Accepted, ...]
    known: tuple[Delivery, ...]  # the same bytes were taken in before: nothing to do
    refused: tuple[Delivery, ...]
    remarks: tuple[Remark, ...]
    changed: tuple[Path, ...]  # survey forms with rows more than before
    carried: int = 0


@dataclass(frozen=True)
class Undone:
    """The ingest that was taken back."""

    source_ids: tuple[str, ...]
    changed: tuple[Path, ...]


def accept(
    folder: Folder,
    deliveries: Sequence[Delivery],
    received_at: date,
    *,
    into_sample: bool = False,
    disk: Disk = DISK,
    wait_seconds: float = WAIT_SECONDS,
) -> Outcome:
    """Add the rows of the deliveries that are not refused, all of them in one step.

    The first file of a term brings the register with it: a school that has not answered must be known, to be judged
    unknown. Equal input gives equal files, in whatever order the deliveries come. Raises ClerkError, with every file
    as before, where there is no private folder, the forms are at fault, or the disk refuses.
    """
    if not into_sample:
        refuse_sample(folder)
    with _locked(folder, wait_seconds), _told(folder):
        recover_held(folder, disk=disk)
        outcome, changes = _worked_out(folder, deliveries, received_at.isoformat())
        if changes:
            _change(folder, changes, tuple(one.source_id for one in outcome.accepted), disk)
        return outcome


def refuse_sample(folder: Folder) -> None:
    """Raise ClerkError where no private folder is chosen."""
    if folder.is_sample:
        raise ClerkError(
            "未选择数据文件夹：样例县随软件公开，本县的真实数据不能写入其中。"
            f"请先运行 run.py init 新建数据文件夹，并设置 {DATA_SETTING}。",
            "No data folder is chosen: the sample county is public with the software, so a county's real data do not "
            f"belong in it. Make a data folder with run.py init and set {DATA_SETTING}.",
        )


def taken_in(folder: Folder) -> frozenset[str]:
    """The sha256 of every file that was taken in."""
    return frozenset(line["sha256"] for line in read_manifest(folder.forms) if line["sha256"])


def preview(folder: Folder, deliveries: Sequence[Delivery], received_at: date) -> Outcome:
    """What `accept` would make of the deliveries; nothing changes. An interrupted ingest was recovered before."""
    return _worked_out(folder, deliveries, received_at.isoformat())[0]


def undo(folder: Folder, *, disk: Disk = DISK, wait_seconds: float = WAIT_SECONDS) -> Undone:
    """Take the last ingest back: every file it changed is byte for byte what it was before.

    Raises ClerkError, with every file as it is, where there is nothing to undo or a file was changed since.
    """
    with _locked(folder, wait_seconds), _told(folder):
        recover_held(folder, disk=disk)
        return _undo(folder, disk)


def recover(folder: Folder, *, disk: Disk = DISK, wait_seconds: float = WAIT_SECONDS) -> Recovered:
    """Finish or take back an interrupted ingest; every run that reads the forms begins with it."""
    if not folder.journal.exists():
        return "nothing"
    with _locked(folder, wait_seconds), _told(folder):
        return recover_held(folder, disk=disk)


def recover_held(folder: Folder, *, disk: Disk = DISK) -> Recovered:
    """The same for a caller that holds the folder's lock already, as a build does."""
    return Journal(folder.base, folder.journal, disk).recover(folder.leftovers)


@contextmanager
def _locked(folder: Folder, wait_seconds: float) -> Iterator[None]:
    folder.lock.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder.lock)
    try:
        lock.acquire(timeout=wait_seconds)
    except filelock.Timeout as error:
        raise ClerkError(
            f"另一个 build 或导入仍在进行（{folder.lock.parent}）。请等它结束后再运行。",
            f"Another build or ingest still runs ({folder.lock.parent}). Wait for it to end, then run this again.",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _told(folder: Folder) -> Iterator[None]:
    """An error of the disk in words; the journal has taken everything back by then."""
    try:
        yield
    except OSError as error:
        raise ClerkError(
            f"文件无法写入：{error}。数据与运行前相同。请关闭打开这些文件的程序（Excel、WPS 等），"
            f"检查磁盘空间和 {folder.base} 的写入权限，再运行一次。",
            f"A file could not be written: {error}. The data are as before. Close the programs that hold the files "
            f"open (Excel, WPS), see that the disk has room and {folder.base} can be written to, then run this again.",
        ) from error


def _worked_out(folder: Folder, deliveries: Sequence[Delivery], received_at: str) -> tuple[Outcome, dict[Path, Change]]:
    """What becomes of each file, and every file to change for it, the manifest first (see `_change`)."""
    forms = read_survey_forms(folder.declared)
    files = {name: read_survey_file(form, folder.forms / f"{name}.csv") for name, form in forms.items()}
    standing = {name: Standing(file.form, file.latest()) for name, file in files.items()}
    manifest = read_manifest(folder.forms)
    carried = {row["source_id"] for file in files.values() for row in file.rows}
    taken = carried | {line["source_id"] for line in manifest}

    remarks: list[Remark] = []
    candidates, known, refused = _sort_out(deliveries, manifest, carried, remarks)
    conflicts = conflicts_of(candidates, forms)
    accepted: list[Accepted] = []
    added_rows: dict[str, list[Row]] = {name: [] for name in forms}
    for number, delivery in enumerate(candidates):
        reasons = refusals_of(delivery, forms) or conflicts.get(number, [])
        source_id = _untaken(new_source_id(delivery), taken)
        added = Additions(remarks=reasons)
        if not reasons:
            added = additions_of(delivery, forms, standing, {"source_id": source_id, "received_at": received_at})
        remarks += added.remarks
        if added.is_refused:
            refused.append(delivery)
            continue
        rows_added = 0
        for name, rows in added.rows.items():
            _refuse_back_dating(standing[name], rows)
            for row in rows:
                standing[name].add(row)
            added_rows[name] += rows
            rows_added += len(rows)
        taken.add(source_id)
        manifest.append(line_of(delivery, source_id, rows_added, received_at))
        new = rows_added - added.corrected - added.withdrawn
        accepted.append(Accepted(delivery, source_id, new, added.corrected, added.withdrawn))

    carried = 0
    for county_code, term_id in sorted({(one.delivery.county_code, one.delivery.term_id) for one in accepted}):
        before, schools = register_of(standing["schools"], standing["school_successions"], county_code, term_id)
        if schools:
            source_id = _untaken(f"{term_id}-{county_code}-register", taken)
            taken.add(source_id)
            receipt = {"source_id": source_id, "revision": "1", "received_at": received_at}
            added_rows["schools"] += [row | receipt for row in schools]
            line = line_of_register(source_id, county_code, term_id, before, len(schools), received_at)
            manifest.append(line)
            carried += len(schools)

    grown = [(files[name], rows) for name, rows in added_rows.items() if rows]
    changes: dict[Path, Change] = {}
    if accepted:
        listed = folder.forms / MANIFEST
        beside = {listed: write_manifest(manifest, content_of(listed))}
        beside |= {
            places_file(folder.intake, one.source_id): write_places(one.delivery, one.source_id, forms)
            for one in accepted
        }
        changes = {path: Change(content_of(path), content) for path, content in beside.items()}
        changes |= {file.path: Change(file.content, file.with_rows(rows)) for file, rows in grown}
    changed = tuple(file.path for file, _ in grown)
    outcome = Outcome(tuple(accepted), tuple(known), tuple(refused), tuple(remarks), changed, carried)
    return outcome, changes


def _untaken(start: str, taken: set[str]) -> str:
    """An id that no source has yet."""
    number = 1
    while f"{start}-{number}" in taken:
        number += 1
    return f"{start}-{number}"


def _sort_out(
    deliveries: Sequence[Delivery], manifest: Sequence[Row], carried: set[str], remarks: list[Remark]
) -> tuple[list[Delivery], list[Delivery], list[Delivery]]:
    """Files to take in, files taken in before, files refused by their reader; in an order of their own."""
    earlier = {line["sha256"]: line for line in manifest}
    candidates: dict[str, Delivery] = {}
    known, refused = [], []
    for delivery in sorted(deliveries, key=_order):
        if delivery.is_refused:
            refused.append(delivery)
        elif line := earlier.get(delivery.sha256):
            _refuse_lost_rows(line, carried)
            known.append(delivery)
            remarks.append(_known(delivery, f"{line['file_name']}, {line['received_at']}, {line['source_id']}"))
        elif twin := candidates.get(delivery.sha256):
            known.append(delivery)
            remarks.append(_known(delivery, twin.path.name))
        else:
            candidates[delivery.sha256] = delivery
    return list(candidates.values()), known, refused


def _known(delivery: Delivery, earlier: str) -> Remark:
    zh, en = "内容相同的文件已经导入，无需再导入", "a file with these very contents was taken in: nothing to do"
    return Remark(delivery.path.name, Place(), earlier, zh, en, "notice")


def _order(delivery: Delivery) -> Key:
    who = (delivery.county_code, delivery.term_id, delivery.school_id or "")
    return (*who, delivery.shape, delivery.path.name, delivery.sha256)


def _refuse_lost_rows(line: Row, carried: set[str]) -> None:
    """A file that was taken in and whose rows are gone must not pass for one whose rows stand."""
    if int(line["rows_added"]) and line["source_id"] not in carried:
        raise ClerkError(
            f"{MANIFEST} 记有 {line['file_name']}（{line['source_id']}），但数据中已没有它的行。"
            "请从备份恢复数据；若确要重新导入，请先删除该清单中的这一行。",
            f"{MANIFEST} lists {line['file_name']} ({line['source_id']}), but its rows are no longer in the data. "
            "Restore the data from a backup, or, to take the file in again, delete that line of the list first.",
        )


def _refuse_back_dating(standing: Standing, rows: Sequence[Row]) -> None:
    """A correction received before what it corrects would change what was known on the days between."""
    for row in rows:
        key = standing.form.key(row)
        earlier = standing.latest.get(key, row)["received_at"]
        if earlier > row["received_at"]:
            where = f"{standing.form.name} {' '.join(key)}"
            raise ClerkError(
                f"收到日期 {row['received_at']} 早于已有数据的 {earlier}（{where}）。请改正收到日期。",
                f"Received on {row['received_at']}, before the {earlier} of what it corrects ({where}). "
                "Mend the day of receipt.",
            )


def _change(folder: Folder, changes: dict[Path, Change], source_ids: tuple[str, ...], disk: Disk) -> None:
    """Make the changes together with what undo needs, in place of what it needed before.

    The manifest is changed first and taken back last: while only some of the files are changed, it lists rows that are
    not there, and a bare `dbt build` refuses such seeds.
    """
    record = []
    kept: dict[Path, bytes | None] = dict.fromkeys(folder.undo.glob("*.kept"))
    for number, (path, change) in enumerate(changes.items()):
        copy = folder.undo / f"{number}.kept"
        if change.before is not None:
            kept[copy] = change.before
        name = path.relative_to(folder.base).as_posix()
        shas = {"before": digest(change.before), "after": digest(change.after)}
        record.append({"name": name, **shas, "kept": copy.name})
    text = json.dumps({"version": UNDO_VERSION, "source_ids": source_ids, "files": record}, indent=1)
    kept[folder.undo_record] = text.encode()
    undo_files = {path: Change(content_of(path), content) for path, content in kept.items()}
    Journal(folder.base, folder.journal, disk).apply(changes | undo_files)


def _undo(folder: Folder, disk: Disk) -> Undone:
    record = content_of(folder.undo_record)
    if record is None:
        raise ClerkError(
            "没有可撤回的导入（只能撤回最近一次，且只能撤回一次）。",
            "There is no ingest to take back: only the last one can be, and once.",
        )
    try:
        parsed = json.loads(record)
        if parsed["version"] != UNDO_VERSION:
            raise ValueError(parsed["version"])
        files = [(folder.base / file["name"], file["before"], file["after"], file["kept"]) for file in parsed["files"]]
        source_ids = tuple(parsed["source_ids"])
    except (ValueError, KeyError, TypeError) as error:
        raise _cannot_undo(folder) from error
    contents = {path: content_of(path) for path, *_ in files}
    if edited := [path for path, _, after, _ in files if digest(contents[path]) != after]:
        names = "、".join(path.relative_to(folder.base).as_posix() for path in edited)
        raise ClerkError(
            f"最近一次导入之后，以下文件又被改动：{names}。为免丢失这些改动，未撤回。请先恢复这些文件，或手工改正。",
            f"Since the last ingest these files were changed: {names}. Nothing was taken back, lest those changes be "
            "lost. Undo them first, or correct the data by hand.",
        )
    changes = {path: Change(content_of(path), None) for path in (folder.undo_record, *folder.undo.glob("*.kept"))}
    # the manifest last, see _change
    for path, before, _, kept in reversed(files):
        changes[path] = Change(contents[path], None if before is None else content_of(folder.undo / kept))
        if digest(changes[path].after) != before:
            raise _cannot_undo(folder)
    Journal(folder.base, folder.journal, disk).apply(changes)
    return Undone(
        source_ids, tuple(path for path, *_ in files if path.parent == folder.forms and path.name != MANIFEST)
    )


def _cannot_undo(folder: Folder) -> ClerkError:
    return ClerkError(
        f"{folder.undo} 中的撤回记录已损坏或由另一版本写下，未改动任何文件。请从备份恢复数据。",
        f"What undo needs in {folder.undo} is damaged or of another version; nothing was touched. "
        "Restore the data from a backup.",
    )
