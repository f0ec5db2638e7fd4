package dev.stalemate.systems.memorydata;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.systems.memorydata.MemoryDataSystem.Memory;

/** What a program can expect of data: a law each, which is violated in data where a hazard is real. */
enum Promise {
    DEVICE_READS_LAST_WRITE(
            "device-reads-last-write",
            "a device that was told of the CPU's writes reads the last one",
            Hazard.STALE_MEMORY,
            Memory.RAM,
            false,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WT, MemType.WP)),
    CPU_READS_DEVICE_WRITE(
            "cpu-reads-device-write",
            "a CPU that was told of a device's write reads it",
            Hazard.STALE_READ,
            Memory.RAM,
            false,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS, MemType.WC)),
    IGNORED_WRITE_IS_GONE(
            "ignored-write-is-gone",
            "a write that memory ignored is not read back",
            Hazard.KEPT_WRITE,
            Memory.READ_ONLY,
            false,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WP)),
    WRITES_IN_ORDER(
            "writes-in-order",
            "a device that snoops sees no write before an earlier one",
            Hazard.WEAK_ORDER,
            Memory.RAM,
            true,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS, MemType.WT, MemType.WP, MemType.WB)),
    READS_AFTER_WRITES(
            "reads-after-writes",
            "no read passes an earlier write, as a device that snoops sees them",
            Hazard.EARLY_READ,
            Memory.RAM,
            true,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS)),
    EACH_WRITE_ARRIVES(
            "each-write-arrives",
            "each write gets to memory by itself",
            Hazard.COMBINED_WRITES,
            Memory.RAM,
            false,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS, MemType.WP)),
    ONLY_ASKED_READS(
            "only-asked-reads",
            "memory is read only where the program reads it",
            Hazard.SPECULATIVE_READ,
            Memory.READ_HAS_EFFECT,
            false,
            ImmutableSet.of(MemType.UC, MemType.UC_MINUS));

    final String law;
    final String says;
    final Hazard hazard;
    private final Memory memory;
    /** Only a device that sees the CPU's caches can tell order: for any other, writes are late anyway. */
    private final boolean ofSnoopers;

    private final ImmutableSet<MemType> madeBy;

    Promise(String law, String says, Hazard hazard, Memory memory, boolean ofSnoopers, ImmutableSet<MemType> madeBy) {
        this.law = law;
        this.says = says;
        this.hazard = hazard;
        this.memory = memory;
        this.ofSnoopers = ofSnoopers;
        this.madeBy = madeBy;
    }

    /** What is lost where it is not met. */
    Breaks breaks() {
        return switch (hazard) {
            case STALE_MEMORY, STALE_READ, KEPT_WRITE -> Breaks.COHERENCE;
            default -> Breaks.ORDER;
        };
    }

    /** Whether accesses of a type always meet it, whatever a processor does that SDM 11.3 permits. */
    boolean isMadeBy(MemType type) {
        return madeBy.contains(type);
    }

    /** Whether it says something of a memory, beside a device that snoops or doesn't. */
    boolean isAbout(Memory kind, boolean snoops) {
        return memory == kind && (snoops || !ofSnoopers);
    }
}
