package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmDesigns.ALWAYS_CHECKED;
import static dev.stalemate.systems.kvm.KvmDesigns.COUNT_FIRST;
import static dev.stalemate.systems.kvm.KvmDesigns.COUNT_FIRST_UNCOUNTED;
import static dev.stalemate.systems.kvm.KvmDesigns.COUNT_FIRST_ZAP_FIRST;
import static dev.stalemate.systems.kvm.KvmDesigns.DISABLING_ZAPS;
import static dev.stalemate.systems.kvm.KvmDesigns.DROPS_LARGE;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_5_15;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_5_18;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_0;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_11;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_12_78;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_13;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_16;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_2;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmDesigns.RECOVERS;
import static dev.stalemate.systems.kvm.KvmDesigns.SPLITS_BY_FIRST;
import static dev.stalemate.systems.kvm.KvmDesigns.SPLITS_BY_RULE;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_FIRST_6_11;
import static dev.stalemate.systems.kvm.KvmLargeLaws.LARGE_TYPES_WITH_DEVICE;
import static dev.stalemate.systems.kvm.KvmLargeLaws.NO_INHERITED_STALE;
import static dev.stalemate.systems.kvm.KvmLargeLaws.NO_INHERITED_STALE_AFTER_LOGGING;
import static dev.stalemate.systems.kvm.KvmLaws.LARGE_PAGE_TYPES;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_QUIESCENT;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.LinuxCommits;

/** Large pages while page faults go step by step, and while dirty pages are logged. */
final class KvmLargeClaims {
    private static final String BASE = "cd=off,large=on,hotplug=bare";
    /** Of the 2 MiB at 0x200000 the first half is WB and the second UC. */
    private static final String MIXED = ",frames=0x200000+0x300000,init=2ff:806+200:300000+201:ffff00800";
    /** All of the 2 MiB is WB. */
    private static final String UNIFORM = ",frames=0x200000+0x300000,init=2ff:806";
    /** The mixture with a 2 MiB at 0x400000 that is WB. */
    private static final String MIXED_AND_WB = MIXED.replace(",init", "+0x400000,init");
    /** Guests turn the UC range off and on. */
    private static final String OFF_AND_ON = ",wrmsr=201:ffff00000/ffff00800";

    private static final String RACE = BASE + ",faults=steps,wrmsr=none";
    private static final String ONE = ",vcpus=1";
    private static final String LOGGED = BASE + ",wrmsr=none" + ONE + MIXED;
    private static final String EAGER = ",dirty-log=eager";
    private static final String LAZY = ",dirty-log=lazy";
    private static final String QUIRK =
            "cd=off,large=on,wrmsr=none,devices=0,disable-quirk=on,frames=0x200000+0x300000";

    private KvmLargeClaims() {}

    static void all(Claims claims) {
        registration(claims);
        countFirst(claims);
        otherWindows(claims);
        claims.from(Code.KVM_MMU);
        split(claims);
        recovered(claims);
    }

    private static void registration(Claims claims) {
        claims.from(LinuxCommits.NO_GUEST_MTRRS);
        claims.of("H37", LINUX_6_0, LARGE_TYPES_WITH_DEVICE)
                .at(RACE + ONE + MIXED)
                .violated(
                        "Linux 6.0 to 6.6 asks whether 2 MiB have one type only if there is a device, before it takes the MMU lock,"
                                + " and asks for the type under it. A device that is registered between the two finds a large leaf made after"
                                + " it, over memory half of which is UC.");
        claims.of("H37fix", LINUX_6_11, LARGE_PAGE_TYPES)
                .at(RACE + ",vcpus=2" + MIXED)
                .holds(
                        "Since 0a7b73559b39 (2024, Linux 6.11) guest MTRRs mean nothing, so there is no question about a large page"
                                + " that can be answered too early.");
        claims.of("H37b", LINUX_6_7, LARGE_PAGE_TYPES)
                .at(RACE + ONE + MIXED)
                .open(
                        "Linux 6.7 to 6.10, where the first device zaps everything, and faults that began before the zap start again:"
                                + " is the question about a large page ever answered too early?")
                .violated(
                        "yes: a fault reads the count of invalidations after that question, in kvm_faultin_pfn(). If the device"
                                + " comes in between, zap and all, the count is the new one, and the answer is the old one.");
        claims.of("H37c", LINUX_4_9, LARGE_TYPES_WITH_DEVICE)
                .at(RACE + ",vcpus=2" + MIXED_AND_WB)
                .open("Linux 4.9 to 5.14, which asks whether 2 MiB have one type with a device or without")
                .holds(
                        "the answer depends on the vCPU's own MTRRs alone, and the vCPU can't write them while it is in the fault.");
        claims.of("H37l", LINUX_5_15, LARGE_TYPES_WITH_DEVICE)
                .at(RACE + ",vcpus=2" + MIXED_AND_WB)
                .holds(
                        "Linux 5.15 to 5.19 asks whether 2 MiB have one type with a device or without, and a zap makes a fault start again: no large"
                                + " leaf is made over memory of several types.");
    }

