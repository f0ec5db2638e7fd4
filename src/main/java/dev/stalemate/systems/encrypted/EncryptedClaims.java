package dev.stalemate.systems.encrypted;

import static dev.stalemate.systems.encrypted.EncryptedDesign.AFTER_EXIT;
import static dev.stalemate.systems.encrypted.EncryptedDesign.AT_LOAD;
import static dev.stalemate.systems.encrypted.EncryptedDesign.BEFORE_TLB_FLUSH;
import static dev.stalemate.systems.encrypted.EncryptedDesign.BEFORE_ZAP;
import static dev.stalemate.systems.encrypted.EncryptedDesign.CLEARS_AT_ARRIVAL;
import static dev.stalemate.systems.encrypted.EncryptedDesign.CLEARS_AT_RUN;
import static dev.stalemate.systems.encrypted.EncryptedDesign.GMEM_UNFLUSHED;
import static dev.stalemate.systems.encrypted.EncryptedDesign.LINUX_5_17;
import static dev.stalemate.systems.encrypted.EncryptedDesign.LINUX_5_18;
import static dev.stalemate.systems.encrypted.EncryptedDesign.LINUX_6_17;
import static dev.stalemate.systems.encrypted.EncryptedDesign.MOVE_COPIES;
import static dev.stalemate.systems.encrypted.EncryptedDesign.MOVE_FLUSHES_FIRST;
import static dev.stalemate.systems.encrypted.EncryptedDesign.MOVE_FLUSHES_LATE;
import static dev.stalemate.systems.encrypted.EncryptedDesign.NOT_AT_RELEASE;
import static dev.stalemate.systems.encrypted.EncryptedDesign.NOT_AT_SLOT;
import static dev.stalemate.systems.encrypted.EncryptedDesign.THIS_CPU;
import static dev.stalemate.systems.encrypted.EncryptedDesign.VMSA_FLUSHED;
import static dev.stalemate.systems.encrypted.EncryptedLaws.STAYS;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.MailThreads;

/** Fixes of 2022 to 2026 to what KVM flushes when a page leaves an encrypted guest. */
final class EncryptedClaims {
    private static final String WAYS_OUT = "deletes=on,ends=on,pins=on";
    static final String LARGER = "cpus=2,threads=2," + WAYS_OUT;
    static final String MOVED = "cpus=2,second=moved";
    private static final String APART = MOVED + ",shared=off";
    private static final String REGISTERS = "memory=vmsa,coherent=on,dma=on";
    private static final String PRIVATE = "memory=gmem,coherent=on";

    private EncryptedClaims() {}

    static void all(Claims claims) {
        reclaimed(claims);
        whereItFlushes(claims);
        coherent(claims);
        moved(claims);
        mask(claims);
        registers(claims);
        privateMemory(claims);
    }

    private static void reclaimed(Claims claims) {
        claims.of("H76", LINUX_5_17, STAYS)
                .violated(
                        "Up to 683412ccf612 (2022, CVE-2022-0171) KVM flushed caches as registered pages are unpinned and as the VM is destroyed."
                                + " A page that is not registered is freed before that, while its line is dirty under the C-bit, and the line is"
                                + " written back over the next owner's data.");
        claims.of("H76fix", LINUX_5_18, STAYS)
                .at(LARGER)
                .holds(
                        "683412ccf612 (2022) flushes all CPUs when the host takes a page, a slot is deleted or the process ends, once the"
                                + " guest can't reach the page.");
        claims.of("H76b", LINUX_5_17, STAYS)
                .at("cpus=2,pins=on,unregisters=off,ends=on")
                .open(
                        "The design before 683412ccf612 (2022), if all pages stay registered until the VM is destroyed, as KVM"
                                + " assumed.")
                .holds("no page is free until then, and no vCPU runs after the flush.");
        claims.of("H76c", LINUX_5_17, STAYS)
                .at("pins=on")
                .violated(
                        "Up to 683412ccf612 (2022) a page could be unregistered while the guest runs. The guest makes the line"
                                + " dirty again after the flush.");
    }

