package dev.stalemate.systems.kvmmmu;

import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.APIC_AT_START;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.APIC_IF_RAISED;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.CHANGES_FIRST;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.FREES_FIRST;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.FREES_LAST;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.IGNORES_COUNTER;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.IGNORES_IN_PROGRESS;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.LINUX_6_3;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.LINUX_6_5;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.PAGE_LOCK;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.PAGE_LOCK_COUNTER_FIRST;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.PAGE_LOCK_RAISES_LATE;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.RAISES_AT_START;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.RAISES_LATE;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.READS_COUNTER_FIRST;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.READS_COUNTER_LAST;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.READS_COUNTER_LATE;
import static dev.stalemate.systems.kvmmmu.KvmMmuDesign.SKIPS_DEAD_ROOTS;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.CURRENT;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.ENDS;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.RETAINED;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.TAKEN;
import static dev.stalemate.systems.kvmmmu.KvmMmuLaws.TRAPPED;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;

/** Fixes of what KVM does while the host takes pages away (2020 to 2023), and the parts without which its checks of late faults fail. */
final class KvmMmuInvalidationClaims {
    private static final String STEPS = "in-steps=1";
    private static final String TWO_AT_ONCE = "in-steps=2,gfns=2";
    private static final String AGAIN = "in-steps=1,again=on";
    private static final String SIZES = "sizes=on,seq-bits=1";
    private static final String SWEPT = "deletes=on,gfns=2,seq-bits=1";
    private static final String APIC = "in-steps=1,apic=on";

    private KvmMmuInvalidationClaims() {}

    static void all(Claims claims) {
        sizes(claims);
        deadRoots(claims);
        apicPage(claims);
        inSteps(claims);
        told(claims);
        claims.from(Code.KVM_INVALIDATIONS);
        underPageLock(claims);
        hostOrders(claims);
    }

    private static void sizes(Claims claims) {
        claims.of("H31", READS_COUNTER_LATE, CURRENT)
                .at(SIZES)
                .violated(
                        "Up to 13ec9308a857 (2023) KVM on Arm, and up to 2ed90cb0938a on RISC-V, found a page's size, dropped the lock, and"
                                + " read the counter of invalidations only then. If the host puts a small page there in between, its"
                                + " leaf is as large as the old one, and reaches the memory around it.");
        claims.of("H31fix", READS_COUNTER_FIRST, CURRENT)
                .at("sizes=on,seq-bits=2,vcpus=2,gfns=2")
                .holds(
                        "13ec9308a857 (2023, Linux 6.3) and 2ed90cb0938a (2023, Linux 6.4) read the counter before the lock is dropped, so"
                                + " that a fault retries if the size may be an old one.");
        claims.of("H31b", READS_COUNTER_LATE, CURRENT)
                .at("seq-bits=2,vcpus=2,gfns=2")
                .open("The design before 13ec9308a857 (2023) where all pages have one size.")
                .holds(
                        "the page itself is looked up after the counter is read, and is never an old one. Only the size is, which needs a"
                                + " host that exchanges large pages for small ones.");
        claims.of("H31c", READS_COUNTER_LAST, CURRENT)
                .at("seq-bits=1")
                .violated(
                        "One-step mutant of 13ec9308a857 (2023): the counter is read once the page is found. Then the page itself may be an"
                                + " old one.");
        claims.of("H31d", READS_COUNTER_FIRST, CURRENT)
                .at("sizes=on,again=on," + TWO_AT_ONCE)
                .holds(
                        "13ec9308a857 (2023) with invalidations in steps, two at once, that never end. No leaf is too large or old.");
    }

