package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.HostPages;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem.Tracked;
import java.util.ArrayList;
import java.util.List;

/** What must be true whenever the MMU lock is free, and of faults. */
final class KvmMmuLaws {
    static final String OWED = "nothing-owed-when-free";
    static final String FREED = "no-walk-through-freed-table";
    static final String SWEPT = "nothing-in-swept-root";
    static final String CURRENT = "leaf-is-current";
    static final String TAKEN = "no-freed-page-in-dead-root";
    static final String RETAINED = "no-retained-mapping";
    static final String TRAPPED = "apic-accesses-are-trapped";
    static final String SHADOWED = "shadow-follows";
    static final String MIGRATED = "no-missed-page";
    static final String ENDS = "fault-ends";

    private final KvmMmuFields f;

    KvmMmuLaws(KvmMmuFields fields) {
        this.f = fields;
    }

    /** The laws that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        Law.Condition anyCached = f.tag.any(f.gfn, f.tlb::has);
        if (f.zaps || f.deletes || f.recovers) {
            all.add(Law.always(
                            OWED,
                            Breaks.ISOLATION,
                            "while the MMU lock is free, no TLB has a translation that its live root does not have any more")
                    .where(s -> !f.lock.is(s, 0) && anyCached.test(s))
                    .none(f.tag, f.gfn, this::isStale, this::staleText));
        }
        // Each round of a migration takes the lock, and rounds may go on for ever: nothing here says whose turn it is.
        if (!f.writes.logs) {
            all.add(ends());
        }
        if (f.deletes) {
            all.add(Law.always(
                            SWEPT,
                            Breaks.ISOLATION,
                            "a dead root that was swept has no leaf, because nothing would remove it again")
                    .where(s -> f.swept.is(s, 0))
                    .none(
                            f.gfn,
                            (s, g) -> f.leaf.is(s, f.leafAt(0, g)),
                            (s, g) -> "the dead root has a leaf for gfn " + g));
        }
        if (f.recovers) {
            all.add(Law.always(FREED, Breaks.ISOLATION, "no CPU keeps a pointer to a table page that is free")
                    .where(s -> f.table.get(s, 0) == KvmMmuFields.FREED)
                    .none(
                            f.vcpu,
                            f.pointer::is,
                            (s, v) -> "vCPU " + v + "'s CPU keeps a pointer to the table page, which is free"));
        }
        if (f.invalidates()) {
            all.add(current());
        }
        if (f.invalidates() && f.deletes) {
            all.add(taken());
        }
        if (f.inSteps) {
            all.add(retained());
        }
        if (f.apic) {
            all.add(trapped());
        }
        if (f.writes.tracks != Tracked.NO) {
            all.add(shadowed());
        }
        if (f.writes.logs) {
            all.add(f.writes.log.noMissedPage(MIGRATED, (s, g) -> true));
        }
        return all;
    }

    private Law ends() {
        return Law.eventually(ENDS, "a fault of vCPU 0 ends eventually")
                .where(s -> !f.vcpus.isAt(s, 0, f.guest))
                .holds(s -> f.vcpus.isAt(s, 0, f.guest))
                .saying(s -> "vCPU 0 has a fault at gfn " + f.wanted.get(s, 0)
                        + (f.inSteps ? "" : "; " + f.seq.get(s, 0) + " invalidations were counted"));
    }

    private Law shadowed() {
        return Law.always(
                        SHADOWED,
                        Breaks.ISOLATION,
                        "after the guest has flushed, the shadow of a page table maps nothing that the table does not")
                .where(f.gfn.any(f.writes.shadow::is))
                .none(
                        f.gfn,
                        (s, g) -> f.writes.shadow.get(s, g) == KvmMmuWrites.RELIED_ON,
                        (s, g) -> "the shadow of gfn " + g
                                + "'s page table still maps what the guest has taken away, and the guest has flushed");
    }

    private Law current() {
        return Law.always(CURRENT, Breaks.ISOLATION, "each leaf of a live root maps the page that the host has there")
                .where(f.root.any(f.gfn, (s, r, g) -> !f.isDead(s, r) && hasLeaf(s, r, g)))
                .holds(f.root.any(f.gfn, this::isOutdated).not())
                .explainedBy(this::outdated);
    }

    /** As long as the page from before is the guest's, only what is in it is old. */
    private Diagnosis outdated(long[] s) {
        List<String> culprits = new ArrayList<>();
        Breaks breaks = Breaks.COHERENCE;
        for (int r = 0; r < f.root.size(); r++) {
            for (int g = 0; g < f.gfn.size(); g++) {
                if (isOutdated(s, r, g)) {
                    int leaf = f.leaf.get(s, f.leafAt(r, g));
                    boolean beyond = f.isTooLarge(leaf);
                    culprits.add("root " + r + " has a leaf for gfn " + g
                            + (beyond ? " that reaches beyond its page" : " that maps the page from before"));
                    breaks = beyond || f.isTakenBack(s, g, leaf) ? Breaks.ISOLATION : breaks;
                }
            }
        }
        return new Diagnosis(breaks, culprits);
    }

