package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/** What must be true whenever the MMU lock is free, and of faults. */
final class KvmMmuLaws {
    private final KvmMmuFields f;

    KvmMmuLaws(KvmMmuFields fields) {
        this.f = fields;
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        "nothing-owed-when-free",
                        Breaks.ISOLATION,
                        "while the MMU lock is free, no TLB has of a live root what the root hasn't any more",
                        s -> !f.lock.is(s, 0) && anyCached(s),
                        s -> stale(s) < 0)
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, staleLines(s))));
        all.add(Law.eventually(
                        "fault-ends",
                        "vCPU 0's fault is over in the end",
                        s -> !f.vcpus.isAt(s, 0, f.guest),
                        s -> f.vcpus.isAt(s, 0, f.guest))
                .explainedBy(s -> new Diagnosis(
                        Breaks.PROGRESS,
                        List.of("vCPU 0 has a fault at gfn " + f.wanted.get(s, 0) + "; " + f.seq.get(s, 0)
                                + " invalidations were counted"))));
        if (f.deletes) {
            all.add(Law.always(
                            "nothing-in-swept-root",
                            Breaks.ISOLATION,
                            "a dead root that was swept has no leaf: nobody would take it away again",
                            s -> f.swept.is(s, 0),
                            s -> swept(s) < 0)
                    .explainedBy(s ->
                            new Diagnosis(Breaks.ISOLATION, List.of("the dead root has a leaf for gfn " + swept(s)))));
        }
        if (f.recovers) {
            all.add(Law.always(
                            "no-walk-through-freed-table",
                            Breaks.ISOLATION,
                            "no CPU keeps a pointer to a table page that is free",
                            s -> f.table.get(s, 0) == KvmMmuFields.FREED,
                            s -> walker(s) < 0)
                    .explainedBy(s -> new Diagnosis(
                            Breaks.ISOLATION,
                            List.of("vCPU " + walker(s) + "'s CPU keeps a pointer to the table page, which is free"))));
        }
        if (f.seqBound > 1) {
            all.add(Law.always(
                            "leaf-is-current",
                            Breaks.ISOLATION,
                            "each leaf maps the page that the host has there",
                            this::anyLeaf,
                            s -> outdated(s) < 0)
                    .explainedBy(s -> new Diagnosis(
                            Breaks.ISOLATION,
                            List.of("root " + outdated(s) / f.gfn.size() + " has a leaf for gfn "
                                    + outdated(s) % f.gfn.size() + " that maps the page of before"))));
        }
        return all;
    }

    private boolean isStale(long[] s, int v, int r, int g) {
        int tag = f.tag(v, r);
        return f.isLive(s, r) && f.tlb.has(s, tag, g) && f.leaf.get(s, f.leafAt(r, g)) != f.tlb.target(s, tag, g) + 1;
    }

    /** The first vCPU whose TLB has more than it should, or -1. */
    private int stale(long[] s) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int r = 0; r < f.root.size(); r++) {
                for (int g = 0; g < f.gfn.size(); g++) {
                    if (isStale(s, v, r, g)) {
                        return v;
                    }
                }
            }
        }
        return -1;
    }

    private List<String> staleLines(long[] s) {
        List<String> lines = new ArrayList<>();
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int r = 0; r < f.root.size(); r++) {
                for (int g = 0; g < f.gfn.size(); g++) {
                    if (isStale(s, v, r, g)) {
                        lines.add("vCPU " + v + "'s TLB has gfn " + g + " of root " + r + ", which has "
                                + (f.leaf.is(s, f.leafAt(r, g)) ? "another leaf" : "no leaf") + " there");
                    }
                }
            }
        }
        return lines;
    }

    private boolean anyCached(long[] s) {
        for (int t = 0; t < f.vcpu.size() * f.root.size(); t++) {
            for (int g = 0; g < f.gfn.size(); g++) {
                if (f.tlb.has(s, t, g)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean anyLeaf(long[] s) {
        for (int e = 0; e < f.root.size() * f.gfn.size(); e++) {
            if (f.leaf.is(s, e)) {
                return true;
            }
        }
        return false;
    }

    private int swept(long[] s) {
        for (int g = 0; g < f.gfn.size(); g++) {
            if (f.leaf.is(s, f.leafAt(0, g))) {
                return g;
            }
        }
        return -1;
    }

    private int walker(long[] s) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            if (f.pointer.is(s, v)) {
                return v;
            }
        }
        return -1;
    }

    private int outdated(long[] s) {
        for (int e = 0; e < f.root.size() * f.gfn.size(); e++) {
            if (f.leaf.is(s, e) && f.leaf.get(s, e) != f.host.get(s, e % f.gfn.size()) + 1) {
                return e;
            }
        }
        return -1;
    }
}
