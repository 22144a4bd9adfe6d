"""The installer behind `make`: one .venv with the pinned packages, left alone while nothing changed.

The Makefile runs this file by its path with the system's Python, so it imports the standard library only.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"

NO_VENV = """Python is here, but it can't make virtual environments ({problem}).
On Debian and Ubuntu: apt-get install python3.11-venv"""
FAILED = """The packages could not be installed; what pip said last is above.
Run the same command again to go on. Packages come from the index pip is configured for (PyPI by default)."""


def fingerprint(path: Path) -> str:
    """This function will return a hash that changes with the file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed() -> dict[str, str]:
    """This function will return the requirement files that the venv satisfies, with the hash of each."""
    if not VENV_PYTHON.exists():
        return {}
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return stamp if stamp.get("python") == sys.version else {}


def run_with_clock(label: str, command: list[str]) -> int:
    """This function will run a quiet command, show how long it has taken so far, and return its exit code."""
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    process = subprocess.Popen(command, cwd=PROJECT)
    shown = 0.0
    while True:
        try:
            code = process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            passed = time.monotonic() - began
            if terminal:
                print(f"\r  {label} ... {passed:.0f} s", end="", flush=True)
            elif passed - shown >= 10:
                shown = passed
                print(f"  {label} ... {passed:.0f} s", flush=True)
        else:
            print(f"{chr(13) if terminal else ''}  {label}: {time.monotonic() - began:.0f} s", flush=True)
            return code


def make_venv() -> None:
    """This function will leave a working, empty-or-used venv of this very Python.

    Raises SystemExit with advice when this Python is not 3.11 or has no venv module.
    """
    if sys.version_info[:2] != (3, 11):
        raise SystemExit(f"Trolley needs Python 3.11; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11")
    try:
        import ensurepip  # noqa: F401  (Debian ships venv without it)
        import venv  # noqa: F401
    except ImportError as error:
        raise SystemExit(NO_VENV.format(problem=error)) from error
    usable = (
        VENV_PYTHON.exists()
        and not subprocess.run(
            [VENV_PYTHON, "-c", "import pip, sys; sys.exit(sys.argv[1] != sys.version)", sys.version],
            capture_output=True,
        ).returncode
    )
    if not usable:
        # Half a venv, or one of another Python, is worth nothing and can't be repaired in place.
        shutil.rmtree(VENV, ignore_errors=True)
        if run_with_clock("Making .venv", [sys.executable, "-m", "venv", str(VENV)]):
            raise SystemExit(NO_VENV.format(problem="the venv module failed, see above"))


def main(names: list[str]) -> None:
    """This function will make sure that the venv holds what the named requirement files pin.

    Raises SystemExit when it can't be done.
    """
    wanted = {name: fingerprint(PROJECT / name) for name in names}
    have = installed()
    if all(have.get(name) == value for name, value in wanted.items()):
        return
    make_venv()
    print("Installing the pinned packages (a minute or two, the first time only)", flush=True)
    # Files already satisfied stay in: pip must see all pins together.
    together = sorted({*wanted, *(name for name in have if (PROJECT / name).is_file())})
    options = [part for name in together for part in ("-r", name)]
    STAMP.unlink(missing_ok=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    if run_with_clock("Installing", [*pip, "--require-hashes", *options]):
        raise SystemExit(FAILED)
    stamp = {name: fingerprint(PROJECT / name) for name in together}
    STAMP.write_text(json.dumps({"python": sys.version, **stamp}, indent=1))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        raise SystemExit("\nStopped; run the same command again to go on.") from None
