"""Client threads have small stacks without a page that guards their ends: this shows that they suffice.

`stack_depth.py` reads linnetd as it was linked and finds the deepest that a client thread can get, whatever its clients
do. What it is told here is where calls through pointers lead.
"""

import os
import pathlib
import re
import subprocess

import pytest
from harness import LINNETD_DEBUG, SRC, TARGET, Deadline, Server, tool
from stack_depth import Call, Function, Program, Unknown

# The possible targets of calls through pointers: the caller, and the names of all targets.
CALLS = [
    ("start|start_c11", "slot_run"),                                       # a thread's beginning, in the C library
    ("slot_run|connection_(heard|talk)|run_lines", "(irc|plain|http|text)_(line|bad_line|long_line)|(http|websocket)_ran|detect_protocol|tcp_\\w+|"
     "log_(info|debug)"),
    ("connection_speaks|connection_(heard|talk)|slot_run|detect_protocol", "http_begin|begin_(text|binary)|(http|websocket)_take"),
    ("slot_changed|tick|kick|cmd_kick|end_line|cmd_mode", "plain_target_look"),
    ("take_header|take_line|http_line", "take_\\w+"),
    ("connection_end|last_word|say_and_close", "leave_chat|(detect|http|reply)_closing|websocket_goodbye|tcp_linger|log_(info|debug)"),
    ("serve|http_answer|say_and_close|send_all|tls_alert|detect_protocol", "tcp_send"),
    ("command_run|run", "cmd_\\w+"),
    ("cmd_authenticate", "plain|scram_(first|final|ok)"),
    ("log_line", "put|write_stderr"),
    ("budget_each", "stats_memory_row|print_row"),
    ("_pthread_cleanup_pop|__do_cleanup_pop", "cleanup"),                   # the C library's, of a wait that is given up
    ("__clock_gettime", "\\(vDSO\\)|cgt_\\w+"),
    ("cgt_init", "\\(vDSO\\)|cgt_time32_wrap"),
    ("cgt_time32_wrap", "\\(vDSO\\)"),
]
# Only the main thread calls these: options, files, signals, the start and the end of a program.
OF_MAIN = re.compile(r"announce|mdns_send_\w+|net_multicast_send|tell_pending|(settings_)?set_\w+|refuse_setting|motd_open|logger_finish|run|"
                     r"secrets_read_\w+|on_\w+|tell_address|rehash_keep_folders|join_tell\w*|main|print_row|do_set\w+|handler|"
                     r"__pthread_create|_init|_fini|dummy\w*|libc_start_main_stage2|__funcs_on_exit|_start_c|__restore\w*|raise|sigprocmask")
# ARM's C library chooses among these at its start, and a function that asserts often keeps the address of what ends the
# program: a caller without another line above may call each of them.
OF_LIBRARY = re.compile(r"__a_\w+|chat_not_locked")
# The stack that the kernel's code for clocks (vDSO) uses: much less, but no limit is documented.
VDSO = 256
CANARY = 16         # slot_stack.c: the lowest bytes, which nothing may write


def plain(name):
    """Without what the compiler adds when it makes a variant of a function."""
    return re.sub(r"\.(constprop|part|isra|lto_priv|cold)\b.*", "", name).split("@")[0]


def commands_of_plain_mode():
    """The functions of the commands that a person with nc can have run."""
    found = set()
    for path, call in [("src/server/protocol/plain.c", r"\brun\(s, \"([A-Z]+)\""),
                       ("src/irc/plain_parse.c", r"\bcommand\(m, \"([A-Z]+)\""),
                       ("src/irc/plain_parse.c", r"\"/[a-z]+\", \"([A-Z]+)\"")]:
        found |= set(re.findall(call, pathlib.Path(SRC, path).read_text()))
    assert {"NICK", "PRIVMSG", "TOPIC", "LIST", "MODE", "KICK"} <= found
    return "|".join("cmd_" + name.lower() for name in sorted(found))


class Linnetd:
    def __init__(self, path, target):
        self.program = Program(path, target)
        clock = Function("(vDSO)", 0)
        clock.own = VDSO
        self.program.functions["(vDSO)"] = clock
        self.names = {}
        for name in self.program.functions:
            self.names.setdefault(plain(name), []).append(name)
        self.plain_commands = commands_of_plain_mode()

    def leads_to(self, caller, mark):
        found = []
        for who, whom in CALLS:
            if re.fullmatch(who, plain(caller)):
                whom = self.plain_commands if mark and whom == "cmd_\\w+" else whom
                found += [name for base, names in self.names.items() if re.fullmatch(whom, base) for name in names]
        if not found:
            found = [name for base, names in self.names.items() if base.startswith("__a_") for name in names]
        if not found:
            raise Unknown("%s calls through a pointer: tests/gates/test_stack.py should say what" % caller)
        return found

    def client_thread(self):
        """Its bytes, the C library's record of the thread and our canary included, and the way that is so deep."""
        marks = {name for base in ("plain_line", "plain_bad_line", "plain_long_line") for name in self.names.get(base, [])}
        depth, way = self.program.deepest("start", self.leads_to, marks)
        return depth + self.record() + CANARY, way

    def record(self):
        """musl puts the thread's record and its variables at the top of its stack: no more than it has room for at the
        program's start, else it would have asked the kernel for memory, which another test would see."""
        return sum(self.program.symbols[name][1] for name in ("builtin_tls", "__pthread_tsd_size"))


