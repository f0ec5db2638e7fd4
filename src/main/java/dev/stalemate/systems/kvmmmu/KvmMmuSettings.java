package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class KvmMmuSettings {
    static final Setting<Integer> VCPUS = Setting.number("vcpus", 1, 3, 1, "vCPUs, each with a TLB");
    static final Setting<Integer> GFNS = Setting.number("gfns", 1, 8, 1, "pages of the guest");
    static final Setting<Integer> ROOTS =
            Setting.number("roots", 1, 2, 1, "roots that vCPUs switch between, as for system management mode");
    static final Setting<Boolean> ZAPS =
            Setting.flag("zaps", false, "whether all pages are zapped, in each root, as where a memory type changes");
    static final Setting<Boolean> DELETES = Setting.flag(
            "deletes", false, "whether a memory slot is deleted, with the root swept and another one in its place");
    static final Setting<Boolean> RECOVERS = Setting.flag(
            "recovers", false, "whether a table page is given up, so that a large page can take its place");
    static final Setting<Boolean> LEGACY = Setting.flag(
            "legacy", false, "whether shadow pages of the other kind are given up with it, and flushed for");
    static final Setting<Integer> SEQ_BITS = Setting.number(
            "seq-bits",
            0,
            6,
            0,
            "the width of the counter of invalidations by the host, which end as it is full; with 0 there are none");

    static final List<Setting<?>> ALL = List.of(VCPUS, GFNS, ROOTS, ZAPS, DELETES, RECOVERS, LEGACY, SEQ_BITS);

    private KvmMmuSettings() {}
}
