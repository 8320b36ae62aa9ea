"""How deep the stack of a thread can get: the whole program, as it was linked, is read instruction by instruction.

`Program(path)` disassembles an unstripped program. Each function's instructions are followed along every way through it,
which gives the depth of the stack at each of its calls; a call of an address that is only known at run time may lead to
any function whose address is in the program and that `indirect` allows for the caller. The deepest sum is a bound: no run
can need more, whatever the inputs are. What this cannot see, and refuses: a stack pointer that is moved by an amount that
is not in the instruction (as alloca does), and functions that call themselves, in a circle of any length.

The compiler's -fstack-usage and -fcallgraph-info would say as much of linnet's own files, but not after link-time
optimization has made other functions of them, and nothing of the C library, which is linked as it is.
"""

import collections
import re
import struct
import subprocess

from harness import Deadline, tool

Instruction = collections.namedtuple("Instruction", "address name operands")
Call = collections.namedtuple("Call", "target depth")       # target None: through a pointer
HEAD = re.compile(r"^([0-9a-f]+) <([^>]+)>:$")
LINE = re.compile(r"^ *([0-9a-f]+):\t(\S+)(?:[\t ]+(.*))?$")
TARGET = re.compile(r"\b([0-9a-f]+) <([^>+]+)(?:\+0x[0-9a-f]+)?>")


# Functions that do not return: the code after a call of theirs is unrelated. They are not followed, for they
# end linnetd.
LAST = {"bug_at", "abort", "exit", "_exit", "_Exit", "a_crash", "__stack_chk_fail", "__pthread_exit", "pthread_exit"}


class Unknown(AssertionError):
    """Something that this does not understand, and so will not bound."""


class X86_64:
    objdump, word, code_bit = "objdump", 8, 0
    entry = 0                           # the return address is counted at the call
    call_cost = 8
    endings = {"ret", "hlt", "ud2"}

    def move(self, i, program):
        name, operands = i.name, i.operands
        if name in ("push", "pushf"):
            return 8
        if name in ("pop", "popf"):
            return None if operands == "%rsp" else -8
        if name == "leave":
            return "restore"
        match = re.fullmatch(r"(sub|add) +\$(-?0x[0-9a-f]+),%rsp", name + " " + operands)
        if match:
            n = int(match.group(2), 16)
            n = n - (1 << 64) if n >= 1 << 63 else n
            return n if match.group(1) == "sub" else -n
        match = re.fullmatch(r"lea +(-?0x[0-9a-f]+)\(%rsp\),%rsp", name + " " + operands)
        if match:
            return -int(match.group(1), 16)
        if operands.endswith(",%rsp") and name != "cmp" and name != "test":
            return None
        return 0

    def flow(self, i):
        if i.name in ("call", "jmp"):
            return i.name, None if "*" in i.operands else "direct"
        if i.name.startswith("j"):
            return "branch", "direct"
        return "end" if i.name.split()[0] in self.endings else "next", None


