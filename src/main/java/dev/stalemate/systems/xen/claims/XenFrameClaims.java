package dev.stalemate.systems.xen.claims;

import static dev.stalemate.systems.xen.model.XenLaws.RETAINED;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.systems.xen.design.ArmP2m;
import dev.stalemate.systems.xen.design.EntryMutants;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.design.XenReleases;

/** Fixes of 2017 to 2025 for pages that a guest gives back and still reaches: on Arm, and whether EPT's code has the same gap. */
final class XenFrameClaims {
    private static final String CLEANS = "owners=on,cleans=on";
    /** MTRR writes mark every leaf. */
    private static final String MARKS = "owners=on,iommu=yes,wrmsr=2ff:800/806";
    /** A variable range over a half of a large page splits it, once it is touched. */
    private static final String LARGE_MARKS =
            "owners=on,scarce=on,iommu=yes,memory=large,init=2ff:806,wrmsr=200:100001/101001+201:0/fffffe800/ffffff800";

    private static final String FOREIGN = "owners=on,maps=foreign,touch=off";
    private static final String LOOK_UPS = FOREIGN + ",look-ups=on";
    private static final String SCARCE = "owners=on,scarce=on,memory=large,touch=off";

    private XenFrameClaims() {}

    static void all(Claims claims) {
        removedWhileMarked(claims);
        claims.from(Code.XEN_EPT);
        removedOnEpt(claims);
        claims.from();
        lookedUp(claims);
        notRemoved(claims);
    }

    private static void removedWhileMarked(Claims claims) {
        claims.of("H69", ArmP2m.XEN_4_12, RETAINED)
                .at(CLEANS)
                .violated(
                        "From 2148a125b7 (2018) to a428b913a0 (2022, XSA-393), Arm's p2m cleared an entry that was removed only if"
                                + " the CPU took it. One that is invalid to track accesses stays, and the guest's next access makes it valid"
                                + " again.");
        claims.of("H69fix", ArmP2m.XEN_4_17, RETAINED)
                .at(CLEANS)
                .holds(
                        "a428b913a0 (2022, XSA-393) clears each entry that is removed, whether or not the CPU takes it.");
        claims.of("H69b", ArmP2m.XEN_4_12, RETAINED)
                .at(CLEANS + ",memory=large")
                .open(
                        "Before a428b913a0 (2022), a part of a large page that is removed while the page is marked is out of the"
                                + " guest's reach.")
                .violated(
                        "The parts of a split page are marked as the page was, so that nothing has to be touched before the removal.");
        claims.of("H69c", ArmP2m.XEN_4_17, RETAINED)
                .at(CLEANS + ",memory=large")
                .holds("After a428b913a0 (2022), a part of a large page that is marked is cleared as it is removed.");
        claims.of("H69d", ArmP2m.XEN_4_12, RETAINED)
                .at("owners=on,start=on")
                .open("Before a428b913a0 (2022), a guest that never cleans its caches has no entry that stays.")
                .violated("Every entry is marked as the domain is started, to track accesses from then on.");
        claims.of("H69e", ArmP2m.XEN_4_12, RETAINED)
                .at(CLEANS + ",memory=none,maps=foreign")
                .open(
                        "Before a428b913a0 (2022), a foreign page that is removed while its entry is marked goes to nobody else while"
                                + " the guest reaches it.")
                .holds(
                        "The entry stays, and its reference with it. The guest still reaches the page, but the page is never freed.");
    }

    private static void removedOnEpt(Claims claims) {
        claims.of("H69f", XenDesigns.XEN_4_17_7, RETAINED)
                .at(MARKS + ",maps=foreign")
                .holds(
                        "On x86, ept_set_entry() resolves the marks on its way, and writes the entry whatever it was: Arm's bug"
                                + " (a428b913a0, 2022) is not there.");
        claims.of("H69g", EntryMutants.CLEARS_UNMARKED, RETAINED)
                .at(MARKS)
                .violated(
                        "An ept_set_entry() that resolves nothing, and clears only what the processor takes, would have had Arm's bug"
                                + " (a428b913a0, 2022).");
        claims.of("H69h", EntryMutants.RESOLVES_THEN_CLEARS_UNMARKED, RETAINED)
                .at(MARKS)
                .open(
                        "An ept_set_entry() that resolves marks, and clears only what the processor takes, removes every entry.")
                .holds("No mark is left on the way by then: to resolve marks is enough.");
        claims.of("H69i", EntryMutants.CLEARS_UNRESOLVED, RETAINED)
                .at(MARKS)
                .open("An ept_set_entry() that clears every entry, and resolves no marks, removes every entry.")
                .holds("A cleared entry maps nothing, whatever is marked above it: to clear it is enough.");
        claims.of("H69j", XenDesigns.XEN_4_17_7, RETAINED)
                .at(LARGE_MARKS)
                .holds(
                        "On x86, a part of a large page is cleared as it is removed, even if the page is marked and its types split"
                                + " it; if there is no memory to split it, entry and page both stay.");
    }

