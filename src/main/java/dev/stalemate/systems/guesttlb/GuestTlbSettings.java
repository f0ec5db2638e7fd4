package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class GuestTlbSettings {
    static final Setting<Integer> VCPUS = Setting.number("vcpus", 1, 3, 1, "vCPUs of the guest");
    static final Setting<Integer> CPUS = Setting.number("cpus", 1, 3, 1, "real CPUs that they run on");
    static final Setting<Integer> CONTEXTS = Setting.number(
            "contexts", 1, 3, 2, "what a vCPU runs: 1: the guest; 2: L1 and L2; 3: L1, and L2 under two VPIDs");
    static final Setting<Integer> PAGES = Setting.number("pages", 1, 4, 1, "pages of each address space");
    static final Setting<Boolean> VPID = Setting.flag(
            "vpid", true, "whether L1 gives L2 VPIDs; without, each entry and exit of L2 is a flush of everything");
    static final Setting<Boolean> REQUESTS = Setting.flag(
            "requests", true, "whether a vCPU's flush is asked for from elsewhere, as by a paravirtual hypercall");
    static final Setting<Boolean> SHADOW = Setting.flag(
            "shadow", false, "whether the hypervisor shadows the guests' tables, and TLBs are filled from its shadows");

    static final List<Setting<?>> ALL = List.of(VCPUS, CPUS, CONTEXTS, PAGES, VPID, REQUESTS, SHADOW);

    private GuestTlbSettings() {}
}