class Arm:
    objdump, word, code_bit = "arm-linux-gnueabi-objdump", 4, 1
    entry = call_cost = 0

    def registers(self, operands):
        n = 0
        for part in operands.strip("{}").split(", "):
            first, _, last = part.partition("-")
            number = lambda r: {"sl": 10, "fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15}.get(r) or int(r[1:])  # noqa
            n += number(last) - number(first) + 1 if last else 1
        return 4 * n

    def move(self, i, program):
        name, operands = i.name.split(".")[0], i.operands.split("\t")[0].split(" @")[0].strip()
        if name == "push" or (name in ("stmdb", "stmfd") and operands.startswith("sp!, ")):
            return self.registers(operands[operands.index("{"):operands.index("}") + 1])
        if name == "pop" or (name in ("ldmia", "ldmfd") and operands.startswith("sp!, ")):
            return -self.registers(operands[operands.index("{"):operands.index("}") + 1])
        match = re.fullmatch(r"(sub|add)(?:s|w)?\t?(?:sp, )?sp, #([0-9]+)", name + "\t" + operands)
        if match:
            return int(match.group(2)) * (1 if match.group(1) == "sub" else -1)
        match = re.fullmatch(r"(?:str\w*)\t.*\[sp, #-([0-9]+)\]!", name + "\t" + operands)
        if match:
            return int(match.group(1))
        match = re.fullmatch(r"(?:ldr\w*)\t.*\[sp\], #([0-9]+)", name + "\t" + operands)
        if match:
            return -int(match.group(1))
        match = re.fullmatch(r"add\t(?:sp, )?sp, (\w+)", name + "\t" + operands)
        if match:
            value = program.literal(i, match.group(1))
            return None if value is None else -value
        if re.match(r"(?:mov|add|sub|ldr|and|bic)\w*\tsp\b", name + "\t" + operands):
            return None
        return 0

    def flow(self, i):
        name = i.name.split(".")[0]
        if name in ("bl", "blx"):
            if "<__gnu_thumb1_case" in i.operands:
                return "jump", None
            return "call", "direct" if "<" in i.operands else None
        if name == "bx" and i.operands.strip() == "pc":     # on in the other encoding
            return "next", None
        if name == "bx":
            return ("end", None) if i.operands.strip() == "lr" else ("jmp", None)
        if name == "pop" and "pc" in i.operands or name in ("ldmia", "ldmfd") and "pc" in i.operands:
            return "end", None
        if name == "b":
            return "jmp", "direct"
        if re.fullmatch(r"b(eq|ne|cs|cc|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|hs|lo)", name):
            return "branch", "direct"
        if name == "mov" and i.operands.startswith("pc, ") or name.startswith("ldr") and i.operands.startswith("pc, "):
            return ("end", None) if i.operands == "pc, lr" else ("jmp", None)
        return ("end" if name in ("udf", ".word", ".short", ".byte") else "next"), None

    def returns(self, code, n):
        """bx r3, behind pop {r3}: how functions with ... return."""
        return any(i.name.startswith("pop") and re.search(r"\b%s\b" % code[n].operands.strip(), i.operands)
                   for i in code[max(0, n - 3):n])


PROCESSORS = {"native": X86_64, "armv5": Arm, "armv6": Arm}


class Function:
    def __init__(self, name, address):
        self.name, self.address, self.instructions = name, address, []
        self.own = 0            # the deepest it gets itself
        self.calls = set()
        self.unknown = None     # why that is not so


class Program:
    def __init__(self, path, target):
        self.cpu = PROCESSORS[target]()
        with open(path, "rb") as file:
            self.image = file.read()
        self.read_sections()
        text = subprocess.run([tool(self.cpu.objdump), "-d", "--no-show-raw-insn", path], capture_output=True, text=True,
                              check=True, timeout=Deadline(60).left()).stdout
        self.functions, self.by_address = {}, {}
        self.read_functions(text)
        for function in self.functions.values():
            try:
                self.follow(function)
            except Unknown as error:
                function.unknown = error

    # ---- the file ----

    def read_sections(self):
        """(address, size, place in the file, is it code?) of what is loaded, and every symbol's size."""
        wide = self.image[4] == 2
        if wide:
            start, size, count = struct.unpack_from("<" + "40xQ10xHH", self.image, 0)
            form, names = "IIQQQQIIQQ", "name kind flags address place size link info align each"
        else:
            start, size, count = struct.unpack_from("<" + "32xI10xHH", self.image, 0)
            form, names = "IIIIIIIIII", "name kind flags address place size link info align each"
        Section = collections.namedtuple("Section", names)
        self.sections = [Section(*struct.unpack_from("<" + form, self.image, start + i * size))
                         for i in range(count)]
        self.symbols = {}
        for table in self.sections:
            if table.kind != 2:
                continue
            strings = self.sections[table.link]
            for at in range(table.place, table.place + table.size, table.each):
                if wide:
                    name, info, _, _, value, length = struct.unpack_from("<" + "IBBHQQ", self.image, at)
                else:
                    name, value, length, info, _, _ = struct.unpack_from("<" + "IIIBBH", self.image, at)
                text = self.image[strings.place + name:self.image.index(b"\0", strings.place + name)].decode()
                self.symbols[text] = (value, length, info & 15)

    def word_at(self, address, size):
        for s in self.sections:
            if s.kind == 1 and s.flags & 2 and s.address <= address and address + size <= s.address + s.size:
                place = s.place + address - s.address
                return int.from_bytes(self.image[place:place + size], "little")
        return None

    def literal(self, instruction, register):
        """What a register of an ARM holds that was set just before, as a signed number: from beside the code, or by a
        small number that is shifted. None: who knows."""
        function = self.around[instruction.address]
        at = function.instructions.index(instruction)
        value = None
        for i in function.instructions[max(0, at - 12):at]:
            operands = i.operands.split("\t")[0].split(" @")[0].strip().split(", ")
            if operands[0] != register or i.name.split(".")[0] in ("str", "strb", "strh", "cmp"):
                continue
            beside = re.match(r"ldr.*\[pc, .*\(([0-9a-f]+) <", i.name + i.operands)
            if beside:
                value = self.word_at(int(beside.group(1), 16), 4)
            elif i.name in ("movs", "mov") and operands[1].startswith("#"):
                value = int(operands[1][1:])
            elif i.name == "lsls" and value is not None and operands[1] == register:
                value <<= int(operands[2][1:])
            else:
                value = None
        return value - (1 << 32) if value is not None and value >= 1 << 31 else value

    def read_functions(self, text):
        current, self.around = None, {}
        for line in text.splitlines():
            head, match = HEAD.match(line), LINE.match(line)
            if head:
                name, address = head.group(2), int(head.group(1), 16)
                if re.match(r"\.|__(?:pool|pend|jump|jend)_|\$", name) and current:       # a label within a function
                    continue
                current = Function(name, address)
                self.functions.setdefault(name, current)
                if self.functions[name] is not current:
                    self.functions["%s@%x" % (name, address)] = current
                self.by_address[address] = current
            elif match and current:
                i = Instruction(int(match.group(1), 16), match.group(2), match.group(3) or "")
                current.instructions.append(i)
                self.around[i.address] = current

    # ---- one function ----

    def follow(self, function):
        """Every way through it, with the deepest stack at each instruction."""
        code = function.instructions
        if not code:
            return
        index = {i.address: n for n, i in enumerate(code)}
        depth = {}
        todo = [(0, self.cpu.entry)]
        rounds = 0
        while todo:
            n, now = todo.pop()
            while n < len(code) and depth.get(n, -1) < now:
                rounds += 1
                if rounds > 200 * len(code) or now > 65536:
                    raise Unknown("%s: the stack grows in a circle" % function.name)
                depth[n] = now
                i = code[n]
                move = self.cpu.move(i, self)
                if move is None:
                    raise Unknown("%s: %x: %s %s moves the stack pointer by who knows how much" % (
                        function.name, i.address, i.name, i.operands))
                now = self.cpu.entry if move == "restore" else max(now + move, self.cpu.entry)
                function.own = max(function.own, now)
                kind, how = self.cpu.flow(i)
                match = TARGET.search(i.operands) if how == "direct" else None
                target = int(match.group(1), 16) & ~self.cpu.code_bit if match else None
                inside = index.get(target)
                if inside is None and target is not None:
                    inside = index.get(target | self.cpu.code_bit)
                if kind == "call" and how == "direct" and self.callee(target).name.split(".")[0] in LAST:
                    break
                if kind == "call":
                    if how == "direct" and self.callee(target) is function and inside not in (0, None):
                        todo.append((inside, now))
                    else:
                        function.calls.add(Call(self.callee(target) if how == "direct" else None, now + self.cpu.call_cost))
                elif kind in ("jmp", "branch") and how == "direct":
                    if inside is not None and self.callee(target) is function and not (inside == 0 and now == self.cpu.entry):
                        todo.append((inside, now))
                    elif inside is None and self.callee(target).name.split(".")[0] not in LAST:
                        function.calls.add(Call(self.callee(target), now))
                elif kind == "jump" or kind == "jmp" and how is None:
                    if kind == "jmp" and hasattr(self.cpu, "returns") and self.cpu.returns(code, n):
                        break
                    # Another function, once the stack is given back; else through a table to instructions of this one,
                    # which no other way leads to.
                    if kind == "jmp" and now == self.cpu.entry:
                        function.calls.add(Call(None, now))
                    todo += [(m, now) for m in range(n + 1, len(code)) if m not in depth and self.begins(code, m)]
                if kind in ("jmp", "jump", "end"):
                    break
                n += 1
        return

    def begins(self, code, n):
        """May a jump lead here: the instruction before does not go on to this one."""
        return self.cpu.flow(code[n - 1])[0] in ("jmp", "jump", "end") or code[n - 1].name.startswith(".")

    def callee(self, address):
        if address is None:
            return None
        found = self.by_address.get(address) or self.by_address.get(address | self.cpu.code_bit)
        if found is None:
            found = self.around.get(address) or self.around.get(address | self.cpu.code_bit)
        if found is None:
            raise Unknown("a call leads to %x, where there is no function" % address)
        return found

    # ---- all of them ----

    def address_taken(self):
        """Names of functions whose addresses are in the program's data, or made by its code."""
        found = set()
        starts = {f.address | (self.cpu.code_bit & value & 1): f for f in self.functions.values()
                  for value in (0, 1)}
        for s in self.sections:
            if s.kind != 1 or not s.flags & 2:
                continue
            step = self.cpu.word
            for at in range(s.place, s.place + s.size - step + 1, step):
                value = int.from_bytes(self.image[at:at + step], "little")
                if value in starts:
                    found.add(starts[value].name)
        for f in self.functions.values():
            for i in f.instructions:
                if self.cpu.flow(i)[0] == "next":
                    for match in re.finditer(r"(?:\$0x|<|# )([0-9a-zA-Z_.]+)", i.operands):
                        word = match.group(1)
                        if word in self.functions and "<%s>" % word in i.operands:
                            found.add(word)
                        elif re.fullmatch("[0-9a-f]+", word) and int(word, 16) in starts:
                            found.add(starts[int(word, 16)].name)
        return found

    def deepest(self, name, indirect, marks=()):
        """(bytes, the way there) of the deepest stack below a function. indirect(caller, mark): the names of functions
        that its calls through pointers may lead to; mark: which of `marks` was called last on the way, or None."""
        known, way = {}, []

        def below(function, mark):
            mark = function.name if function.name in marks else mark
            if (function.name, mark) in known:
                return known[function.name, mark]
            if function.name in way:
                raise Unknown("a circle: %s" % " -> ".join(way[way.index(function.name):] + [function.name]))
            if function.unknown:
                raise Unknown("%s (%s)" % (function.unknown, " -> ".join(way)))
            way.append(function.name)
            best = (function.own, [function.name])
            for call in function.calls:
                targets = [call.target] if call.target else [self.functions[n] for n in indirect(function.name, mark)]
                for target in targets:
                    n, path = below(target, mark)
                    if call.depth + n > best[0]:
                        best = (call.depth + n, [function.name] + path)
            way.pop()
            known[function.name, mark] = best
            return best

        return below(self.functions[name], None)
