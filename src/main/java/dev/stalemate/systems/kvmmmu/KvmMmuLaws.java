package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.ArrayList;
import java.util.List;

/** What must be true whenever the MMU lock is free, and of faults. */
final class KvmMmuLaws {
    static final String OWED = "nothing-owed-when-free";
    static final String FREED = "no-walk-through-freed-table";
    static final String SWEPT = "nothing-in-swept-root";
    static final String CURRENT = "leaf-is-current";
    static final String ENDS = "fault-ends";

    private final KvmMmuFields f;

    KvmMmuLaws(KvmMmuFields fields) {
        this.f = fields;
    }

    /** The laws that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        Law.Condition anyCached = f.tag.any(f.gfn, f.tlb::has);
        all.add(Law.always(
                        OWED,
                        Breaks.ISOLATION,
                        "while the MMU lock is free, no TLB has a translation that its live root does not have any more")
                .where(s -> !f.lock.is(s, 0) && anyCached.test(s))
                .none(f.tag, f.gfn, this::isStale, this::staleText));
        all.add(Law.eventually(ENDS, "a fault of vCPU 0 ends eventually")
                .where(s -> !f.vcpus.isAt(s, 0, f.guest))
                .holds(s -> f.vcpus.isAt(s, 0, f.guest))
                .saying(s -> "vCPU 0 has a fault at gfn " + f.wanted.get(s, 0) + "; " + f.seq.get(s, 0)
                        + " invalidations were counted"));
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
        if (f.seqBound > 1) {
            all.add(Law.always(CURRENT, Breaks.ISOLATION, "each leaf maps the page that the host has there")
                    .where(f.root.any(f.gfn, this::hasLeaf))
                    .none(
                            f.root,
                            f.gfn,
                            this::isOutdated,
                            (s, r, g) -> "root " + r + " has a leaf for gfn " + g + " that maps the page from before"));
        }
        return all;
    }

    private boolean hasLeaf(long[] s, int r, int g) {
        return f.leaf.is(s, f.leafAt(r, g));
    }

    private boolean isOutdated(long[] s, int r, int g) {
        return hasLeaf(s, r, g) && f.leaf.get(s, f.leafAt(r, g)) != f.host.get(s, g) + 1;
    }

    private boolean isStale(long[] s, int tag, int g) {
        int r = f.rootOf(tag);
        return f.isLive(s, r) && f.tlb.has(s, tag, g) && f.leaf.get(s, f.leafAt(r, g)) != f.tlb.target(s, tag, g) + 1;
    }

    private String staleText(long[] s, int tag, int g) {
        return "vCPU " + f.vcpuOf(tag) + "'s TLB has gfn " + g + " of root " + f.rootOf(tag) + ", which has "
                + (hasLeaf(s, f.rootOf(tag), g) ? "another leaf" : "no leaf") + " there";
    }
}
