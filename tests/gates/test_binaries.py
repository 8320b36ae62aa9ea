"""The shipped programs are static, small, have no heap, and cannot execute data.

`readelf` reads the files of every target, also of those that this machine cannot run.
"""

import os
import re
import subprocess

import pytest

from harness import EMULATOR, LINNET, LINNET_DEBUG, LINNETD, LINNETD_DEBUG, TARGET, Deadline, Server, tool, wait_until

# The functions of a C library's heap, including musl's internal names (its src/malloc).
ALLOCATOR = """
    malloc calloc realloc reallocarray free aligned_alloc memalign posix_memalign valloc pvalloc malloc_usable_size
    brk sbrk __brk __sbrk __expand_heap __simple_malloc __bump_alloc __malloc_donate __malloc_replaced
    __libc_malloc __libc_malloc_impl __libc_calloc __libc_realloc __libc_free __libc_memalign __libc_aligned_alloc
    default_malloc default_calloc default_realloc default_free strdup strndup getline getdelim asprintf vasprintf
""".split()

# libgcc's floating point, for processors that have none: ARM's names, and everybody's, such as __adddf3 and __fixdfsi.
FLOATING_POINT = re.compile(r"__aeabi_c?[fd](?!iv0)\w*|__aeabi_u?[il]2[fd]|"
                            r"__(add|sub|mul|div|neg|pow|cmp|unord|eq|ne|lt|le|gt|ge)[sdtx]f[23]?|"
                            r"__(fix|fixuns|float|floatun|extend|trunc)\w*[sdtx]f\w*|__mips16_\w*[sd]f\w*")

KIB = 1024


def readelf(*arguments):
    done = subprocess.run([tool("readelf"), "-W", *arguments], capture_output=True, text=True,
                          timeout=Deadline().left())
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def symbols(path):
    """All names in the symbol table, defined or not."""
    rows = [line.split() for line in readelf("-s", path).splitlines()]
    names = {row[-1].split("@")[0] for row in rows if len(row) >= 8 and row[0].rstrip(":").isdigit()}
    assert "main" in names, path + " has no symbols: is it stripped?"
    return names


def segments(path):
    """(type, flags) of each program header."""
    return [(match.group(1), match.group(2).replace(" ", "")) for match in
            re.finditer(r"^  ([A-Z_]+) +0x\w+ 0x\w+ 0x\w+ 0x\w+ 0x\w+ ([RWE ]{3}) ", readelf("-l", path), re.M)]


@pytest.mark.parametrize("path", [LINNETD_DEBUG, LINNET_DEBUG], ids=os.path.basename)
def test_there_is_no_allocator_inside(path):
    found = symbols(path) & set(ALLOCATOR)
    assert not found, "%s holds %s" % (path, ", ".join(sorted(found)))


@pytest.mark.parametrize("path", [LINNETD_DEBUG, LINNET_DEBUG], ids=os.path.basename)
def test_there_is_no_floating_point_inside(path):
    found = [name for name in symbols(path) if FLOATING_POINT.fullmatch(name)]
    assert not found, "%s holds %s" % (path, ", ".join(sorted(found)))


@pytest.mark.parametrize("name, is_one", [
    ("__adddf3", True), ("__aeabi_dadd", True), ("__aeabi_i2d", True), ("__aeabi_cfcmple", True), ("__fixunsdfsi", True),
    ("__floatsidf", True), ("__extendsfdf2", True), ("__mips16_extendsfdf2", True), ("__aeabi_idiv", False),
    ("__udivdi3", False), ("__aeabi_lmul", False), ("__divsi3", False), ("__fini_array_end", False)])
def test_the_floating_point_gate_detects_its_symbols(name, is_one):
    assert bool(FLOATING_POINT.fullmatch(name)) == is_one


@pytest.mark.parametrize("path", [LINNETD_DEBUG, LINNET_DEBUG], ids=os.path.basename)
def test_no_instruction_is_missing_from_the_processor(path):
    """Routers have no floating-point unit, and Debian's libgcc for MIPS was compiled as if they had one."""
    if not TARGET.startswith("mips"):
        assert not re.search(r"Tag_(FP_arch|ABI_VFP_args)", readelf("-A", path)), "it is not soft float"
        return
    code = subprocess.run([tool(TARGET + "-linux-gnu-objdump"), "-d", path], capture_output=True, text=True, check=True,
                          timeout=Deadline(60).left()).stdout
    assert len(code) > 100_000
    floating = re.findall(r"^.*\t(?:[ls][wd]x?c1|[cm][tf]h?c1|bc1[tf]l?|\w+\.[sdw](?:\.[sdw])?)\s.*$", code, re.M)
    assert not floating, "instructions of a floating-point unit:\n" + "\n".join(floating[:20])