    private static void whereItFlushes(Claims claims) {
        claims.of("H76d", BEFORE_ZAP, STAYS)
                .violated(
                        "Mutant of 683412ccf612 (2022): caches are flushed before the zap, and the guest writes to the page"
                                + " after the flush.");
        claims.of("H76e", BEFORE_TLB_FLUSH, STAYS)
                .violated(
                        "Mutant of 683412ccf612 (2022): caches are flushed after the zap but before TLBs are, and the guest"
                                + " writes through its TLB.");
        claims.of("H76f", THIS_CPU, STAYS)
                .at("cpus=2")
                .violated(
                        "Mutant of 683412ccf612 (2022): only the CPU that takes the page flushes its cache, and the guest has"
                                + " run on another one.");
        claims.of("H76g", NOT_AT_SLOT, STAYS)
                .at("deletes=on")
                .violated(
                        "One part of 683412ccf612 (2022) is left out: once a slot is deleted, an invalidation finds no slot and"
                                + " flushes nothing, so the deletion has to.");
        claims.of("H76h", NOT_AT_RELEASE, STAYS)
                .at("ends=on")
                .violated(
                        "One part of 683412ccf612 (2022) is left out: a process ends, and its pages are freed before the VM is"
                                + " destroyed.");
    }

    private static void coherent(Claims claims) {
        claims.of("H76i", LINUX_5_17, STAYS)
                .at("cpus=2,coherent=on," + WAYS_OUT)
                .open(
                        "The design before 683412ccf612 (2022) on CPUs that keep lines with and without the C-bit coherent.")
                .holds("the next owner's CPU takes the dirty line away as it writes.");
        claims.of("H76j", LINUX_5_17, STAYS)
                .at("coherent=on,dma=on")
                .open(
                        "The design before 683412ccf612 (2022) on CPUs that keep such lines coherent, if the next owner's device writes.")
                .violated(
                        "a device's write does not look for lines with the C-bit, so coherence of CPUs is not enough.");
        claims.of("H76k", LINUX_5_18, STAYS)
                .at("cpus=2,coherent=on,dma=on," + WAYS_OUT)
                .holds("683412ccf612 (2022) flushes on all CPUs, coherent or not, so devices are covered as well.");
    }

    private static void moved(Claims claims) {
        claims.of("H77", LINUX_6_17, STAYS)
                .at(MOVED)
                .violated(
                        "d6581b6f2e26 (2025) flushes only the CPUs on which the guest has run, and begins a new mask when the guest is"
                                + " moved to another VM. A CPU on which only the old VM has run is never flushed.");
        claims.of("H77b", MOVE_FLUSHES_LATE, STAYS)
                .at(MOVED)
                .violated(
                        "The first fix, 93de2a6a4b91 (2026), as the subject of 973ea70393e8 (2026) has it: it flushes for the old VM once that is"
                                + " no encrypted guest any more, and then the flush does nothing.");
        claims.of("H77fix", MOVE_FLUSHES_FIRST, STAYS)
                .at(MOVED)
                .holds(
                        "973ea70393e8 (2026) flushes for the old VM before it is cleared. From then on only the new VM makes lines"
                                + " dirty.");
        claims.of("H77c", MOVE_FLUSHES_FIRST, STAYS)
                .at(APART + ",ends=on")
                .holds("973ea70393e8 (2026) flushes what the old VM has made dirty, whichever VM has the page.");
        claims.from(Code.KVM_SEV);
        claims.of("H77d", LINUX_5_18, STAYS)
                .at(APART)
                .open("A move in Linux 5.18 to 6.16, where all CPUs flush, and a page that only the old VM has.")
                .violated(
                        "no flush is made for a VM that is no encrypted guest any more. So what 93de2a6a4b91 (2026) is about is"
                                + " older than the mask.");
        claims.of("H77e", LINUX_5_18, STAYS)
                .at(MOVED + ",unmaps=off,ends=on")
                .open("A move in Linux 5.18 to 6.16, where both processes have all pages until they end.")
                .holds("the new VM's process lets each page go as well, and all CPUs flush.");
        claims.of("H77f", MOVE_COPIES, STAYS)
                .at(MOVED + ",unmaps=off,ends=on")
                .open(
                        "Instead of 973ea70393e8 (2026) the move copies the mask, where both processes have all pages until they end.")
                .holds(
                        "the new VM's process lets each page go as well, and flushes all CPUs on which either VM has run.");
        claims.of("H77g", MOVE_COPIES, STAYS)
                .at(APART)
                .open("Instead of 973ea70393e8 (2026) the move copies the mask, and only the old VM has the page.")
                .violated("no flush is made for a VM that is no encrypted guest any more, whatever the mask is.");
        claims.of("H77i", MOVE_FLUSHES_FIRST, STAYS)
                .at(MOVED + ",pins=on")
                .open("973ea70393e8 (2026) where pages are registered, and move with the guest.")
                .holds("the new VM unpins them, and what either VM has written is flushed by then.");
        claims.of("H77h", LINUX_6_17, STAYS)
                .at("cpus=2,second=mirror,ends=on")
                .open("Linux 6.17 with a mirror, which has a mask of its own.")
                .holds("each VM flushes the CPUs that it has run on as its own process lets the page go.");
        claims.from();
    }

