"""Each harness takes what is kept for it in corpus/: inputs of each kind, and all that ever broke one.

`commands` takes also what the wire scripts say. `make fuzz` looks for more.
"""

import os
import pathlib
import subprocess

import pytest

import seeds
from harness import EMULATOR, SLOW, SRC, TARGET

HERE = pathlib.Path(__file__).resolve().parent
FUZZ_DIR = pathlib.Path(os.environ.get("FUZZ_DIR") or pathlib.Path(SRC, "build", TARGET, "fuzz"))
HARNESSES = sorted(path.name for path in (HERE / "corpus").iterdir())


def replay(harness, files):
    assert files, "%s has nothing to take" % harness
    result = subprocess.run([*EMULATOR, str(FUZZ_DIR / harness), *map(str, files)], capture_output=True, text=True,
                            timeout=60 * SLOW, check=False)
    last = result.stdout.splitlines()[-1] if result.stdout else "nothing"
    assert result.returncode == 0, "%s ended with status %d at %s\n%s" % (harness, result.returncode, last, result.stderr)
    assert len(result.stdout.splitlines()) == len(files)


def test_every_harness_has_a_corpus():
    sources = {path.stem for path in HERE.glob("*.c") if "LLVMFuzzerTestOneInput(const" in path.read_text()}
    assert sources - {"replay"} == set(HARNESSES)


@pytest.mark.parametrize("harness", HARNESSES)
def test_corpus(harness):
    replay(harness, sorted((HERE / "corpus" / harness).iterdir()))


def test_the_wire_scripts_pass_the_commands_harness(tmp_path):
    seeds.main(tmp_path)
    replay("commands", sorted(tmp_path.iterdir()))