@pytest.mark.parametrize("path", [LINNETD, LINNET], ids=os.path.basename)
def test_tables_of_pointers_are_read_only(path):
    """At a fixed address nothing has to be relocated: constants stay constant, and no table of addresses is writable but
    the few words of .got that some linkers make, which code of ours does not jump through. musl gives its static programs
    no RELRO at run time, and relocates a static-pie without making its tables read-only again, so neither would do more."""
    header = readelf("-h", path)
    assert re.search(r"Type: +EXEC ", header), header
    names = set(re.findall(r"^ +\[ *[0-9]+\] (\.\S+) .* W[AT]*p? ", readelf("-S", path), re.M))
    allowed = {".data", ".bss", ".tdata", ".tbss", ".got", ".got.plt", ".init_array", ".fini_array", ".sdata", ".sbss"}
    assert names and names <= allowed, "writable: " + ", ".join(sorted(names - allowed))
    assert "There are no relocations" in readelf("-r", path)


def test_this_gate_detects_an_allocator(tmp_path):
    """A gate that is never seen closed may be painted on the wall."""
    source, binary = tmp_path / "heap.c", tmp_path / "heap"
    source.write_text("#include <stdlib.h>\nint main(int n, char **v) { free(v); return malloc((size_t)n) != NULL; }\n")
    compiler = (os.environ.get("CC") or "cc").split()
    subprocess.run([tool(compiler[0]), *compiler[1:], "-static", "-no-pie", "-o", str(binary), str(source)], check=True,
                   timeout=Deadline(60).left())
    assert {"malloc", "free"} <= symbols(str(binary))


@pytest.mark.parametrize("shipped, debug", [(LINNETD, LINNETD_DEBUG), (LINNET, LINNET_DEBUG)],
                         ids=["linnetd", "linnet"])
def test_the_stripped_program_has_the_inspected_code(shipped, debug):
    """The same code and constants, byte by byte."""
    assert "There are no symbols" in readelf("-s", shipped) or not re.search(r"\bmain\b", readelf("-s", shipped))
    for section in [".text", ".rodata"]:
        same = readelf("-x", section, shipped).split(":", 1)[1] == readelf("-x", section, debug).split(":", 1)[1]
        assert same, "%s and %s differ in %s" % (shipped, debug, section)


@pytest.mark.parametrize("path", [LINNETD, LINNET], ids=os.path.basename)
def test_it_is_static(path):
    headers = [kind for kind, _ in segments(path)]
    assert "LOAD" in headers
    assert "INTERP" not in headers, "it asks for a dynamic loader"
    dynamic = readelf("-d", path)
    assert "NEEDED" not in dynamic, dynamic


@pytest.mark.parametrize("path", [LINNETD, LINNET], ids=os.path.basename)
def test_neither_the_stack_nor_a_writable_segment_is_executable(path):
    stack = [flags for kind, flags in segments(path) if kind == "GNU_STACK"]
    assert stack and "E" not in stack[0], "its stack is executable"
    assert not [flags for _, flags in segments(path) if "W" in flags and "E" in flags], "it can write its own code"


LINNETD_MOST = {"armv6": 192 * KIB}.get(TARGET, 248 * KIB)       # with the page (16 KB) and accounts (14 KB)


@pytest.mark.parametrize("path, most", [(LINNETD, LINNETD_MOST), (LINNET, 80 * KIB)], ids=["linnetd", "linnet"])
def test_it_is_small(path, most):
    size = os.path.getsize(path)
    assert size <= most, "%s has %d bytes, %d more than it may have" % (path, size, size - most)


def chat(server):
    """A bit of everything: people come, talk, ask, change things, and go."""
    for _ in range(3):
        users = server.users("ann", "bob", "eve", channel="#garden")
        nat = server.client("nat", plain=True)
        nat.send("nat", "hello", "/who", "/quit")
        for user in users:
            user.send("PRIVMSG #garden :hello", "WHO #garden", "WHOIS bob", "LIST", "MOTD", "LUSERS",
                      "TOPIC #garden :x", "MODE #garden +v bob", "AWAY :gone", "NAMES #garden", "VERSION")
            user.sync()
        nat.until("{*}Closing Link{*}")
        for user in users:
            user.send("QUIT")
            user.until("ERROR :{*}")
            user.close()


def traced(trace):
    """The command line to put in front of linnetd, and the variables, that have its system calls written to a file."""
    if EMULATOR:    # QEMU itself tells which calls the program makes that it runs
        return {"environment": {"QEMU_STRACE": "1", "QEMU_LOG_FILENAME": str(trace)}}
    calls = "brk,mmap,mmap2,mremap,shmat,listen"
    return {"wrapper": [tool("strace"), "-D", "-f", "-e", "trace=" + calls, "-o", str(trace)]}


def test_no_memory_is_requested_while_clients_chat(tmp_path):
    """As the kernel sees it: no heap at all, and once it listens not one mapping either."""
    trace = tmp_path / "trace"
    with Server(**traced(trace)) as server:
        chat(server)
    if not EMULATOR:
        wait_until(lambda: trace.read_text().endswith("+++ exited with 0 +++\n"), "the end of the trace")
    before, mark, after = trace.read_text().partition(" listen(")
    assert mark, "the trace does not show the start:\n" + before[:2000]
    asked = re.findall(r"^.*\b(?:brk|mmap2?|mremap|shmat)\(.*$", after, re.M)
    assert not asked, "after it listened it asked for memory:\n" + "\n".join(asked[:20])
    grown = re.findall(r"^.*\bbrk\((?!NULL|0\)|0x0).*$", before, re.M)
    assert not grown, "it has a heap:\n" + "\n".join(grown[:20])
