package dev.stalemate.systems.cacheflush;

import static dev.stalemate.systems.cacheflush.CacheFlushDesign.DIRECTMAP_FOLLOWS;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.FLUSHED_UNSCRUBBED;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.FLUSHES_EVERY_CPU;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.FLUSHES_ONE_CPU;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.FOLLOWS_AND_FLUSHES;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.INSTRUCTION_ONE_CPU;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_ARM;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_ARM_TAKES_UNFLUSHED;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_AT_MOVE;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_FORGETS_LATE;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_IGNORES;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_NOTED;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.KVM_STAYS_NOTED;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.ONLY_CLEANS;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.ONLY_TABLES;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.SKIPS_TOP;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.UNFENCED;
import static dev.stalemate.systems.cacheflush.CacheFlushDesign.UNTRACKED;
import static dev.stalemate.systems.cacheflush.CacheFlushLaws.CURRENT;
import static dev.stalemate.systems.cacheflush.CacheFlushLaws.HOST;
import static dev.stalemate.systems.cacheflush.CacheFlushLaws.LEFTOVER;
import static dev.stalemate.systems.cacheflush.CacheFlushLaws.OWN;
import static dev.stalemate.systems.cacheflush.CacheFlushLaws.VALIDATED;

import dev.stalemate.model.Claims;

/** Fixes of what Xen and KVM flush (2010 to 2025), and what else their designs rest on. */
final class CacheFlushClaims {
    private static final String BY_INSTRUCTION = "flush-by=instruction,fills=off";
    private static final String TABLE = "cpus=1,page=page-table,alias=wc";
    private static final String OLD_AMD = TABLE + ",late-clflush=on";
    private static final String ALL_OF_TABLE = "page=page-table,alias=wc,frees=on,late-clflush=on";
    private static final String ARM = "cpus=1,page=arm-ram,fills=off";

    private CacheFlushClaims() {}

    static void all(Claims claims) {
        devices(claims);
        kvm(claims);
        validation(claims);
        directmap(claims);
        arm(claims);
        taken(claims);
        latest(claims);
    }

    private static void devices(Claims claims) {
        claims.of("H72", FLUSHES_ONE_CPU, CURRENT)
                .violated(
                        "Up to bbaea9878b (2025) a flush of caches that a PV guest asked for by a hypercall was made on the CPU where its vCPU"
                                + " ran at that time. What the vCPU had written on another CPU stayed in that one's cache, and a device that does"
                                + " not snoop read what was in RAM before.");
        claims.of("H72fix", INSTRUCTION_ONE_CPU, CURRENT)
                .at("cpus=3")
                .holds(
                        "bbaea9878b (2025) makes the flush on all CPUs, because Xen does not note where a vCPU has run.");
        claims.of("H72b", INSTRUCTION_ONE_CPU, CURRENT)
                .at("flush-by=instruction")
                .violated(
                        "bbaea9878b (2025) alone, as in Xen 4.18.5: a WBINVD of the guest, which Xen emulates, still flushes one CPU.");
        claims.of("H72c", FLUSHES_EVERY_CPU, CURRENT)
                .at("cpus=3,flush-by=instruction")
                .holds("b0f8bf8605 (2025) makes the flush for a WBINVD that Xen emulates on all CPUs.");
        claims.of("H72d", FLUSHES_ONE_CPU, CURRENT)
                .at("cpus=1")
                .holds("The design before bbaea9878b (2025) is right as long as a vCPU stays on its CPU.");
        claims.of("H72e", FLUSHES_EVERY_CPU, CURRENT)
                .at("cpus=3")
                .holds("Since b0f8bf8605 (2025) both ways of asking for a flush reach all CPUs.");
    }

