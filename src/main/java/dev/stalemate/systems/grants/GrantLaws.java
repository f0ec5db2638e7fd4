package dev.stalemate.systems.grants;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/** What must be true of the p2m. A guest can use what is in it between any two steps, so it is asked of every state. */
final class GrantLaws {
    static final String RETAINED = "no-retained-mapping";
    static final String ONE_GFN = "one-gfn-a-frame";
    static final String CRASHED = "never-crashed";
    static final String OTHERS_FRAME = "no-write-to-others";
    static final String BOUNDS = "within-bounds";

    private final GrantFields f;

    GrantLaws(GrantFields fields) {
        this.f = fields;
    }

    List<Law> all() {
        List<Law> all = new ArrayList<>(ofP2m());
        if (f.operates) {
            all.add(Law.always(
                            OTHERS_FRAME,
                            Breaks.ISOLATION,
                            "no operation on a grant changes a frame that belongs to another guest")
                    .where(f.frames.index().any(f::belongsToAnother))
                    .none(
                            f.frames.index(),
                            f.damaged::is,
                            (s, m) -> "status bits were cleared in mfn " + m + "; its owner is: "
                                    + f.frames.ownerText(s, m)));
        }
        if (f.scope.get(GrantSystem.TRANSFERS)) {
            all.add(Law.always(
                            BOUNDS,
                            Breaks.CRASH,
                            "no operation uses a reference that the table of this version does not have")
                    .where(s -> f.statusFrame(s, 0) >= 0)
                    .holds(s -> !f.beyond.is(s, 0))
                    .saying(s ->
                            "a reference that was checked in version 1 was used in version 2, which has half as many"));
        }
        return all;
    }

    private List<Law> ofP2m() {
        return List.of(
                Law.always(
                                RETAINED,
                                Breaks.ISOLATION,
                                "no gfn of the guest's maps a frame that another guest has written to")
                        .where(f.frames::someoneWrote)
                        .none(
                                f.gfn,
                                this::isLost,
                                (s, g) -> "gfn " + f.gfn.text(g) + " maps mfn " + f.mapped(s, g) + "; its owner is: "
                                        + Owner.text(f.frames
                                                .owner(s, f.mapped(s, g))
                                                .number())),
                Law.always(
                                ONE_GFN,
                                Breaks.ISOLATION,
                                "a frame is mapped at one gfn at most, the one that the M2P has: Xen could not find another one when it "
                                        + "frees the frame")
                        .where(f.gfn.any(f.p2m::is))
                        .none(
                                f.gfn,
                                this::isUnrecorded,
                                (s, g) -> "gfn " + f.gfn.text(g) + " maps mfn " + f.mapped(s, g)
                                        + "; the M2P has it at " + recorded(f.m2p.get(s, f.mapped(s, g)))),
                Law.always(CRASHED, Breaks.CRASH, "two calls that a guest may make at the same time don't crash it")
                        .where(s -> f.grantLock.is(s, 0) || f.crashed.is(s, 0))
                        .holds(s -> !f.crashed.is(s, 0))
                        .saying(s -> "a frame was given up while another CPU held it, on its way to the p2m"));
    }

    private boolean isLost(long[] s, int g) {
        int m = f.mapped(s, g);
        return m >= 0 && f.frames.owner(s, m) == Owner.OTHER_WROTE;
    }

    private boolean isUnrecorded(long[] s, int g) {
        int m = f.mapped(s, g);
        return m >= 0 && f.m2p.get(s, m) != g + 1;
    }

    private String recorded(int at) {
        return at == 0 ? "none" : "gfn " + f.gfn.text(at - 1);
    }
}