    private static void deadRoots(Claims claims) {
        claims.of("H32", SKIPS_DEAD_ROOTS, TAKEN)
                .at(SWEPT)
                .violated(
                        "Up to d62007edf01f (2022) an invalidation did not zap dead roots. If their sweep has given the lock up, the host takes"
                                + " a page back that a leaf still maps, and the sweep then marks it dirty, although it may be another's by now. No"
                                + " guest can reach it.");
        claims.of("H32fix", LINUX_6_3, TAKEN)
                .at(SWEPT + ",vcpus=2")
                .holds(
                        "d62007edf01f (2022, Linux 5.18) zaps all roots. A sweep finds no page that the host has taken back.");
        claims.of("H32b", SKIPS_DEAD_ROOTS, CURRENT)
                .at(SWEPT + ",vcpus=2")
                .open(
                        "Does a guest ever reach a page that the design before d62007edf01f (2022) leaves in a dead root?")
                .holds(
                        "no vCPU enters with a dead root. What breaks is the host's own record of its pages, not the guest's isolation.");
        claims.of("H32c", SKIPS_DEAD_ROOTS, TAKEN)
                .at("deletes=on,vcpus=2,seq-bits=2")
                .open("The design before d62007edf01f (2022) with a sweep that never gives the lock up.")
                .holds("with one page a sweep is done before the host gets the lock.");
        claims.of("H32d", LINUX_6_3, TAKEN)
                .at("deletes=on,gfns=2,in-steps=2,again=on")
                .holds(
                        "d62007edf01f (2022) with invalidations in steps, two at once, that never end. The sweep finds no page that was freed.");
        claims.of("H32e", SKIPS_DEAD_ROOTS, TAKEN)
                .at("deletes=on,gfns=2,in-steps=1")
                .violated(
                        "The design before d62007edf01f (2022) with invalidations in steps: the page that the sweep finds is free.");
    }

    private static void apicPage(Claims claims) {
        claims.of("H39", APIC_AT_START, TRAPPED)
                .at(APIC)
                .violated(
                        "Up to e649b3f0188f (2020) the start of an invalidation asked vCPUs to look the APIC's page up, and they ignored"
                                + " that it was in progress. They found the old page, and later accesses to the APIC reached the new"
                                + " one as plain memory, untrapped: Windows guests crashed.");
        claims.of("H39fix", LINUX_6_3, TRAPPED)
                .at("in-steps=2,apic=on,vcpus=2,again=on")
                .holds(
                        "e649b3f0188f (2020, Linux 5.8) asks once the host's page table has changed. A vCPU that looks the page up before"
                                + " that is asked again.");
        claims.of("H39b", LINUX_6_5, TRAPPED)
                .at("in-steps=2,apic=on,vcpus=2,again=on")
                .holds(
                        "878940b33d76 and 0a8a5f2c8c26 (2023, Linux 6.5) ask at the start again, as Linux 5.7 did. Now a vCPU asks itself"
                                + " again while the page is being invalidated.");
        claims.of("H39c", APIC_IF_RAISED, TRAPPED)
                .at(APIC)
                .violated(
                        "One-step mutant of 878940b33d76 (2023): a vCPU asks itself again if the counter was raised, but not while the"
                                + " invalidation is in progress.");
    }

    private static void inSteps(Claims claims) {
        claims.of("H26f", LINUX_6_3, CURRENT)
                .at(TWO_AT_ONCE + ",vcpus=2")
                .holds(
                        "H26e with invalidations in steps, two at once: Linux 6.3 with ba6e3fe255 (2023). No leaf is ever an old one.");
        claims.of("H26g", LINUX_6_3, RETAINED)
                .at("again=on," + TWO_AT_ONCE)
                .holds(
                        "Linux 6.3 with ba6e3fe255 (2023) and invalidations in steps that never end. When another guest writes to a page"
                                + " that was freed, no leaf and no TLB maps it.");
        claims.of("H26h", IGNORES_IN_PROGRESS, RETAINED)
                .at(STEPS)
                .violated(
                        "ba6e3fe255 (2023) without the question for invalidations in progress. A fault that begins after the start finds the"
                                + " old page and installs it before the end, and the page is freed.");
        claims.of("H26i", IGNORES_COUNTER, RETAINED)
                .at(STEPS)
                .violated(
                        "ba6e3fe255 (2023) without the counter, with invalidations in steps. A fault finds the old page, and installs it"
                                + " when the invalidation has ended.");
        claims.of("H26j", RAISES_AT_START, RETAINED)
                .at(STEPS)
                .violated(
                        "ba6e3fe255 (2023), but the counter is raised right after the start. A fault reads it after that, finds the"
                                + " old page, and installs it after the end.");
        claims.of("H26k", LINUX_6_3, ENDS)
                .at(TWO_AT_ONCE)
                .holds(
                        "H26fix with invalidations in steps: Linux 6.3 with ba6e3fe255 (2023). When they end, a fault ends.");
        claims.of("H26l", LINUX_6_3, ENDS)
                .at(AGAIN)
                .open("Do faults end in Linux 6.3 (ba6e3fe255, 2023) if the host goes on invalidating pages?")
                .violated(
                        "each fault may meet another invalidation, and retries. Nothing but the host's haste limits that.");
    }

