package dev.stalemate.systems.grants;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/** What must be true of the p2m. A guest can use what is in it between any two steps, so it is asked of every state. */
final class GrantLaws {
    private final GrantFields f;

    GrantLaws(GrantFields fields) {
        this.f = fields;
    }

    List<Law> all() {
        List<Law> all = new ArrayList<>();
        all.add(Law.always(
                        "no-retained-mapping",
                        Breaks.ISOLATION,
                        "no gfn of the guest's maps a frame that another guest has written to",
                        f.frames::someoneWrote,
                        s -> !anyLost(s))
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, lost(s))));
        all.add(Law.always(
                        "one-gfn-a-frame",
                        Breaks.ISOLATION,
                        "a frame is at one gfn at most, that which the M2P has: no other could be found once it is freed",
                        this::anyMapped,
                        s -> everyRecorded(s))
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, unrecorded(s))));
        all.add(Law.always(
                        "never-crashed",
                        Breaks.PROGRESS,
                        "two calls that a guest may make at the same time don't crash it",
                        s -> f.grantLock.is(s, 0) || f.crashed.is(s, 0),
                        s -> !f.crashed.is(s, 0))
                .explainedBy(s -> new Diagnosis(
                        Breaks.PROGRESS,
                        List.of("a frame was given up while another CPU held it, on its way to the p2m"))));
        return all;
    }

    private boolean isLost(long[] s, int g) {
        int m = f.mapped(s, g);
        return m >= 0 && f.frames.owner(s, m) == Owner.OTHER_WROTE;
    }

    private boolean anyLost(long[] s) {
        for (int g = 0; g < f.gfn.size(); g++) {
            if (isLost(s, g)) {
                return true;
            }
        }
        return false;
    }

    private List<String> lost(long[] s) {
        List<String> lost = new ArrayList<>();
        for (int g = 0; g < f.gfn.size(); g++) {
            if (isLost(s, g)) {
                int m = f.mapped(s, g);
                lost.add("gfn " + f.gfn.text(g) + " maps mfn " + m + "; its owner is: "
                        + Owner.text(f.frames.owner(s, m).number()));
            }
        }
        return lost;
    }

    private boolean anyMapped(long[] s) {
        for (int g = 0; g < f.gfn.size(); g++) {
            if (f.p2m.is(s, g)) {
                return true;
            }
        }
        return false;
    }

    private boolean isRecorded(long[] s, int g) {
        int m = f.mapped(s, g);
        return m < 0 || f.m2p.get(s, m) == g + 1;
    }

    private boolean everyRecorded(long[] s) {
        for (int g = 0; g < f.gfn.size(); g++) {
            if (!isRecorded(s, g)) {
                return false;
            }
        }
        return true;
    }

    private List<String> unrecorded(long[] s) {
        List<String> unrecorded = new ArrayList<>();
        for (int g = 0; g < f.gfn.size(); g++) {
            if (!isRecorded(s, g)) {
                int at = f.m2p.get(s, f.mapped(s, g));
                unrecorded.add("gfn " + f.gfn.text(g) + " maps mfn " + f.mapped(s, g) + "; the M2P has it at "
                        + (at == 0 ? "none" : "gfn " + f.gfn.text(at - 1)));
            }
        }
        return unrecorded;
    }
}
