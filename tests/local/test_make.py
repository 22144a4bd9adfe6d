"""The Makefile's first steps, which must speak plainly on a machine that lacks something."""

import os
import subprocess
from pathlib import Path

import pytest

from shop.local import install
from shop.local.preflight import PROJECT


def run(*command: str, **env: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        command, cwd=PROJECT, env={**clean, **env}, capture_output=True, text=True, check=False, timeout=60
    )


def test_help_lists_the_commands() -> None:
    result = run("make")
    assert result.returncode == 0
    for target in ("run", "test", "check", "lock", "stop", "clean"):
        assert f"make {target} " in result.stdout


@pytest.mark.parametrize("target", ["run", "test", "check"])
def test_a_missing_python_is_named_with_the_way_to_get_it(target: str) -> None:
    result = run("make", target, "PYTHON=python-that-is-nowhere")
    assert result.returncode != 0
    assert "there is no python-that-is-nowhere" in result.stderr
    assert "apt-get install python3.11" in result.stderr


def test_another_python_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    fake = tmp_path / "sys_version.py"
    fake.write_text(
        "import runpy, sys; sys.version_info = (3, 13, 0); sys.version = '3.13.0 (x)';"
        f"sys.argv = ['install', 'requirements.txt']; runpy.run_path({str(PROJECT / 'shop/local/install.py')!r},"
        "run_name='__main__')"
    )
    stamp = install.STAMP.read_bytes() if install.STAMP.exists() else None
    result = run("python3", "-I", "-S", str(fake))
    assert result.returncode != 0
    assert "needs Python 3.11; this is 3.13.0" in result.stderr
    assert (install.STAMP.read_bytes() if install.STAMP.exists() else None) == stamp


def test_requirements_are_installed_again_only_when_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(install, "PROJECT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "VENV_PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(install, "STAMP", tmp_path / ".venv" / "installed.json")
    (tmp_path / "a.txt").write_text("# nothing to install\n")
    (tmp_path / "b.txt").write_text("# nor here\n")
    install.main(["a.txt"])
    assert "Installing" in capfd.readouterr().out
    install.main(["a.txt"])
    assert capfd.readouterr().out == ""
    install.main(["a.txt", "b.txt"])
    assert "Installing" in capfd.readouterr().out
    install.main(["a.txt"])
    assert capfd.readouterr().out == ""
    (tmp_path / "a.txt").write_text("# changed\n")
    install.main(["a.txt"])
    assert "Installing" in capfd.readouterr().out
    (tmp_path / "a.txt").write_text("-r nowhere.txt\n")
    with pytest.raises(SystemExit, match="could not be installed"):
        install.main(["a.txt"])
    assert install.installed() == {}


def test_without_a_browser_the_skip_is_announced_and_is_no_failure(tmp_path: Path) -> None:
    for program in ("bash", "id", "env"):
        (tmp_path / program).symlink_to(Path("/usr/bin") / program)
    result = run(str(PROJECT / ".ci/chromium"), PATH=str(tmp_path))
    assert result.returncode == 0, result.stderr
    assert "browser tests will be SKIPPED" in result.stdout
    (tmp_path / "chromium").symlink_to("/bin/true")
    assert run(str(PROJECT / ".ci/chromium"), PATH=str(tmp_path)).stdout == ""