    private static void told(Claims claims) {
        claims.of("H49", LINUX_6_3, RETAINED)
                .at("in-steps=1,told=nothing")
                .violated(
                        "Up to f268f6cf875f (2022) khugepaged took a page table of a file away and told KVM nothing. Nothing maps its pages"
                                + " after that but leaves, so they are freed without a word. Another guest's page is behind the leaf.");
        claims.of("H49fix", LINUX_6_3, RETAINED)
                .at("in-steps=2,gfns=2,vcpus=2")
                .holds(
                        "f268f6cf875f (2022, Linux 6.1) calls the hooks wherever a page table is taken away. No leaf and no"
                                + " TLB maps a page that was freed.");
        claims.of("H49b", LINUX_6_3, CURRENT)
                .at("in-steps=1,told=nothing,again=on,vcpus=2")
                .open("Before f268f6cf875f (2022), does a leaf become right if another fault maps the page?")
                .violated("there is no such fault: a leaf that is there is used, and only a hook takes it away.");
        claims.of("H50", LINUX_6_3, RETAINED)
                .at("in-steps=1,gfns=2,range=2,told=first")
                .violated(
                        "Up to dff11abe280b (2018) hugetlbfs could give up a table page that it shares, with all that it maps, and tell KVM"
                                + " of the part that it was asked to change. Leaves for the rest are left.");
        claims.of("H50fix", LINUX_6_3, RETAINED)
                .at("in-steps=2,gfns=4,range=2")
                .holds(
                        "dff11abe280b (2018, Linux 4.19) tells KVM of all that the table page could map. Two invalidations of two pages each"
                                + " leave nothing.");
        claims.of("H50b", READS_COUNTER_FIRST, RETAINED)
                .at("in-steps=1,gfns=2,range=2,told=first")
                .open(
                        "Before dff11abe280b (2018) KVM asked only whether any invalidation was in progress. Did that help?")
                .violated(
                        "the question makes late faults retry, whatever their page is. A leaf that was made before is not zapped.");
    }

    private static void underPageLock(Claims claims) {
        claims.of("H26m", PAGE_LOCK, RETAINED)
                .at("in-steps=2,gfns=2,again=on")
                .holds(
                        "The check under the page's own lock, as on PowerPC: the counter is raised before the count goes down, and the count is"
                                + " read before the counter. So an invalidation that has gone from the count is in the counter.");
        claims.of("H26n", PAGE_LOCK_RAISES_LATE, RETAINED)
                .at(STEPS)
                .violated(
                        "As H26m, but the count goes down before the counter is raised. A fault looks at both in between, and sees neither.");
        claims.of("H26o", PAGE_LOCK_COUNTER_FIRST, RETAINED)
                .at(STEPS)
                .violated(
                        "As H26m, but the counter is read before the count. The invalidation ends between the two, and the fault sees neither.");
        claims.of("H26p", RAISES_LATE, RETAINED)
                .at(STEPS)
                .violated(
                        "ba6e3fe255 (2023), but the count goes down before the counter is raised, each under the MMU lock. A fault that gets the"
                                + " lock in between sees neither.");
    }

    private static void hostOrders(Claims claims) {
        claims.of("H26q", FREES_LAST, RETAINED)
                .at("again=on," + TWO_AT_ONCE)
                .holds(
                        "A host that frees the page after the end hook: the start has zapped it. KVM (ba6e3fe255, 2023) is right with both.");
        claims.of("H26r", CHANGES_FIRST, RETAINED)
                .at("again=on," + TWO_AT_ONCE)
                .holds(
                        "A host that changes its page table before the start hook, and frees the page after it. No guest reaches a page that"
                                + " was freed.");
        claims.of("H26s", CHANGES_FIRST, CURRENT)
                .at(STEPS)
                .violated(
                        "A host that changes its page table before the start hook: until then the guest has the old page, and its writes are"
                                + " lost.");
        claims.of("H26t", FREES_FIRST, RETAINED)
                .at(STEPS)
                .violated("A host that frees the page before the start hook: the guest reaches it until then.");
    }
}
