"""The one door: `python3 scripts/run.py VERB ...`. `--help` lists the verbs.

Makes `.venv` in the project folder, installs the hash-locked requirements once, hands over to `edu_balance`. The BI
clients of `run.py clients` are installed into an environment of their own: what they need does not fit beside ours.
Standard library only; the first lines run on any Python 3, to be able to say that it is too old.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is the check
    sys.exit(
        "需要 Python 3.11 或更新版本，请从 python.org 安装后重试；当前为 / "
        "Python 3.11 or later is needed, install it from python.org; this is " + sys.version.split()[0]
    )

import hashlib
import os
import subprocess
import venv
from pathlib import Path

from edu_balance import cli
from edu_balance.verbs import VERBS

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, DEV, CLIENTS = "requirements.txt", "requirements-dev.txt", "requirements-clients.txt"
INSTALLING = "installing"


def digest(lock: Path) -> str:
    """Hash of a lock; line endings may differ after a checkout on Windows and mean nothing."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def interpreter(environment: Path) -> Path:
    """The environment's Python."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(root: Path, lock_name: str) -> None:
    """Make the lock's environment hold what the lock says; do nothing when it already does."""
    environment = root / (".venv-clients" if lock_name == CLIENTS else ".venv")
    marker = environment / "installed-locks.txt"
    noted = marker.read_text(encoding="utf-8").split() if marker.exists() else []
    python = interpreter(environment)
    if python.exists() and digest(root / lock_name) in noted:
        return
    print(
        f"首次使用或依赖已更新：安装 {environment.name}，需几分钟 / installing {environment.name}, a few minutes …",
        file=sys.stderr,
        flush=True,
    )
    # An environment half installed looks whole to pip, so it is made anew.
    clear = INSTALLING in noted or not python.exists()
    venv.EnvBuilder(with_pip=True, clear=clear, symlinks=os.name != "nt").create(environment)
    marker.write_text(INSTALLING, encoding="utf-8")
    subprocess.run(
        [
            *(python, "-m", "pip", "install", "--require-hashes", "-r", root / lock_name),
            *("-qq", "--no-input", "--disable-pip-version-check"),
        ],
        check=True,
    )
    # The developers' lock holds everything of the runtime lock, at the same versions.
    held = [RUNTIME, DEV] if lock_name == DEV else [lock_name]
    finished = marker.with_suffix(".new")
    finished.write_text("\n".join(digest(root / name) for name in held), encoding="utf-8")
    finished.replace(marker)


def hand_over(root: Path, argv: list[str]) -> int:
    """Run the verb inside the environment and return its exit code."""
    search_path = [str(root / "scripts"), os.environ.get("PYTHONPATH", "")]
    environ = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, search_path)),
        # Chinese Windows would read and write files as GBK where a library names no encoding.
        "PYTHONUTF8": "1",
    }
    command = [str(interpreter(root / ".venv")), "-m", "edu_balance", *argv]
    sys.stdout.flush()
    if os.name == "posix":
        os.execve(command[0], command, environ)
    process = subprocess.Popen(command, env=environ)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the verb received it too and ends by itself


def main(argv: list[str]) -> int:
    """Check the arguments before minutes are spent on installing, then install and hand over."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    verb = cli.parse(argv).verb
    needs = {row.name: row for row in VERBS}[verb]
    try:
        install(ROOT, DEV if needs.needs_dev_tools else RUNTIME)
        if needs.needs_clients:
            install(ROOT, CLIENTS)
    except (subprocess.CalledProcessError, OSError) as error:
        print(
            f"安装未完成（{error}）。请检查网络与磁盘空间（Debian/Ubuntu 需有 python3-venv），再运行一次。\n"
            "The installation did not finish. Check the network and disk space "
            "(Debian and Ubuntu need python3-venv), then run this again.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        print("安装已中断，下次运行会重做。\nStopped; the next run installs anew.", file=sys.stderr)
        return 130
    return hand_over(ROOT, argv)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
