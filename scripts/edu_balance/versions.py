"""What a build was made from and by: the versions it carries into the warehouse and its manifest."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import yaml

from edu_balance.paths import Paths
from edu_balance.seed_files import SeedFile


@dataclass(frozen=True)
class BuildFacts:
    """Who and what made a build. Versions of policy and seeds are hashes of the files."""

    build_id: str
    built_at: datetime
    contract_version: str
    code_version: str
    policy_version: str
    seeds_version: str
    seeds: tuple[SeedFile, ...]


def gather(paths: Paths, seeds: tuple[SeedFile, ...]) -> BuildFacts:
    """The facts of a build that starts now."""
    project = yaml.safe_load((paths.root / "dbt_project.yml").read_text(encoding="utf-8"))
    built_at = datetime.now(UTC)
    policy = paths.seeds / "policy"
    return BuildFacts(
        build_id=f"{built_at:%Y%m%dT%H%M%SZ}-{uuid4().hex[:6]}",
        built_at=built_at,
        contract_version=str(project["vars"]["contract_version"]),
        code_version=code_version(paths.root, project["version"]),
        policy_version=digest(seed.path for seed in seeds if seed.path.parent == policy),
        seeds_version=digest(seed.path for seed in seeds),
        seeds=seeds,
    )


def code_version(root: Path, project_version: str) -> str:
    """The commit, marked when files differ from it; without git the project's own version."""
    if not (root / ".git").exists():
        return project_version
    try:
        git = subprocess.run(
            ["git", "describe", "--always", "--dirty"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return project_version
    # The version goes into SQL as a literal, and a tag may hold any letter.
    return re.sub(r"[^\w.+/-]", "_", git.stdout.strip()) or project_version


def digest(files: Iterable[Path]) -> str:
    """First 12 hex digits over names and contents; the same on every system, whatever line ends git wrote."""
    total = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.name):
        total.update(path.name.encode())
        total.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()[:12]
