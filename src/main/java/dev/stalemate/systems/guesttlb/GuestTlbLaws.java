package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import java.util.List;

/** What must be true of the translations that a vCPU can use. While it is in the guest it can use all that its CPU has under its tag. */
final class GuestTlbLaws {
    static final String GONE = "gone-after-flush";
    static final String OWN = "own-translations";

    private final GuestTlbFields f;

    GuestTlbLaws(GuestTlbFields fields) {
        this.f = fields;
    }

    List<Law> all() {
        Law.Condition anyUsable = f.vcpu.any(f.page, f::canUse);
        return List.of(
                Law.always(
                                GONE,
                                Breaks.COHERENCE,
                                "no vCPU uses a translation that was flushed for it and that its tables don't have any more")
                        .where(anyUsable)
                        .none(f.vcpu, f.page, this::isOverdue, this::used),
                Law.always(
                                OWN,
                                Breaks.COHERENCE,
                                "a vCPU uses translations of the tables that it runs with, and of no others")
                        .where(anyUsable)
                        .none(f.vcpu, f.page, this::isForeign, this::used));
    }

    private boolean isOverdue(long[] s, int v, int p) {
        return f.canUse(s, v, p)
                && !isForeign(s, v, p)
                && GuestTlbFields.isOverdue(f.tlb.target(s, f.tag(s, v), p), f.walk(s, v, p));
    }

    private boolean isForeign(long[] s, int v, int p) {
        return f.canUse(s, v, p) && GuestTlbFields.ownerOf(f.tlb.target(s, f.tag(s, v), p)) != f.owner(s, v);
    }

    private String used(long[] s, int v, int p) {
        return "vCPU " + v + " runs " + f.context.text(f.runs.get(s, v)) + " on CPU " + (f.place.get(s, v) - 1)
                + ", whose TLB has for page " + p + ": " + f.uses(s, v, p) + "; a walk would give: "
                + f.text(f.walk(s, v, p));
    }
}
