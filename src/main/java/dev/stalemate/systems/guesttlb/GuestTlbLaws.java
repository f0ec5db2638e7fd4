package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/** What must be true of the translations that a vCPU can use. While it is in the guest it can use all that its CPU has under its tag. */
final class GuestTlbLaws {
    private final GuestTlbFields f;

    GuestTlbLaws(GuestTlbFields fields) {
        this.f = fields;
    }

    List<Law> all() {
        return List.of(
                Law.always(
                                "gone-after-flush",
                                Breaks.COHERENCE,
                                "no vCPU uses a translation that its tables don't have any more, once they were flushed for it",
                                this::anyUsable,
                                s -> !any(s, this::isOverdue))
                        .explainedBy(s -> explain(s, this::isOverdue)),
                Law.always(
                                "own-translations",
                                Breaks.COHERENCE,
                                "a vCPU uses translations of the tables that it runs with, and of no others",
                                this::anyUsable,
                                s -> !any(s, this::isForeign))
                        .explainedBy(s -> explain(s, this::isForeign)));
    }

    /** Something of a vCPU and a page that its CPU has a translation of. */
    private interface OfUsable {
        boolean test(long[] s, int v, int p, int target);
    }

    private boolean isOverdue(long[] s, int v, int p, int target) {
        return GuestTlbFields.ownerOf(target) == f.owner(s, v) && GuestTlbFields.isOverdue(target, f.walk(s, v, p));
    }

    private boolean isForeign(long[] s, int v, int p, int target) {
        return GuestTlbFields.ownerOf(target) != f.owner(s, v);
    }

    private boolean anyUsable(long[] s) {
        return any(s, (t, v, p, target) -> true);
    }

    private boolean any(long[] s, OfUsable test) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int p = 0; f.vcpus.isAt(s, v, f.guest) && p < f.page.size(); p++) {
                int tag = f.tag(s, v, f.place.get(s, v) - 1);
                if (f.tlb.has(s, tag, p) && test.test(s, v, p, f.tlb.target(s, tag, p))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Diagnosis explain(long[] s, OfUsable wrong) {
        List<String> details = new ArrayList<>();
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int p = 0; f.vcpus.isAt(s, v, f.guest) && p < f.page.size(); p++) {
                int c = f.place.get(s, v) - 1;
                int tag = f.tag(s, v, c);
                if (f.tlb.has(s, tag, p) && wrong.test(s, v, p, f.tlb.target(s, tag, p))) {
                    details.add("vCPU " + v + " runs " + f.context.text(f.runs.get(s, v)) + " on CPU " + c
                            + ", whose TLB has for page " + p + ": " + f.text(f.tlb.target(s, tag, p))
                            + "; a walk would give: " + f.text(f.walk(s, v, p)));
                }
            }
        }
        return new Diagnosis(Breaks.COHERENCE, details);
    }
}