    private static void kvm(Claims claims) {
        claims.of("H72f", KVM_IGNORES, CURRENT)
                .at("cpus=1," + BY_INSTRUCTION)
                .violated(
                        "Up to f5f48ee15c2e (2010) KVM did nothing for a WBINVD of a guest. A device that does not snoop read what was in RAM"
                                + " before.");
        claims.of("H72g", KVM_NOTED, CURRENT)
                .at(BY_INSTRUCTION)
                .open(
                        "f5f48ee15c2e (2010), as in Linux 6.19: a flush of the CPUs where the vCPU has come to run since the last one.")
                .violated(
                        "a flush forgets all CPUs, and the vCPU goes on where it is. When it moves, its old CPU is not noted, and the next flush"
                                + " leaves what the vCPU has written there.");
        claims.of("H72h", KVM_STAYS_NOTED, CURRENT)
                .at("cpus=3," + BY_INSTRUCTION)
                .open(
                        "f5f48ee15c2e (2010) with a flush that forgets all CPUs but the one where the vCPU runs, before the vCPU can move.")
                .holds("each CPU that the vCPU could have written on since the last flush is noted.");
        claims.of("H72k", KVM_FORGETS_LATE, CURRENT)
                .at(BY_INSTRUCTION)
                .open(
                        "f5f48ee15c2e (2010) with a flush that keeps that note, if the vCPU can move before the others are forgotten, as after"
                                + " put_cpu() in Linux 6.19.")
                .violated(
                        "the CPU to which the vCPU moves is noted as it comes there, and forgotten by the rest of the flush. What it writes there"
                                + " is missed once it has moved again.");
        claims.of("H72i", KVM_AT_MOVE, CURRENT)
                .at("cpus=3," + BY_INSTRUCTION)
                .holds(
                        "f5f48ee15c2e (2010) on CPUs without exits for WBINVD flushes the CPU that a vCPU leaves, so that its lines are only where"
                                + " it runs.");
        claims.of("H72j", KVM_STAYS_NOTED, CURRENT)
                .at("flush-by=instruction")
                .open("f5f48ee15c2e (2010) with a flush that keeps that note, where caches may read ahead on any CPU.")
                .violated(
                        "a line that was read ahead is clean, and a write of the device leaves it as it is. Xen flushes all CPUs, which"
                                + " takes it away.");
    }

    private static void validation(Claims claims) {
        claims.of("H73", UNTRACKED, VALIDATED)
                .at(TABLE)
                .violated(
                        "Up to c1c9cae3a9 (2022, XSA-402) a PV guest with devices could map RAM WC, and write an entry to RAM that Xen did not"
                                + " see. It validated the page through the cache, and once that line was gone, the CPU walked what was in RAM.");
        claims.of("H73fix", SKIPS_TOP, VALIDATED)
                .at(ALL_OF_TABLE)
                .holds(
                        "c1c9cae3a9 (2022, XSA-402) marks pages that were mapped WC and writable, and flushes them before they are validated"
                                + " or freed.");
        claims.of("H73b", UNFENCED, VALIDATED)
                .at(OLD_AMD)
                .violated(
                        "c1c9cae3a9 (2022, XSA-402) without 062868a5a8, on AMD's CPUs where only MFENCE orders CLFLUSH: Xen validates the old"
                                + " line before it is flushed.");
        claims.of("H73c", UNFENCED, VALIDATED)
                .at(TABLE + ",frees=on")
                .open("c1c9cae3a9 (2022) without 062868a5a8, on CPUs where CLFLUSH is ordered with later reads.")
                .holds("the line is gone before Xen reads it again. Only the CPUs that 062868a5a8 names need MFENCE.");
        claims.of("H73d", ONLY_TABLES, VALIDATED)
                .at(TABLE + ",frees=on")
                .open("c1c9cae3a9 (2022) without the flush of a page that is freed.")
                .violated(
                        "the mark goes with the owner, and the old line stays. The next owner has the page validated without writing to it, and"
                                + " nothing is flushed.");
        claims.of("H73e", UNTRACKED, VALIDATED)
                .at(TABLE + ",frees=on,self-snoop=on")
                .open("The design before c1c9cae3a9 (2022) on CPUs that snoop themselves, where the fix marks nothing.")
                .holds("an access of type WC takes the line from caches.");
        claims.of("H73f", UNTRACKED, VALIDATED)
                .at("cpus=1,page=page-table,alias=uc,frees=on")
                .open(
                        "The design before c1c9cae3a9 (2022) with UC mappings instead of WC, which the fix does not mark.")
                .holds("a CPU that page tables tell UC looks into its caches first.");
    }

    private static void taken(Claims claims) {
        claims.of("H75j", KVM_ARM_TAKES_UNFLUSHED, HOST)
                .at("cpus=1,page=arm-ram,takes=on")
                .violated(
                        "Up to 363ef89f8e9b (2014) KVM on Arm flushed nothing when the host took a page from a guest. A line that a cache had"
                                + " read ahead stayed there, and the host wrote it to disk instead of what a guest with its caches off had written.");
        claims.of("H75k", KVM_ARM, HOST)
                .at("page=arm-ram,takes=on")
                .holds("363ef89f8e9b (2014) flushes a page once no guest can write to it any more.");
        claims.of("H75l", KVM_ARM_TAKES_UNFLUSHED, HOST)
                .at("cpus=1,page=arm-ram,takes=on,fills=off")
                .open("The design before 363ef89f8e9b (2014), where caches read nothing ahead.")
                .holds("the flush of the scrub leaves no line, and the guest makes none.");
    }

