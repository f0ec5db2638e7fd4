package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class IoreqSettings {
    /** What removes pages of the guest, other than the guest. */
    enum Remover {
        /** A domain that has no part in device emulation. */
        TOOLSTACK,
        /** A device model, which waits in its own hypercall. */
        SERVER
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> VCPUS = ALL.counted("vCPU").number("vcpus", 1, 8, 2, "vCPUs of the guest");
    static final Setting<Integer> SERVERS =
            ALL.counted("IOREQ server").number("servers", 1, 8, 1, "IOREQ servers, each with a map cache");
    static final Setting<Integer> FRAMES = ALL.counted("frame").number("frames", 1, 64, 2, "frames of the guest");
    static final Setting<Integer> EXTENTS = ALL.told("%s pages a hypercall")
            .number("extents", 1, 8, 1, "pages that one hypercall removes, each by itself");
    static final Setting<Boolean> PREEMPT = ALL.told("hypercalls are preempted")
            .flag("preempt", false, "whether a hypercall that has pages left is preempted and re-executed");
    static final Setting<Boolean> FOREIGN = ALL.told("another domain removes pages")
            .flag("foreign", false, "whether another domain, such as the toolstack, removes pages");
    static final Setting<Remover> REMOVER = ALL.told("it is the first IOREQ server")
            .choice(
                    "remover",
                    Remover.class,
                    Remover.TOOLSTACK,
                    "what removes those pages: the toolstack, or the first IOREQ server, which does nothing else meanwhile");
    static final Setting<Boolean> LIFE = ALL.told("the domain is created and destroyed")
            .flag("life", false, "whether the domain is created and destroyed, or runs all the time");
    static final Setting<Boolean> EARLY = ALL.told("servers map before the start")
            .flag("early", false, "whether servers map pages before the domain is started");
    static final Setting<Boolean> SUPERPAGE = ALL.told("a superpage at first")
            .flag("superpage", false, "whether the frames are one superpage at first, which is split or replaced");
    static final Setting<Boolean> POPULATE = ALL.told("the guest gets pages again")
            .flag("populate", false, "whether the guest gets a free frame for a page that it gave back");
    static final Setting<Boolean> OTHERS = ALL.told("free frames go to another guest")
            .flag("others", false, "whether free frames are given to another guest");
    static final Setting<Boolean> REFERENCES = ALL.told("mappings hold no reference")
            .flag(
                    "references",
                    true,
                    "whether a server's mapping holds a reference, so that the frame is not freed before it goes");
    static final Setting<Boolean> COSTS = ALL.told("costs are counted")
            .flag(
                    "costs",
                    false,
                    "whether hypercalls, invalidations and writes to the flag's cache line are counted along a run");

    private IoreqSettings() {}
}