    private static void countFirst(Claims claims) {
        claims.of("H37d", COUNT_FIRST, LARGE_PAGE_TYPES)
                .at(RACE + ",vcpus=2" + MIXED_AND_WB)
                .holds(
                        "If a fault reads the count of invalidations before it asks about a large page, the zap for the first device"
                                + " makes it start again.");
        claims.of("H37e", COUNT_FIRST_UNCOUNTED, LARGE_PAGE_TYPES)
                .at(RACE + ONE + MIXED)
                .violated(
                        "If kvm_zap_gfn_range() does not count as an invalidation, as up to Linux 5.14, no fault starts again, and"
                                + " the order of its questions is no help.");
        claims.of("H37f", COUNT_FIRST_ZAP_FIRST, LARGE_PAGE_TYPES)
                .at(RACE + ONE + MIXED)
                .violated(
                        "If the zap comes before the device is counted, a fault that begins after the zap still sees no device.");
        claims.of("H37g", ALWAYS_CHECKED, LARGE_PAGE_TYPES)
                .at(RACE + ",vcpus=2" + MIXED_AND_WB)
                .holds(
                        "If large pages are checked whether there is a device or not, as up to Linux 5.19, the order of a"
                                + " fault's questions does not matter.");
    }

    private static void otherWindows(Claims claims) {
        claims.from(Code.KVM_MMU);
        claims.of("H37h", LINUX_6_7, LARGE_PAGE_TYPES)
                .at("cd=off,large=on,faults=steps,vcpus=2" + OFF_AND_ON + MIXED)
                .open(
                        "Linux 6.7 to 6.10 with a device from the start: does it matter if MTRRs are written while a vCPU is in a fault?")
                .holds(
                        "both questions are about the MTRRs of the vCPU that is in the fault. Other vCPUs write their own, and zap.");
        claims.of("H37i", LINUX_6_7, NO_STALE_QUIESCENT)
                .at("cd=off,hotplug=bare,faults=steps,vcpus=2,frames=2,init=2ff:c06")
                .open(
                        "Linux 6.7 to 6.10 without large pages: does it matter if a device comes or goes while a vCPU is in a fault?")
                .holds(
                        "the type of a 4 KiB leaf is asked for under the MMU lock, after the count of devices and before the zap, or"
                                + " after both.");
        claims.of("H37j", LINUX_6_11, NO_STALE)
                .at(RACE + ",vcpus=2" + MIXED_AND_WB)
                .open("Linux 6.11: does it matter if a device comes or goes while a vCPU is in a fault?")
                .holds("only the type depends on the device, and it is asked for under the MMU lock.");
        claims.of("H37k", ZAP_FIRST_6_11, NO_STALE)
                .at(RACE + ONE + MIXED)
                .violated(
                        "If the zap comes before the device is counted, a leaf that is built between the two ignores the guest's PAT for"
                                + " ever.");
    }

