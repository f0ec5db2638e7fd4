package dev.stalemate.patch.xen;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;

/** The calls of the protocol, each for a function of Xen's. */
enum XenCall {
    EMT("emt", 1),
    CACHE_FLUSH_PERMITTED("cache-flush-permitted", 2),
    MEMORY_TYPE_CHANGED("memory-type-changed", 3),
    MTRR_TYPE("mtrr-type", 4),
    IOMEM_PERMIT("iomem-permit", 5),
    IOMEM_DENY("iomem-deny", 6),
    IOPORT_PERMIT("ioport-permit", 7),
    IOPORT_DENY("ioport-deny", 8),
    MEMORY_MAPPING("memory-mapping", 9),
    PIN("pin", 10),
    UNPIN("unpin", 11),
    MAY_PIN("may-pin", 12),
    MTRR_WRITTEN("mtrr-written", 13),
    CD("cd", 14),
    DEVICES_CHANGED("devices-changed", 15),
    TYPES_COUNT("types-count", 16);

    /** Their names. */
    static final ImmutableSet<String> NAMES =
            Arrays.stream(values()).map(call -> call.text).collect(ImmutableSet.toImmutableSet());

    private final String text;
    private final int number;

    XenCall(String text, int number) {
        this.text = text;
        this.number = number;
    }

    /** Its number in keys, from 1. */
    int number() {
        return number;
    }

    @Override
    public String toString() {
        return text;
    }
}