    private static void lookedUp(Claims claims) {
        claims.of("H70", ArmP2m.XEN_4_17, RETAINED)
                .at(LOOK_UPS)
                .violated(
                        "Up to c5a6dd6850 and 2275bf83a1 (2025, XSA-473), Arm's p2m_get_page_from_gfn() referenced a page after it"
                                + " had dropped the p2m lock. A foreign page may be free by then, and a release build went on without a"
                                + " reference.");
        claims.of("H70fix", ArmP2m.XEN_4_21, RETAINED)
                .at(LOOK_UPS)
                .holds(
                        "2275bf83a1 (2025, XSA-473) holds the p2m lock until a foreign page is referenced: while its entry is there,"
                                + " the entry's own reference keeps it.");
        claims.of("H70b", ArmP2m.OWNER_CHECKED, RETAINED)
                .at(LOOK_UPS)
                .violated(
                        "c5a6dd6850 (2025) alone refuses a foreign page without an owner. If the page has a new owner by then, that"
                                + " is referenced, because any owner will do.");
        claims.of("H70c", ArmP2m.XEN_4_17, RETAINED)
                .at("owners=on,look-ups=on,touch=off")
                .open(
                        "Before 2275bf83a1 (2025), a hypercall in a domain without foreign pages uses no page of another guest.")
                .holds(
                        "get_page() names the owner, and fails if that has changed since the look-up. A page of the guest's own needs"
                                + " no lock.");
        claims.of("H70d", XenDesigns.XEN_4_17_7, RETAINED)
                .at(LOOK_UPS)
                .holds(
                        "x86's p2m_get_page_from_gfn() has the p2m lock when it references a page. What 2275bf83a1 (2025) fixed on"
                                + " Arm was not wrong there.");
        claims.of("H70e", EntryMutants.LOOKS_UP_UNLOCKED, RETAINED)
                .at(LOOK_UPS)
                .violated(
                        "Without the lock x86 would have the bug that 2275bf83a1 (2025) fixed on Arm: its check for an owner is not"
                                + " enough.");
        claims.of("H70f", EntryMutants.PUTS_FIRST, RETAINED)
                .at(FOREIGN)
                .violated(
                        "x86's p2m_entry_modify() drops a foreign page's reference before the entry is cleared. If the caller held no"
                                + " other one, as ac607edc2e (2026) asserts that it does, the guest would reach the page after it is freed.");
    }

    private static void notRemoved(Claims claims) {
        claims.of("H71", EntryMutants.FREES_UNREMOVED, RETAINED)
                .at(SCARCE)
                .violated(
                        "Up to a0cce6048d (2017, XSA-222), guest_remove_page() freed a page although its entry could not be removed:"
                                + " to split a large page takes memory for a table, and a guest can use that up.");
        claims.of("H71fix", XenReleases.XEN_4_13_0, RETAINED)
                .at(SCARCE)
                .holds("a0cce6048d (2017, XSA-222) looks at the error, and keeps the page.");
        claims.of("H71c", EntryMutants.SWEEPS_UNREMOVED, RETAINED)
                .at(SCARCE + ",pod=on")
                .violated(
                        "Up to 92790672de (2017, XSA-247), a sweep for populate on demand took a page although its entry could not be"
                                + " removed. The page is freed from the cache, and the guest still has it mapped.");
        claims.of("H71d", XenReleases.XEN_4_13_0, RETAINED)
                .at(SCARCE + ",pod=on")
                .holds("92790672de (2017, XSA-247) leaves a page out of the cache if its entry can't be removed.");
        claims.of("H71b", ArmP2m.XEN_4_21, RETAINED)
                .at(CLEANS + ",scarce=on,memory=large")
                .holds(
                        "Since a0cce6048d (2017, XSA-222) Arm keeps a page whose entry can't be removed, whether it is marked or not.");
    }
}
