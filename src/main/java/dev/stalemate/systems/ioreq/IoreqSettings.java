package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Setting;
import java.util.List;

/** The knobs of the scopes. */
final class IoreqSettings {
    /** Who removes pages of the guest, other than the guest. */
    enum Remover {
        /** A domain that has no part in device emulation. */
        TOOLSTACK,
        /** A device model, which waits in its own hypercall. */
        SERVER
    }

    static final Setting<Integer> VCPUS = Setting.number("vcpus", 1, 8, 2, "vCPUs of the guest");
    static final Setting<Integer> SERVERS = Setting.number("servers", 1, 8, 1, "IOREQ servers, each with a map cache");
    static final Setting<Integer> FRAMES = Setting.number("frames", 1, 64, 2, "frames of the guest");
    static final Setting<Integer> EXTENTS =
            Setting.number("extents", 1, 8, 1, "pages that one hypercall removes, each by itself");
    static final Setting<Boolean> PREEMPT =
            Setting.flag("preempt", false, "whether a hypercall that has pages left is preempted and re-executed");
    static final Setting<Boolean> FOREIGN =
            Setting.flag("foreign", false, "whether another domain, such as the toolstack, removes pages");
    static final Setting<Remover> REMOVER = Setting.choice(
            "remover",
            Remover.class,
            Remover.TOOLSTACK,
            "who removes them: the toolstack, or the first IOREQ server, which does nothing else meanwhile");
    static final Setting<Boolean> LIFE =
            Setting.flag("life", false, "whether the domain is created and destroyed, and not running all the time");
    static final Setting<Boolean> EARLY =
            Setting.flag("early", false, "whether servers map pages before the domain is started");
    static final Setting<Boolean> SUPERPAGE = Setting.flag(
            "superpage", false, "whether the frames are one superpage at first, which is split or replaced");
    static final Setting<Boolean> POPULATE =
            Setting.flag("populate", false, "whether the guest gets a free frame for a page that it gave back");
    static final Setting<Boolean> OTHERS =
            Setting.flag("others", false, "whether free frames are given to another guest");
    static final Setting<Boolean> REFERENCES = Setting.flag(
            "references",
            true,
            "whether a server's mapping holds a reference, so that the frame is not freed before it goes");
    static final Setting<Boolean> COSTS = Setting.flag(
            "costs",
            false,
            "whether hypercalls, invalidations and writes to the flag's cache line are counted along a run");

    static final List<Setting<?>> ALL = List.of(
            VCPUS,
            SERVERS,
            FRAMES,
            EXTENTS,
            PREEMPT,
            FOREIGN,
            REMOVER,
            LIFE,
            EARLY,
            SUPERPAGE,
            POPULATE,
            OTHERS,
            REFERENCES,
            COSTS);

    private IoreqSettings() {}
}