    private static void mask(Claims claims) {
        claims.from(MailThreads.SEV_MASK);
        claims.of("H78", CLEARS_AT_ARRIVAL, STAYS)
                .at("pages=2")
                .violated(
                        "A proposal of March 2024, the third version of a series: a CPU is forgotten as it is flushed, and is not"
                                + " recorded again while the same vCPU goes on running there.");
        claims.of("H78b", CLEARS_AT_RUN, STAYS)
                .at("cpus=2,pages=2")
                .open(
                        "A mask that is cleared as in March 2024, if a CPU is recorded before each VMRUN, and one thread takes pages away.")
                .holds("a CPU that is flushed leaves the guest, and is recorded as it enters again.");
        claims.of("H78c", CLEARS_AT_RUN, STAYS)
                .at("pages=2,threads=2")
                .open(
                        "A mask that is cleared as in March 2024, if a CPU is recorded before each VMRUN, and two threads take pages away.")
                .violated("one thread has cleared the mask and not flushed yet, when the other one reads it.");
        claims.of("H78d", AT_LOAD, STAYS)
                .at("cpus=2,pages=2,threads=2")
                .holds(
                        "A proposal of April 2024, the fourth version of a series, records a CPU as a vCPU is loaded, and"
                                + " never forgets it.");
        claims.from();
        claims.of("H78fix", LINUX_6_17, STAYS)
                .at("cpus=2,pages=2,threads=2")
                .holds(
                        "d6581b6f2e26 (2025) records a CPU before each VMRUN, and never forgets it. To write back is enough: the"
                                + " lines do not have to leave the cache.");
        claims.of("H78e", LINUX_6_17, STAYS)
                .at(LARGER)
                .holds(
                        "d6581b6f2e26 (2025) covers all ways out of the guest, without a flush of its own as the VM is destroyed.");
        claims.of("H78f", AFTER_EXIT, STAYS)
                .at("cpus=2,pages=2")
                .open(
                        "Instead of d6581b6f2e26 (2025) a CPU is recorded after the exit. Is a page taken while the guest runs there for the"
                                + " first time?")
                .holds("TLBs are flushed before the mask is read, and that makes each CPU exit.");
    }

    private static void registers(Claims claims) {
        claims.of("H79", LINUX_5_17, STAYS)
                .at(REGISTERS + ",second=mirror")
                .violated(
                        "Up to d45829b351ee (2022) the page of a vCPU's encrypted registers was not flushed on CPUs that keep aliases"
                                + " coherent. If it is a mirror's, nothing else flushes it, and it overwrites what a device writes there.");
        claims.of("H79fix", VMSA_FLUSHED, STAYS)
                .at(REGISTERS + ",cpus=2,second=mirror")
                .holds(
                        "d45829b351ee (2022) flushes the page of a vCPU's registers by its address, also on CPUs that keep aliases coherent.");
        claims.of("H79b", LINUX_5_17, STAYS)
                .at(REGISTERS + ",cpus=2")
                .open("The design before d45829b351ee (2022), and the registers of a VM that is no mirror.")
                .holds("all CPUs are flushed as the VM is destroyed, before its vCPUs are freed.");
    }

    private static void privateMemory(Claims claims) {
        claims.of("H79c", LINUX_6_17, STAYS)
                .at(PRIVATE + ",cpus=2,dma=on")
                .holds(
                        "The rule of d45829b351ee (2022) is kept for guest_memfd: its pages are flushed by their address as they are"
                                + " freed, on coherent CPUs, too.");
        claims.of("H79f", LINUX_6_17, STAYS)
                .at(PRIVATE + ",pages=2,dma=on")
                .holds("The rule of d45829b351ee (2022) for two pages of guest_memfd: each is flushed as it is freed.");
        claims.of("H79d", GMEM_UNFLUSHED, STAYS)
                .at(PRIVATE + ",dma=on")
                .violated(
                        "Mutant of the rule of d45829b351ee (2022): a page of guest_memfd is freed without a flush, and a"
                                + " device of the next owner writes there.");
        claims.of("H79e", GMEM_UNFLUSHED, STAYS)
                .at(PRIVATE + ",cpus=2")
                .open(
                        "A page of guest_memfd is freed without the flush of d45829b351ee (2022), and only CPUs write to it.")
                .holds("CPUs that can run such guests keep aliases coherent.");
    }
}