    /** The latest releases have each of the fixes. */
    private static void latest(Claims claims) {
        claims.of("H73g", FLUSHES_EVERY_CPU, VALIDATED)
                .at(ALL_OF_TABLE)
                .holds("Xen 4.22 still marks and flushes what c1c9cae3a9 (2022) does.");
        claims.of("H75h", FLUSHES_EVERY_CPU, LEFTOVER)
                .at("page=arm-ram,top=on")
                .holds("Xen 4.22 flushes each page once it is scrubbed, as since 3b1cc15f19 (2021).");
        claims.of("H75i", FLUSHES_EVERY_CPU, OWN)
                .at("page=arm-ram,top=on,fills=off")
                .holds("Xen 4.22 still invalidates lines, as since a33ad60cc3 (2021).");
    }

    private static void directmap(Claims claims) {
        claims.of("H74", DIRECTMAP_FOLLOWS, VALIDATED)
                .at(TABLE)
                .violated(
                        "Up to ae09597da3 (2022, XSA-402) Xen's own mapping of a page got the type of the guest's latest. With WC Xen validated"
                                + " what was in RAM, and the CPU walked what was in the cache.");
        claims.of("H74fix", SKIPS_TOP, VALIDATED)
                .at(ALL_OF_TABLE + ",cpus=1")
                .holds("ae09597da3 (2022, XSA-402) leaves Xen's own mapping WB, as the CPU's walks are.");
        claims.of("H74b", FOLLOWS_AND_FLUSHES, VALIDATED)
                .at(TABLE)
                .open("c1c9cae3a9 (2022) without ae09597da3: are the flushes enough?")
                .violated(
                        "Xen's own mapping stays WC when the mark is gone. A line that the guest writes through a WB mapping after that is not"
                                + " flushed, and Xen does not see it.");
        claims.of("H74c", DIRECTMAP_FOLLOWS, VALIDATED)
                .at("cpus=1,page=page-table,alias=uc,frees=on")
                .open("The design before ae09597da3 (2022) with UC mappings instead of WC.")
                .holds("a UC access of Xen's looks into the caches, as one of the guest's does.");
    }

    private static void arm(Claims claims) {
        claims.of("H75", SKIPS_TOP, LEFTOVER)
                .at(ARM + ",top=on")
                .violated(
                        "Up to 9a216e92de (2023, XSA-437), on 32-bit Arm, the flush of a page that Xen had mapped at the top of addresses did"
                                + " nothing: its end was address 0. The zeroes of the scrub stayed in the cache, and a guest with its caches off read"
                                + " what the owner before it had left in RAM.");
        claims.of("H75fix", FLUSHES_ONE_CPU, LEFTOVER)
                .at("cpus=3,page=arm-ram,top=on")
                .holds("9a216e92de (2023, XSA-437) counts what is left to flush, instead of comparing addresses.");
        claims.of("H75b", FLUSHED_UNSCRUBBED, LEFTOVER)
                .at(ARM)
                .violated(
                        "From 307c3be3cc (2017) to 3b1cc15f19 (2021, XSA-364) a page was flushed to RAM before it was scrubbed, so that the"
                                + " zeroes stayed in the cache.");
        claims.of("H75c", DIRECTMAP_FOLLOWS, LEFTOVER)
                .at("cpus=3,page=arm-ram")
                .holds("3b1cc15f19 (2021, XSA-364) flushes a page to RAM once it is scrubbed.");
        claims.of("H75d", ONLY_CLEANS, OWN)
                .at(ARM)
                .open("9617d5f9c1 (2021), which only writes lines back, and which a33ad60cc3 (2021) took back.")
                .violated(
                        "the line stays valid, with zeroes. A guest that writes with its caches off and then turns them on reads zeroes, unless it"
                                + " invalidates lines itself.");
        claims.of("H75e", FLUSHES_ONE_CPU, OWN)
                .at("cpus=3,page=arm-ram,top=on,fills=off")
                .holds("With the flush that a33ad60cc3 (2021) restored no line is left that the guest could find.");
        claims.of("H75f", FLUSHES_ONE_CPU, OWN)
                .at("cpus=1,page=arm-ram")
                .open(
                        "The flush that a33ad60cc3 (2021) restored, where caches may read the page ahead, because Xen has it mapped.")
                .violated(
                        "a line comes back before the guest has written. The guest has to invalidate what it wrote, or the hypervisor has to"
                                + " flush it as the guest turns its caches on.");
        claims.of("H75m", KVM_ARM, OWN)
                .at("page=arm-ram")
                .holds(
                        "9d218a1fcf4c (2014) makes KVM flush the guest's pages as it turns its caches on, whatever caches have read ahead.");
        claims.of("H75g", ONLY_CLEANS, LEFTOVER)
                .at("cpus=3,page=arm-ram")
                .open("9617d5f9c1 (2021), which only writes lines back: does it leak?")
                .holds(
                        "RAM and caches both have zeroes. The design costs the guest its own data, and shows nothing of others.");
    }
}
