package dev.stalemate.systems.kvmmmu;

import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.WRITES;

import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastFault;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastMark;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.FastStore;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.LogClear;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.LogFlush;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableBit;
import dev.stalemate.systems.kvmmmu.KvmMmuWriteWays.TableFlush;

/** Linux by its fixes of write-protection and of the dirty bitmap, and what goes wrong without one of their parts. */
final class KvmMmuWriteDesigns {
    /** All designs of the system, with these. */
    static final ChosenDesigns<KvmMmuDesign> ALL = KvmMmuDesign.ALL;

    static final KvmMmuDesign START_UNFLUSHED = ALL.design(
                    "start-unflushed",
                    "up to b64d740ea7dd (2022, Linux 6.0 and 5.19.10): dirty logging flushes as it starts only if a leaf was writable")
            .with(WRITES.startFlushes, false);
    static final KvmMmuDesign HARDWARE_BIT = START_UNFLUSHED
            .as(
                    "hardware-bit",
                    "up to 7c8a4742c4ab (2022, Linux 5.17, 5.16.4, 5.15.18 and 5.10.95): a leaf that is not writable for "
                            + "hardware is taken for protected")
            .with(WRITES.tableBit, TableBit.HARDWARE);
    static final KvmMmuDesign HARDWARE_BIT_LOG_LOCKED = HARDWARE_BIT
            .as("hardware-bit-log-locked", "as hardware-bit, but the dirty bitmap's flush is made under the lock")
            .with(WRITES.logFlush, LogFlush.UNDER_LOCK);
    static final KvmMmuDesign TABLE_UNFLUSHED = ALL.design(
                    "table-unflushed", "as linux-6.3, but a page table's protection flushes nothing")
            .with(WRITES.tableFlush, TableFlush.NEVER);
    static final KvmMmuDesign TABLE_FLUSHED_IF_WRITABLE = ALL.design(
                    "table-flushed-if-writable",
                    "as linux-6.3, but a page table's protection flushes only if the leaf was writable for hardware")
            .with(WRITES.tableFlush, TableFlush.IF_WRITABLE);
    static final KvmMmuDesign FAST_ANY = ALL.design(
                    "fast-any", "as linux-6.3, but a fast fault does not look at the MMU-writable bit")
            .with(WRITES.fastFault, FastFault.ANY);
    static final KvmMmuDesign FAST_PLAIN = ALL.design(
                    "fast-plain", "as linux-6.3, but a fast fault writes the leaf whatever it is by now")
            .with(WRITES.fastStore, FastStore.PLAIN);
    static final KvmMmuDesign FAST_UNMARKED = ALL.design(
                    "fast-unmarked", "as linux-6.3, but a fast fault does not mark its page dirty")
            .with(WRITES.fastMark, FastMark.NEVER);
    static final KvmMmuDesign FAST_MARKS_EARLY = ALL.design(
                    "fast-marks-early", "as linux-6.3, but a fast fault marks its page dirty before it writes the leaf")
            .with(WRITES.fastMark, FastMark.BEFORE);
    static final KvmMmuDesign LOG_UNFLUSHED = ALL.design(
                    "log-unflushed", "as linux-6.3, but no flush follows the protection for the dirty bitmap")
            .with(WRITES.logFlush, LogFlush.NEVER);
    static final KvmMmuDesign LOG_UNLOCKED = ALL.design(
                    "log-unlocked",
                    "95d4c16ce78c (2011) up to 6dbf79e7164e (2012), both before Linux 3.3: no fast faults, and the dirty "
                            + "bitmap's flush is made without the lock")
            .with(WRITES.fastFault, FastFault.NONE)
            .with(WRITES.tableBit, TableBit.HARDWARE);
    static final KvmMmuDesign LOG_LOCKED = LOG_UNLOCKED
            .as(
                    "log-locked",
                    "edde99ce0529 (2010, Linux 2.6.37), and again 6dbf79e7164e (2012, Linux 3.3): the dirty bitmap is taken before its pages "
                            + "are protected, and the flush is made under the lock")
            .with(WRITES.logFlush, LogFlush.UNDER_LOCK);
    static final KvmMmuDesign LOG_CLEARED_LAST = LOG_LOCKED
            .as(
                    "log-cleared-last",
                    "up to edde99ce0529 (2010, Linux 2.6.37): the dirty bitmap is taken after its pages were protected")
            .with(WRITES.logClear, LogClear.LAST);

    private KvmMmuWriteDesigns() {}
}