    private static void split(Claims claims) {
        claims.of("K20", LINUX_6_0, NO_INHERITED_STALE)
                .at(LOGGED + EAGER)
                .violated(
                        "The start of dirty logging, as for a live migration, splits a stale large leaf and keeps its type: the 4K"
                                + " leaves are stale, too.");
        claims.of("K20b", LINUX_6_0, NO_INHERITED_STALE_AFTER_LOGGING)
                .at(LOGGED + EAGER)
                .open(
                        "Do 4K leaves that were split with a stale type stay when dirty logging stops, as after a migration that failed?")
                .holds(
                        "up to Linux 6.12 all leaves that can be part of a large one are zapped then, and built again by the rule.");
        claims.of("K20c", LINUX_4_9, NO_INHERITED_STALE)
                .at(LOGGED.replace(MIXED, UNIFORM) + LAZY)
                .open(
                        "Linux 4.9 to 5.17, where a large leaf is write-protected as dirty logging starts: does its type outlive it?")
                .holds(
                        "the first write drops it, and each 4K leaf is built by the rule when it is touched. Until that write the stale"
                                + " large leaf stays.");
        claims.of("K20l", LINUX_5_18, NO_INHERITED_STALE)
                .at(LOGGED.replace(MIXED, UNIFORM) + EAGER)
                .violated(
                        "Since Linux 5.18 the start of dirty logging splits large leaves, and a stale type outlives it: in 5.18 and 5.19, too,"
                                + " that of a leaf from before the first device.");
        claims.of("K20m", LINUX_6_0, NO_INHERITED_STALE)
                .at(LOGGED + LAZY)
                .open(
                        "Linux 6.0 and 6.1 with kvm.eager_page_split=N, where a large leaf is write-protected as dirty logging starts: does its"
                                + " type outlive it?")
                .holds("the first write drops the leaf, as up to 5.17.");
        claims.of("K20d", LINUX_6_2, NO_INHERITED_STALE)
                .at(LOGGED + LAZY)
                .open(
                        "Linux 6.2 to 6.6 with kvm.eager_page_split=N, where the first write splits a large leaf: does its type outlive it?")
                .violated(
                        "the page that is written gets its type by the rule, and all others keep that of the large leaf.");
        claims.of("K20e", SPLITS_BY_RULE, NO_INHERITED_STALE)
                .at(LOGGED + EAGER)
                .holds("If the leaves of a large one get the types of now as it is split, none of them is stale.");
        claims.of("K20f", SPLITS_BY_FIRST, NO_INHERITED_STALE)
                .at(LOGGED + EAGER)
                .violated(
                        "If all leaves of a large one get the type of now of the first, those with another type are stale.");
        claims.of("K20g", DROPS_LARGE, NO_INHERITED_STALE)
                .at(LOGGED + EAGER)
                .holds(
                        "If large leaves are dropped as dirty logging starts, nothing inherits a type. The next touch builds each leaf.");
        claims.of("K20h", LINUX_6_7, NO_STALE_QUIESCENT)
                .at(BASE + OFF_AND_ON + MIXED + EAGER)
                .holds("Where no large leaf is stale, dirty logging makes none, neither as it starts nor as it stops.");
    }

    private static void recovered(Claims claims) {
        claims.of("K20i", LINUX_6_16, NO_INHERITED_STALE_AFTER_LOGGING)
                .at(QUIRK + ONE + EAGER)
                .open(
                        "Since Linux 6.13 the end of dirty logging makes large leaves of 4K ones, and zaps nothing: does a stale type"
                                + " outlive a migration that failed?")
                .violated(
                        "yes: the large leaf takes the type of its first 4K leaf. Here that one is from before the user disabled"
                                + " IGNORE_GUEST_PAT. Up to 6.12 the end of dirty logging would have zapped it.");
        claims.of("K20n", LINUX_6_12_78, NO_INHERITED_STALE_AFTER_LOGGING)
                .at(QUIRK + ONE + EAGER)
                .holds(
                        "Linux 6.12.78 has the quirk IGNORE_GUEST_PAT as well, but there the end of dirty logging zaps all that can be large.");
        claims.of("K20o", LINUX_6_13, NO_STALE)
                .at(BASE + ONE + ",wrmsr=none" + MIXED + EAGER)
                .holds(
                        "Linux 6.13 to 6.15 can't disable the quirk IGNORE_GUEST_PAT, so no leaf is stale, and no large leaf that is made of 4K ones"
                                + " as dirty logging ends.");
        claims.of("K20j", DISABLING_ZAPS, NO_INHERITED_STALE_AFTER_LOGGING)
                .at(QUIRK + ONE + EAGER)
                .holds("If disabling the quirk zapped everything, there would be no stale type to take.");
        claims.of("K20k", RECOVERS, NO_STALE_QUIESCENT)
                .at(BASE + ONE + ",wrmsr=none" + MIXED + EAGER)
                .violated(
                        "With guest MTRRs, leaves of different types can't be made one: if Linux 6.7 to 6.10 got the end of dirty"
                                + " logging of 6.13, memory that is UC would become WB. It asks the host's mapping, but not for the types.");
    }
}
