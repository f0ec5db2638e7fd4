package dev.stalemate.systems.nestedpat;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Wrong;
import java.util.ArrayList;
import java.util.List;

/** What must be true of the level that runs: its accesses have the types of the PAT on which it relies. */
final class NestedPatLaws {
    static final String L1_TYPES = "l1-types-by-own-pat";
    static final String L2_TYPES = "l2-types-by-own-pat";
    static final String LEGAL = "g-pat-is-legal";

    private final NestedPatFields f;

    NestedPatLaws(NestedPatFields fields) {
        this.f = fields;
    }

    /** The laws that a design could break in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        if (f.typesDiffer()) {
            all.add(types(
                    L1_TYPES, "while L1 runs, its accesses have the types that its own PAT gives", s -> !f.inGuest(s)));
            all.add(types(
                    L2_TYPES,
                    "while L2 runs, its accesses have the types that its own PAT gives; that is L1's without nested paging",
                    s -> f.inGuest(s) && Pat.valid(f.has(s)) && Pat.valid(f.relies(s))));
        }
        if (f.illegal) {
            all.add(legal());
        }
        return all;
    }

    private Law legal() {
        return Law.always(LEGAL, Breaks.CRASH, "while L2 runs, its VMCB has a PAT that the processor takes")
                .where(f::inGuest)
                .holds(s -> Pat.valid(f.has(s)))
                .saying(s -> "vmcb02.g_pat is 0x" + Long.toHexString(f.has(s))
                        + ": the processor's VMRUN fails, and KVM gives the vCPU up");
    }

    private Law types(String name, String says, Law.Condition runs) {
        return Wrong.none(
                Law.always(name, Breaks.COHERENCE, says).where(runs),
                Index.of("vcpu", 1),
                (s, v) -> !f.type(f.has(s)).equals(f.type(f.relies(s))),
                this::wrong);
    }

    private Wrong wrong(long[] s, int v) {
        MemType is = f.type(f.has(s));
        MemType should = f.type(f.relies(s));
        Hazards hazards = EptLeaf.hazards(is, should, f.selected(f.relies(s)));
        return new Wrong(f.level(s) + "'s accesses are " + is + ", and its own PAT makes them " + should, hazards);
    }
}
