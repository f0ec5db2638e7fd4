#!/usr/bin/env python3
"""A design of Xen as a program: `stalemate check xen-ept/always-calls --design docs/adapters/xen_design.py`.

The patch of the thread: the lists call memory_type_changed() only where cache_flush_permitted() changes and there is no IOMMU, and
XEN_DOMCTL_memory_mapping does not call it. docs/explanation/systems/xen-ept.md has the protocol.
"""
import sys


def parse(line):
    """The call with its arguments, and the domain as it is before the call."""
    call, vm = line.rstrip("\n").split(" | ")[:2]
    values = [dict(word.split("=", 1) for word in part.split(" ") if "=" in word) for part in (call, vm)]
    return call.split(" ")[0], values[0], values[1]


def answer(line):
    if line.startswith("design "):
        return "ok calls=iomem-permit,iomem-deny,ioport-permit,ioport-deny,memory-mapping"
    call, arguments, vm = parse(line)
    if call == "memory-mapping" or vm["iommu"] == "1":
        return "ok"
    if call.endswith("-permit"):
        return "memory-type-changed" if vm["flush-permitted"] == "0" else "ok"
    return "memory-type-changed" if arguments["then"] == "0" else "ok"


for question in sys.stdin:
    print(answer(question), flush=True)