    private Law taken() {
        return Law.always(
                        TAKEN,
                        Breaks.CRASH,
                        "no leaf of a dead root maps a page that the host has taken back, because the sweep marks that page dirty")
                .where(s -> f.isDead(s, 0))
                .none(
                        f.gfn,
                        (s, g) -> hasLeaf(s, 0, g) && f.isTakenBack(s, g, f.leaf.get(s, f.leafAt(0, g))),
                        (s, g) -> "the dead root's leaf for gfn " + g
                                + " maps a page that the host has taken back, which the sweep will mark dirty");
    }

    private Law retained() {
        return Law.always(
                        RETAINED,
                        Breaks.ISOLATION,
                        "no leaf of a live root and no TLB maps a page that a new owner has written to")
                .where(f.host.frames()::someoneWrote)
                .none(
                        f.tag,
                        f.gfn,
                        this::retains,
                        (s, t, g) -> "vCPU " + f.vcpuOf(t) + " reaches another guest's page at gfn " + g + " of root "
                                + f.rootOf(t));
    }

    private boolean retains(long[] s, int tag, int g) {
        int r = f.rootOf(tag);
        boolean cached = f.tlb.has(s, tag, g);
        int leaf = cached ? f.tlb.target(s, tag, g) + 1 : f.leaf.get(s, f.leafAt(r, g));
        return !f.isDead(s, r) && leaf != 0 && f.host.owner(s, g, f.version(leaf)) == Owner.OTHER_WROTE;
    }

    private Law trapped() {
        return Law.always(
                        TRAPPED,
                        Breaks.CRASH,
                        "a vCPU in the guest reaches no page at its APIC's address but the one that its VMCS names: only accesses to "
                                + "that one are trapped")
                .where(f.vcpu.any((s, v) -> f.isInGuest(s, v) && apicLeaf(s, v) != 0))
                .none(
                        f.vcpu,
                        (s, v) -> f.isInGuest(s, v)
                                && apicLeaf(s, v) != 0
                                && f.version(apicLeaf(s, v)) != f.apicPage.get(s, v),
                        (s, v) -> "vCPU " + v + " reads and writes the " + HostPages.text(f.version(apicLeaf(s, v)))
                                + " as plain memory; its VMCS names the " + f.apicPage.text(s, v));
    }

    /** What a vCPU reaches at the APIC's address, as a leaf, or 0. */
    private int apicLeaf(long[] s, int v) {
        int r = f.loaded.get(s, v);
        int tag = f.tag(v, r);
        return f.tlb.has(s, tag, 0) ? f.tlb.target(s, tag, 0) + 1 : f.leaf.get(s, f.leafAt(r, 0));
    }

    private boolean hasLeaf(long[] s, int r, int g) {
        return f.leaf.is(s, f.leafAt(r, g));
    }

    private boolean isOutdated(long[] s, int r, int g) {
        int leaf = f.leaf.get(s, f.leafAt(r, g));
        return leaf != 0 && !f.isDead(s, r) && (f.version(leaf) != f.host.version(s, g) || f.isTooLarge(leaf));
    }

    private boolean isStale(long[] s, int tag, int g) {
        int r = f.rootOf(tag);
        return f.isLive(s, r)
                && f.tlb.has(s, tag, g)
                && f.mapped(f.leaf.get(s, f.leafAt(r, g))) != f.mapped(f.tlb.target(s, tag, g) + 1);
    }

    private String staleText(long[] s, int tag, int g) {
        return "vCPU " + f.vcpuOf(tag) + "'s TLB has gfn " + g + " of root " + f.rootOf(tag) + ", which has "
                + (hasLeaf(s, f.rootOf(tag), g) ? "another leaf" : "no leaf") + " there";
    }
}
