"""The hooks for pytest: wire scripts become tests, and a failed test shows the traffic and the logs."""

import os
import signal

import pytest

import harness
import left_out
import wirescript

# The programs would inherit the signals that nohup, or a shell's background job, made the tests ignore.
for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)


@pytest.fixture
def server():
    """A linnetd with the options that most tests want: none."""
    with harness.Server() as running:
        yield running


@pytest.fixture
def start():
    """Starts servers with options of the test's own, and ends them all in good order afterwards."""
    started = []

    def start_server(*options, **keywords):
        started.append(harness.Server(*options, **keywords))
        return started[-1]

    yield start_server
    for running in started:
        running.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    items[:], out = left_out.take_out(items, config)
    if out:
        config.hook.pytest_deselected(items=out)


def pytest_collect_file(file_path, parent):
    if file_path.suffix == ".wire":
        return WireFile.from_parent(parent, path=file_path)


class WireFile(pytest.File):
    """A script in tests/wire: each `== name` in it is a test."""

    def collect(self):
        script = os.path.relpath(self.path, harness.SRC)
        for section in wirescript.parse(self.path.read_text(encoding="utf-8"), script):
            yield WireItem.from_parent(self, name=section.name, section=section, script=script)


class WireItem(pytest.Item):
    def __init__(self, *, section, script, **keywords):
        super().__init__(**keywords)
        self.section, self.script = section, script

    def runtest(self):
        directory = self.config._tmp_path_factory.mktemp("wire")
        wirescript.Run(self.section, self.script, str(directory)).run()

    def repr_failure(self, excinfo):
        error = excinfo.value
        if isinstance(error, wirescript.StepFailed):
            return "%s\n%s" % (error, error.__cause__)
        if isinstance(error, (wirescript.ScriptError, AssertionError)):
            return "%s: %s" % (self.script, error)
        return super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, self.section.number - 1, "%s: %s" % (self.path.name, self.name)


def pytest_runtest_setup():
    harness.transcript.clear()
    harness.servers.clear()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport():
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        report.sections.append(("traffic", harness.transcript.recent()))
        for running in harness.servers:
            report.sections.append(("log of linnetd on port %s" % getattr(running, "port", "?"),
                                    running.log.text()))


def pytest_sessionfinish(session, exitstatus):
    """Whatever went wrong, no server outlives the run. That a -k fits nothing is a mistake, but not where what it fits is
    left out for this target."""
    for running in harness.servers:
        running.kill()
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and harness.EMULATOR:
        session.exitstatus = pytest.ExitCode.OK
