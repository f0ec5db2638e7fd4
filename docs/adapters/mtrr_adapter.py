#!/usr/bin/env python3
"""Answers the line protocol for the MTRRs, and says `na` to the rest. With --bug, UC does not win where ranges overlap."""
import re
import sys

TYPES = {0: "UC", 1: "WC", 4: "WT", 5: "WP", 6: "WB"}
FIXED = [0x250, 0x258, 0x259] + list(range(0x268, 0x270))
HEX = re.compile(r"(0x)?[0-9a-fA-F]+$")

class Mtrrs:
    def __init__(self, width, pairs):
        self.frames, self.pairs = (1 << width) - 0x1000, pairs
        self.msr = dict.fromkeys(FIXED + [0x2FF] + list(range(0x200, 0x200 + 2 * pairs)), 0)

    def accepts(self, msr, value):
        if msr in FIXED:
            return value < 1 << 64 and all(byte in TYPES for byte in value.to_bytes(8, "little"))
        if msr == 0x2FF:
            return value & ~0xCFF == 0 and value & 0xFF in TYPES
        if msr & 1:
            return value & ~(self.frames | 0x800) == 0
        return value & ~(self.frames | 0xFF) == 0 and value & 0xFF in TYPES

    def type(self, address, bug):
        enabled, default = self.msr[0x2FF] & 0x800, self.msr[0x2FF] & 0xFF
        if not enabled:
            return "UC"
        if address < 0x100000 and self.msr[0x2FF] & 0x400:
            low, shift, first = (0, 16, 0) if address < 0x80000 else (0x80000, 14, 8) if address < 0xC0000 else (0xC0000, 12, 24)
            field = first + (address - low >> shift)
            return TYPES[self.msr[FIXED[field // 8]] >> field % 8 * 8 & 0xFF]
        pairs = [(self.msr[0x200 + 2 * n], self.msr[0x201 + 2 * n]) for n in range(self.pairs)]
        found = {b & 0xFF for b, m in pairs if m & 0x800 and (address ^ b) & m & self.frames == 0} or {default}
        if len(found) == 1 or (0 in found and not bug):
            return TYPES[min(found)]
        return "WT" if found == {4, 6} else "undef" if 0 not in found else TYPES[max(found)]

mtrrs = Mtrrs(46, 8)
for line in sys.stdin:
    verb, *words = line.split()
    if verb == "reset" and re.fullmatch(r"maxphyaddr=\d+ vcnt=\d+", " ".join(words)):
        mtrrs, answer = Mtrrs(*(int(w.split("=")[1]) for w in words)), "ok"
    elif {"wrmsr": 2, "rdmsr": 1, "type": 1}.get(verb) != len(words):
        answer = "error: not so" if verb in ("wrmsr", "rdmsr", "type", "reset") else "na"
    elif not all(HEX.match(w) and len(w) <= 18 for w in words):
        answer = "error: not a number"
    else:
        number = [int(w, 16) for w in words]
        known = number[0] in mtrrs.msr
        if verb == "type":
            answer = mtrrs.type(number[0], "--bug" in sys.argv)
        elif number[0] == 0x277:
            answer = "na"
        elif verb == "rdmsr":
            answer = hex(mtrrs.msr[number[0]]) if known else hex(0x500 | mtrrs.pairs) if number[0] == 0xFE else "gp"
        else:
            answer = "ok" if known and mtrrs.accepts(*number) else "gp"
            mtrrs.msr.update([number] if answer == "ok" else [])
    print(answer, flush=True)
