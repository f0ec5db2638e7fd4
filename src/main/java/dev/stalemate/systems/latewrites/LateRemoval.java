package dev.stalemate.systems.latewrites;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.latewrites.LateDesign.Drains;
import dev.stalemate.systems.latewrites.LateDesign.Reaches;
import dev.stalemate.systems.latewrites.LateDesign.Repeats;
import java.util.ArrayList;
import java.util.List;

/**
 * How the hypervisor takes the pages away.
 *
 * <pre>
 * remove        the entries are cleared
 * invalidate    the translations of a page; again for the next page
 * wait          until the invalidations are complete
 * repeat        one more invalidation
 * wait-again    until it is complete
 * free          the frames
 * </pre>
 */
final class LateRemoval {
    private static final String FLUSH = "the invalidation";

    private final LateFields f;
    private final LateDesign design;
    private final boolean exact;
    private final Acts acts;

    LateRemoval(LateFields fields, LateDesign design, boolean erratum) {
        f = fields;
        this.design = design;
        exact = !erratum || design.reaches == Reaches.INTERRUPTS;
        acts = fields.layout.acts();
    }

    /** The labels of a design, of which the first is that of a hypervisor that removes nothing. */
    static String[] labels(LateDesign design) {
        List<String> all = new ArrayList<>(List.of("idle", "invalidate"));
        if (design.waits && design.repeats != Repeats.WITHOUT_WAIT) {
            all.add("wait");
        }
        if (design.repeats != Repeats.NOTHING && design.repeats != Repeats.ONLY_WAIT) {
            all.add("repeat");
        }
        if (design.waits && design.repeats != Repeats.NOTHING) {
            all.add("wait-again");
        }
        all.addAll(List.of("free", "done"));
        return all.toArray(String[]::new);
    }

    List<Action> actions() {
        f.host.step("idle")
                .called("remove")
                .atWill()
                .then(
                        (s, h) -> {
                            for (int p = 0; p < f.pages(); p++) {
                                f.mapped.set(s, p, 0);
                            }
                            routine("clears the entries");
                        },
                        "invalidate");
        String[] labels = labels(design);
        for (int i = 1; i < labels.length - 1; i++) {
            step(labels[i], labels[i + 1]);
        }
        return f.host.actions();
    }

    private void step(String label, String after) {
        boolean each = design.repeats == Repeats.EACH;
        var step = f.host.step(label);
        switch (label) {
            case "invalidate" -> step.choose((s, h) -> invalidate(s, !each), after, "invalidate");
            case "wait", "wait-again" -> step.when((s, h) -> isComplete(s)).then((s, h) -> complete(s), after);
            case "repeat" -> step.choose((s, h) -> repeat(s, each), after, "invalidate");
            case "free" -> step.then((s, h) -> free(s), after);
            default -> throw new IllegalStateException("no step " + label);
        }
    }

    /** The next page's translations; 1 if there is another page, and they are invalidated one after the other. */
    private int invalidate(long[] s, boolean inARow) {
        int p = f.next.get(s, 0);
        f.forget(s, p);
        if (acts.on()) {
            acts.did(FLUSH, "removes the translations of mfn " + p + " from all TLBs");
            f.inFlight.could(acts, s);
        }
        return inARow ? advance(s) : 0;
    }

    private int advance(long[] s) {
        int p = f.next.get(s, 0) + 1;
        f.next.set(s, 0, p % f.pages());
        return p < f.pages() ? 1 : 0;
    }

    private int repeat(long[] s, boolean each) {
        f.inFlight.repeat(s);
        if (acts.on()) {
            acts.did(FLUSH, "invalidates once more, and finds no translation");
            f.inFlight.could(acts, s);
        }
        return each ? advance(s) : 0;
    }

    private boolean isComplete(long[] s) {
        boolean readsToo = design.drains == Drains.ALL;
        return design.drains == Drains.NOTHING
                || !(exact ? f.inFlight.anyRemoved(s, readsToo) : f.inFlight.anyRepeated(s, readsToo));
    }

    private void complete(long[] s) {
        f.inFlight.complete(s);
        if (acts.on()) {
            boolean early = f.inFlight.anyRemoved(s, true);
            acts.did(
                    FLUSH,
                    early ? "is complete, though accesses are in flight" : "is complete: no access is in flight");
            f.inFlight.could(acts, s);
        }
    }

    private void free(long[] s) {
        for (int p = 0; p < f.pages(); p++) {
            f.frames.own(s, p, Owner.FREE);
        }
        routine("frees the pages");
    }

    private void routine(String what) {
        if (acts.on()) {
            acts.routine("the hypervisor", what);
        }
    }
}