@pytest.fixture(scope="module")
def linnetd():
    return Linnetd(LINNETD_DEBUG, TARGET)


def stack_size():
    text = pathlib.Path(SRC, "src", "limits.h").read_text()
    return int(re.search(r"^#define SLOT_STACK ([0-9]+)$", text, re.M).group(1))


def told(path_or_way, linnetd):
    return "\n".join("%6d  %s" % (linnetd.program.functions[name].own, name) for name in path_or_way)


def test_no_client_thread_can_overflow_its_stack(linnetd):
    depth, way = linnetd.client_thread()
    print("%s: %d bytes of %d\n%s" % (TARGET, depth, stack_size(), told(way, linnetd)))
    assert depth <= stack_size(), "%d bytes:\n%s" % (depth, told(way, linnetd))


def test_the_bound_is_above_the_measured_depth(linnetd):
    """The measured depth must not exceed the proven bound."""
    with Server() as server:
        ann, bob = server.users("ann", "bob", channel="#garden")
        ann.send("PRIVMSG #garden :hello", "WHO #garden", "WHOIS bob", "LIST", "MOTD", "STATS m", "TOPIC #garden :x",
                 "MODE #garden +b x!*@*", "RENAME #garden #shed", "NAMES #shed", "KICK #shed bob :out")
        bob.until("{*} KICK #shed bob {*}")
        nat = server.client("nat", plain=True)
        nat.send("nat", "hello", "/who", "/list", "/topic x", "/quit")
        nat.until("{*}Closing Link{*}")
    used = int(re.search(r"deepest client thread used ([0-9]+) of", server.log.text()).group(1))
    depth, _ = linnetd.client_thread()
    assert 500 < used <= depth


def test_every_target_of_a_function_pointer_is_known(linnetd):
    """So that none is forgotten above: either it is among the calls, or only the main thread has it."""
    known = [whom for _, whom in CALLS]
    unknown = [name for name in map(plain, linnetd.program.address_taken())
               if not any(re.fullmatch(whom, name) for whom in known) and not OF_MAIN.fullmatch(name)
               and not OF_LIBRARY.fullmatch(name) and name not in ("start", "start_c11")]
    assert not unknown, ", ".join(sorted(unknown))


def test_a_large_frame_on_a_call_path_is_found(linnetd):
    """Where it was not the deepest, and where only a pointer leads to it."""
    before, _ = linnetd.client_thread()
    for name in ("cmd_topic", "tcp_send", "buf_fmt"):
        function = linnetd.program.functions[linnetd.names[name][0]]
        own, calls = function.own, function.calls
        function.own, function.calls = own + 4096, {Call(call.target, call.depth + 4096) for call in calls}
        depth, way = linnetd.client_thread()
        function.own, function.calls = own, calls
        assert depth > stack_size() and function.name in way
    assert linnetd.client_thread()[0] == before


# ---- the gate itself ----

def compiled(folder, text):
    """A program of a few functions, whose main is followed."""
    (folder / "a.c").write_text(text)
    compiler = (os.environ.get("CC") or "cc").split()
    subprocess.run([tool(compiler[0]), *compiler[1:], "-O1", "-fno-pie", "-fno-inline", "-fno-optimize-sibling-calls", "-static",
                    "-no-pie", "-w", "-o", str(folder / "a"), str(folder / "a.c")], check=True, timeout=Deadline(60).left())
    return Program(str(folder / "a"), TARGET)


USE = "__attribute__((noipa)) void use(char *p, int n) { p[n & 3] = 1; }\n"


def test_it_finds_the_deepest_call_path(tmp_path):
    program = compiled(tmp_path, USE + """
        void small(int n) { char a[200]; use(a, n); }
        void large(int n) { char a[3000]; use(a, n); }
        void middle(int n) { char a[1000]; use(a, n); if (n > 3) small(n); else large(n); use(a, n); }
        int main(int n, char **v) { switch (n) { case 1: small(n); break; case 2: middle(n); break; case 9: large(n); } return 0; }
        """)
    depth, way = program.deepest("main", None)
    assert way[:3] == ["main", "middle", "large"] and 4000 <= depth < 4400


@pytest.mark.parametrize("what, text", [
    ("a circle", "int f(int n) { return n < 2 ? 1 : n * f(n - 1) + f(n - 2); } int main(int n, char **v) { return f(n); }"),
    ("a circle", "int g(int); int f(int n) { return n < 2 ? 1 : n * g(n - 1) + 1; } int g(int n) { return f(n - 1) + n; }"
                 "int main(int n, char **v) { return f(n); }"),
    ("moves the stack pointer", USE + "void f(int n) { char *p = __builtin_alloca(n); use(p, 1); use(p, n); }"
                                      "int main(int n, char **v) { f(n); return 0; }"),
    ("through a pointer", "int (*volatile f)(int); int main(int n, char **v) { return f(n) + 1; }")])
def test_it_refuses_a_stack_that_it_cannot_bound(tmp_path, what, text):
    def refuse(caller, mark):
        raise Unknown("%s calls through a pointer" % caller)

    program = compiled(tmp_path, text)
    with pytest.raises(Unknown, match=what):
        program.deepest("main", refuse)
