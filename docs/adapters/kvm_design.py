#!/usr/bin/env python3
"""A design of KVM as a program: `stalemate check kvm/linux-6.7 --design docs/adapters/kvm_design.py`.

As Linux 6.7, but with CR0.CD=1 MTRR writes zap nothing, and everything is zapped as CR0.CD is cleared. docs/how-to/your-patch.md has the protocol.
"""
import sys

MSR_DEF_TYPE, MSR_PAT = 0x2FF, 0x277
ALL = "zap 0x0 0xfffffffffffff"


def parse(line):
    """The call with its arguments, the VM, and the vCPUs by their numbers, each a dictionary."""
    parts = []
    for part in line.rstrip("\n").split(" | "):
        words = part.split(" ")
        parts.append((words, dict(w.split("=", 1) for w in words if "=" in w)))
    vcpus = {words[1]: values for words, values in parts if words[0] == "vcpu"}
    return parts[0][0][0], parts[0][1], parts[1][1], vcpus


def msr_written(arguments, vm, vcpu):
    msr = int(arguments["msr"], 0)
    enabled = int(vcpu["def"], 0) >> 11 & 1
    if vm["dma"] == "0" or vcpu["cd"] == "1" or msr == MSR_PAT or not (enabled or msr == MSR_DEF_TYPE):
        return "ok"
    return ALL  # not only the register's range: a coarse zap is right, too


def cr0_written(vm, vcpu):
    return ALL if vm["dma"] == "1" and vcpu["cd"] == "0" else "ok"


def answer(line):
    if line.startswith("design "):
        return "ok calls=msr-written,cr0-written vcpus=on-demand"
    call, arguments, vm, vcpus = parse(line)
    vcpu = vcpus[arguments["vcpu"]]  # the only one that was sent: this design never answers "more"
    return msr_written(arguments, vm, vcpu) if call == "msr-written" else cr0_written(vm, vcpu)


for question in sys.stdin:
    print(answer(question), flush=True)
