package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** What a design decides about writes: which leaves it protects, when it flushes, and what a fault does without the MMU lock. */
final class KvmMmuWriteWays {
    /** Which bit of a leaf says that it has to be protected as its page becomes a page table with a shadow. */
    enum TableBit {
        /** One of the two: a leaf that is MMU-writable could be made writable again. */
        EITHER,
        /** The one at which the processor looks. */
        HARDWARE
    }

    /** When the write-protection of a page table flushes TLBs. */
    enum TableFlush {
        /** If a leaf was changed. */
        IF_CHANGED,
        /** If a leaf was changed at which the processor would have written. */
        IF_WRITABLE,
        /** Never. */
        NEVER
    }

    /** When TLBs are flushed after pages were write-protected for the dirty bitmap. */
    enum LogFlush {
        /** Once the MMU lock is free. */
        AFTER_LOCK,
        /** Before it is free. */
        UNDER_LOCK,
        /** Never. */
        NEVER
    }

    /** When a round of a migration takes the marks from the dirty bitmap. */
    enum LogClear {
        /** Before it protects their pages. */
        FIRST,
        /** After that, when the MMU lock is free again; it has flushed under the lock. */
        LAST
    }

    /** Which leaves a fault makes writable without the MMU lock. */
    enum FastFault {
        /** Those that are MMU-writable. */
        MMU_WRITABLE,
        /** All. */
        ANY,
        /** None: each fault takes the lock. */
        NONE
    }

    /** How it does that. */
    enum FastStore {
        /** If the leaf is what it has read. */
        CMPXCHG,
        /** Whatever the leaf is. */
        PLAIN
    }

    /** When it marks the page in the dirty bitmap. */
    enum FastMark {
        /** After the leaf was written. */
        AFTER,
        /** Before that. */
        BEFORE,
        /** Never. */
        NEVER
    }

    final Setting<TableBit> tableBit;
    final Setting<TableFlush> tableFlush;
    final Setting<LogFlush> logFlush;
    final Setting<LogClear> logClear;
    final Setting<Boolean> startFlushes;
    final Setting<FastFault> fastFault;
    final Setting<FastStore> fastStore;
    final Setting<FastMark> fastMark;

    /** Adds the settings to those of designs. */
    KvmMmuWriteWays(Settings ways) {
        tableBit = ways.choice(
                "table-bit",
                TableBit.class,
                TableBit.EITHER,
                "which bit says that a leaf has to be protected as its page becomes a page table with a shadow");
        tableFlush = ways.choice(
                "table-flush",
                TableFlush.class,
                TableFlush.IF_CHANGED,
                "when the protection of a page table flushes TLBs");
        logFlush = ways.choice(
                "log-flush",
                LogFlush.class,
                LogFlush.AFTER_LOCK,
                "when TLBs are flushed after pages were protected for the dirty bitmap");
        logClear = ways.choice(
                "log-clear",
                LogClear.class,
                LogClear.FIRST,
                "when marks are taken from the dirty bitmap: before their pages are protected, or after that");
        startFlushes = ways.flag(
                "start-flushes", true, "whether dirty logging flushes as it starts, even if no leaf was writable");
        fastFault = ways.choice(
                "fast-fault",
                FastFault.class,
                FastFault.MMU_WRITABLE,
                "which leaves a fault makes writable without the MMU lock");
        fastStore = ways.choice("fast-store", FastStore.class, FastStore.CMPXCHG, "how such a fault writes the leaf");
        fastMark = ways.choice(
                "fast-mark", FastMark.class, FastMark.AFTER, "when such a fault marks the page in the dirty bitmap");
    }
}
