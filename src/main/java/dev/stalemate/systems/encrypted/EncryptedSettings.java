package dev.stalemate.systems.encrypted;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** The knobs of the scopes. */
final class EncryptedSettings {
    /** What the pages are. */
    enum Memory {
        /** The guest's memory, which a process maps. */
        RAM,
        /** A vCPU's encrypted registers, which KVM has allocated. */
        VMSA,
        /** Private memory of an SNP guest, which no process maps. */
        GMEM
    }

    /** Which other VM has to do with the guest. */
    enum Second {
        NONE,
        /** The one to which the guest is moved on the same host. */
        MOVED,
        /** One that runs with the same key, and has a process of its own. */
        MIRROR
    }

    static final Settings ALL = new Settings();

    static final Setting<Integer> CPUS = ALL.counted("CPU").number("cpus", 1, 3, 1, "CPUs on which the guest runs");
    static final Setting<Integer> PAGES = ALL.counted("page").number("pages", 1, 2, 1, "the guest's pages");
    static final Setting<Integer> THREADS = ALL.counted("host thread")
            .number("threads", 1, 2, 1, "threads of the host, each of which takes pages away");
    static final Setting<Memory> MEMORY = ALL.told(memory -> switch (memory) {
                case "vmsa" -> "pages of vCPUs' registers";
                case "gmem" -> "pages of guest_memfd";
                default -> "";
            })
            .choice("memory", Memory.class, Memory.RAM, "what the pages are: RAM, a vCPU's registers, or guest_memfd");
    static final Setting<Boolean> UNMAPS = ALL.told("no page is unmapped")
            .flag("unmaps", true, "whether the process unmaps pages, or the host reclaims them");
    static final Setting<Boolean> DELETES =
            ALL.told("slots are deleted").flag("deletes", false, "whether memory slots are deleted");
    static final Setting<Boolean> ENDS = ALL.told("processes end and VMs are destroyed")
            .flag("ends", false, "whether processes end and VMs are destroyed");
    static final Setting<Boolean> PINS = ALL.told("pages are registered")
            .flag("pins", false, "whether the pages are registered, and so pinned, at first");
    static final Setting<Boolean> UNREGISTERS = ALL.told("no page is unregistered")
            .flag("unregisters", true, "whether registered pages are unregistered while the VM exists");
    static final Setting<Second> SECOND = ALL.told(second -> switch (second) {
                case "moved" -> "the guest is moved to another VM";
                case "mirror" -> "a mirror VM";
                default -> "";
            })
            .choice(
                    "second",
                    Second.class,
                    Second.NONE,
                    "which other VM there is: none, one to which the guest is moved, or a mirror");
    static final Setting<Boolean> SHARED = ALL.told("the other VM does not have the pages")
            .flag("shared", true, "whether the other VM has the pages, too");
    static final Setting<Boolean> COHERENT = ALL.told("coherent aliases")
            .flag("coherent", false, "whether CPUs' accesses with and without the C-bit are coherent (SME_COHERENT)");
    static final Setting<Boolean> DMA = ALL.told("the next owner's device writes")
            .flag("dma", false, "whether the next owner's device writes to the page, and not only its CPU");

    private EncryptedSettings() {}
}
