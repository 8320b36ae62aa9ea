"""Runs each test of each unit test program as a test of its own.

The programs are built from tests/unit/*.c for the target under test, and run
under its emulator if there is one.
"""
import os
import pathlib
import shlex
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
UNIT_DIR = pathlib.Path(os.environ.get("UNIT_DIR", ROOT / "build" / "native" / "unit"))
EMULATOR = shlex.split(os.environ.get("EMULATOR", ""))


def run(program, *args):
    return subprocess.run([*EMULATOR, str(UNIT_DIR / program), *args], capture_output=True, text=True, timeout=120)


def pytest_generate_tests(metafunc):
    cases = []
    for source in sorted(HERE.glob("*.c")):
        listed = run(source.stem, "--list")
        assert listed.returncode == 0, f"{source.stem} lists no tests: {listed.stderr}"
        cases += [(source.stem, name) for name in listed.stdout.split()]
    metafunc.parametrize("program,name", cases, ids=[f"{p}-{n}" for p, n in cases])


def test_unit(program, name):
    result = run(program, name)
    assert result.returncode == 0, result.stdout + result.stderr
