package dev.stalemate.systems.kvmmmu;

import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.LINUX_6_3;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.MIGRATED;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.SHADOWED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.FAST_ANY;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.FAST_MARKS_EARLY;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.FAST_PLAIN;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.FAST_UNMARKED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.HARDWARE_BIT;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.HARDWARE_BIT_LOG_LOCKED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.LOG_CLEARED_LAST;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.LOG_LOCKED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.LOG_UNFLUSHED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.LOG_UNLOCKED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.START_UNFLUSHED;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.TABLE_FLUSHED_IF_WRITABLE;
import static dev.stalemate.systems.kvmmmu.KvmMmuWriteDesigns.TABLE_UNFLUSHED;

import dev.stalemate.model.Claims;

/** Fixes of KVM's write-protection and of its dirty bitmap (2010 to 2022). */
final class KvmMmuWriteClaims {
    private static final String UPPER = "tracks=upper,logs=on";
    private static final String LAST = "tracks=last,logs=on";
    private static final String TWO = ",vcpus=2";
    private static final String LOGS = "logs=on";
    private static final String AGES = "logs=on,ages=on";

    private KvmMmuWriteClaims() {}

    static void all(Claims claims) {
        claims.from();
        tables(claims);
        tableMutants(claims);
        flushes(claims);
        marks(claims);
        starts(claims);
    }

    private static void tables(Claims claims) {
        claims.of("H41", HARDWARE_BIT, SHADOWED)
                .at(UPPER)
                .violated(
                        "Up to 7c8a4742c4ab (2022) the TDP MMU took a leaf for protected if the processor could not write "
                                + "through it. A leaf that was write-protected for dirty logging stays MMU-writable then, and TLBs are not flushed: "
                                + "the guest writes to a page table, and KVM's shadow of it does not follow.");
        claims.of("H41fix", START_UNFLUSHED, SHADOWED)
                .at(UPPER + TWO)
                .holds(
                        "7c8a4742c4ab (2022) clears both bits, and flushes if one of them was set. A write to a page table "
                                + "is emulated, and its shadow follows.");
        claims.of("H41b", HARDWARE_BIT_LOG_LOCKED, SHADOWED)
                .at(UPPER)
                .violated(
                        "The design before 7c8a4742c4ab (2022), if dirty logging flushed before it gave the lock up: then "
                                + "no TLB has a writable translation, but a fast fault that has begun before makes the leaf writable again.");
        claims.of("H41c", LINUX_6_3, SHADOWED)
                .at(LAST + TWO)
                .holds(
                        "The fix of 7c8a4742c4ab (2022) with page tables of the last level, to which the guest may write once "
                                + "their shadow is marked: at the guest's next flush the shadow follows.");
        claims.of("H41d", LINUX_6_3, SHADOWED)
                .at(UPPER + ",ages=on")
                .holds(
                        "The fix of 7c8a4742c4ab (2022) where the host takes the permissions of old pages away without a flush.");
    }

    private static void tableMutants(Claims claims) {
        claims.of("H41e", TABLE_UNFLUSHED, SHADOWED)
                .at(UPPER)
                .violated("One-step mutant of 7c8a4742c4ab (2022): the leaf is protected, and no TLB is flushed.");
        claims.of("H41f", TABLE_FLUSHED_IF_WRITABLE, SHADOWED)
                .at(UPPER)
                .violated(
                        "One-step mutant of 7c8a4742c4ab (2022): both bits are cleared, but TLBs are flushed only if the "
                                + "hardware's bit was set. Dirty logging may owe a flush by then, which comes too late.");
        claims.of("H41g", FAST_ANY, SHADOWED)
                .at(LAST)
                .violated("One-step mutant of 7c8a4742c4ab (2022): a fast fault makes any leaf writable.");
        claims.of("H41h", FAST_ANY, SHADOWED)
                .at(UPPER)
                .open("The same mutant of 7c8a4742c4ab (2022), with page tables of an upper level.")
                .holds("a fault at such a page table is emulated before anybody looks at its leaf.");
        claims.of("H41i", FAST_PLAIN, SHADOWED)
                .at(UPPER)
                .violated(
                        "One-step mutant of 7c8a4742c4ab (2022): a fast fault writes the leaf without comparing it. A "
                                + "protection since then is lost.");
    }

    private static void flushes(Claims claims) {
        claims.of("H44", LOG_UNLOCKED, SHADOWED)
                .at(UPPER)
                .violated(
                        "Up to 6dbf79e7164e (2012) the dirty bitmap was read with a flush after the MMU lock was free. A "
                                + "thread that protects a page table in between finds it protected, and goes on without a flush.");
        claims.of("H44fix", LOG_LOCKED, SHADOWED)
                .at(LAST + TWO)
                .holds(
                        "6dbf79e7164e (2012) flushes under the lock. A thread that finds a leaf protected can rely on it.");
        claims.of("H44b", START_UNFLUSHED, SHADOWED)
                .at(LAST + ",gfns=2")
                .open("198c74f43f0f (2014) made that flush without the lock again.")
                .holds(
                        "a protection that looks at the MMU-writable bit flushes for itself. H41 is the same bug again, in the "
                                + "TDP MMU of 2020, which did not look at it.");
    }

    private static void marks(Claims claims) {
        claims.of("H48", LOG_CLEARED_LAST, MIGRATED)
                .at(LOGS)
                .violated(
                        "Up to edde99ce0529 (2010) pages were protected before their marks were taken from the bitmap. A page "
                                + "that becomes writable in between loses its new mark, and what is written to it later is not copied.");
        claims.of("H48fix", LOG_LOCKED, MIGRATED)
                .at(LOGS + TWO)
                .holds("edde99ce0529 (2010) takes the marks first. Each page has a mark or is protected.");
        claims.of("H48b", FAST_UNMARKED, MIGRATED)
                .at(LOGS)
                .violated(
                        "Mutant: a fast fault makes a page writable, and does not mark it; edde99ce0529 (2010) relies on that mark.");
        claims.of("H48c", FAST_MARKS_EARLY, MIGRATED)
                .at(LOGS)
                .violated(
                        "Mutant: a fast fault marks the page before it makes it writable. The mark can be taken in between, as "
                                + "before edde99ce0529 (2010).");
        claims.of("H48d", LOG_UNFLUSHED, MIGRATED)
                .at(LOGS)
                .violated(
                        "Mutant of edde99ce0529 (2010): no flush follows the protection, and the guest writes through its TLB.");
        claims.of("H48e", LINUX_6_3, MIGRATED)
                .at(UPPER)
                .holds(
                        "edde99ce0529 (2010) where page tables have shadows: KVM marks the page when it writes for the guest, too.");
    }

    private static void starts(Claims claims) {
        claims.of("H45", START_UNFLUSHED, MIGRATED)
                .at(AGES)
                .violated(
                        "Up to b64d740ea7dd (2022) dirty logging flushed as it started only if it found a writable leaf. "
                                + "Without accessed bits the host takes the permissions of old pages away with no flush: their leaves are "
                                + "not writable, and TLBs are.");
        claims.of("H45fix", LINUX_6_3, MIGRATED)
                .at(AGES + TWO)
                .holds("b64d740ea7dd (2022) flushes in any case. A migration misses no page.");
        claims.of("H45b", START_UNFLUSHED, MIGRATED)
                .at(UPPER + TWO)
                .open("The design before b64d740ea7dd (2022), where the host takes no permissions away.")
                .holds(
                        "each page that a TLB may write to has a writable leaf when dirty logging starts, or its table was flushed.");
    }
}
