package dev.stalemate.systems.nested;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/** What must be true of nested EPT. */
final class NestedLaws {
    static final String AFTER_INVEPT = "no-use-after-invept";
    static final String RETAINED = "no-retained-mapping";
    static final String RIGHT_LEVEL = "right-level";
    static final String COMPLETES = "access-completes";
    static final String OTHERS_COMPLETE = "others-complete";

    private final NestedAccesses accesses;
    private final NestedFields fields;

    NestedLaws(NestedMachine machine) {
        this.accesses = new NestedAccesses(machine);
        this.fields = machine.fields;
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        if (fields.scope.get(NestedSettings.L1_CHANGES) > 0) {
            all.add(afterInvept());
        }
        if (fields.scope.get(NestedSettings.P2M_CHANGES) > 0) {
            all.add(retained());
        }
        if (fields.scope.get(NestedSettings.OUTCOMES)) {
            all.add(rightLevel());
        }
        if (fields.span > 0) {
            all.add(Law.eventually(
                            COMPLETES, "an access of vCPU 0, in L2, to a frame that L1 maps eventually completes")
                    .where(s -> fields.wanted.is(s, 0))
                    .holds(s -> !fields.wanted.is(s, 0) || !isMapped(s, 0)));
            if (fields.vcpu.size() > 1) {
                all.add(Law.eventually(
                                OTHERS_COMPLETE,
                                "an access of vCPU 1, whose pool is filled, eventually completes, even if vCPU 0's does not")
                        .where(s ->
                                fields.wanted.is(s, 1) && (fields.pool == 0 || fields.pages.get(s, 1) == fields.pool))
                        .holds(s -> !fields.wanted.is(s, 1)));
            }
        }
        return all;
    }

    /** Costs along a run, where the scope asks for them. */
    List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(fields.interrupts.figures());
        figures.addAll(fields.flushes.figures());
        figures.addAll(fields.fills.figures());
        return figures;
    }

    private Law afterInvept() {
        return Law.always(
                        AFTER_INVEPT,
                        Breaks.ISOLATION,
                        "no vCPU can use a translation that its own INVEPT should have removed")
                .where(fields.vcpu.any(fields.l2Frame, this::mustHaveDropped))
                .none(
                        fields.vcpu,
                        fields.l2Frame,
                        this::isOld,
                        (s, v, g) -> mayUse(s, v, g) + " of EPTP " + eptp(s, v) + ", which is "
                                + NestedFields.orNone(fields.composed(s, eptp(s, v), g)) + " since its last INVEPT");
    }

    /** The EPTP that L1 has loaded on a vCPU, or -1. */
    private int eptp(long[] s, int v) {
        return fields.loaded.get(s, v) - 1;
    }

    /** Whether L1 has changed an entry of the EPT that a vCPU runs L2 with, and the vCPU may use the old one no more. */
    private boolean mustHaveDropped(long[] s, int v, int g) {
        int e = eptp(s, v);
        return e >= 0
                && fields.isIn(s, v)
                && fields.l1Frame(s, e, g) != 1 + (e + g) % fields.frame.size()
                && !fields.owed.is(s, fields.owedAt(v, e, g));
    }

    /** A vCPU may use a translation that a change of the p2m removes until the change is over; {@link #retained} is about that. */
    private boolean isOld(long[] s, int v, int g) {
        int e = eptp(s, v);
        int t = fields.active.get(s, v) - 1;
        if (t < 0 || !fields.isIn(s, v) || fields.owed.is(s, fields.owedAt(v, e, g))) {
            return false;
        }
        int now = fields.composed(s, e, g);
        int leaving = fields.leaving.get(s, 0);
        for (int target = 1; target <= fields.frames.index().size(); target++) {
            if (target != now && target != leaving && fields.tables.mayUse(s, fields.cpuOf(s, v), v, t, g, target)) {
                return true;
            }
        }
        return false;
    }

    private String mayUse(long[] s, int v, int g) {
        return "vCPU " + v + " on CPU " + fields.cpuOf(s, v) + " may use " + fields.uses(s, v, g) + " for L2 frame "
                + g;
    }

    private Law retained() {
        return Law.always(
                        RETAINED,
                        Breaks.ISOLATION,
                        "no vCPU in L2 can use a mapping to a frame that another guest has written to")
                .where(fields.frames::someoneWrote)
                .none(
                        fields.vcpu,
                        fields.l2Frame,
                        this::retains,
                        (s, v, g) -> mayUse(s, v, g) + "; another guest has written to it");
    }

    private boolean retains(long[] s, int v, int g) {
        int t = fields.active.get(s, v) - 1;
        if (t < 0 || !fields.isIn(s, v)) {
            return false;
        }
        for (int m = 0; m < fields.frames.index().size(); m++) {
            if (fields.frames.owner(s, m) == Owner.OTHER_WROTE
                    && fields.tables.mayUse(s, fields.cpuOf(s, v), v, t, g, m + 1)) {
                return true;
            }
        }
        return false;
    }

    private Law rightLevel() {
        return Law.always(
                        RIGHT_LEVEL,
                        Breaks.PROGRESS,
                        "each violation goes to L1 if L1's EPT has no entry, to L0 if its p2m has no page, and otherwise to "
                                + "neither")
                .where(fields.vcpu.any(fields.cause::is))
                .none(
                        fields.vcpu,
                        (s, v) -> fields.cause.get(s, v) != fields.given.get(s, v),
                        (s, v) -> "vCPU " + v + "'s violation is a matter of " + fields.cause.text(s, v)
                                + ", and goes to " + fields.given.text(s, v));
    }

    /** Whether L1 maps all that a vCPU's access needs. */
    private boolean isMapped(long[] s, int v) {
        int e = eptp(s, v);
        for (int g = 0; g < fields.l2Frame.size(); g++) {
            if (accesses.inSpan(s, v, g) && fields.l1Frame(s, e, g) == 0) {
                return false;
            }
        }
        return true;
    }
}
