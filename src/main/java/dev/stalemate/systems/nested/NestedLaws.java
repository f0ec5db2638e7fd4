package dev.stalemate.systems.nested;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/** What must be true of nested EPT. */
final class NestedLaws {
    private final NestedAccesses accesses;
    private final NestedFields fields;

    NestedLaws(NestedMachine machine) {
        this.accesses = new NestedAccesses(machine);
        this.fields = machine.fields;
    }

    /** The properties that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        boolean p2mMoves = fields.scope.get(NestedSettings.P2M_CHANGES) > 0;
        if (fields.scope.get(NestedSettings.L1_CHANGES) > 0) {
            all.add(afterInvept());
        }
        if (p2mMoves) {
            all.add(retained());
        }
        if (fields.scope.get(NestedSettings.OUTCOMES)) {
            all.add(rightLevel());
        }
        if (fields.span > 0) {
            all.add(completes(
                    "access-completes", "an access of vCPU 0's, in L2, to what L1 maps is over in the end", 0));
            if (fields.vcpu.size() > 1) {
                all.add(othersProgress());
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
                        "no-use-after-invept",
                        Breaks.ISOLATION,
                        "no vCPU can use a translation that an INVEPT of its own should have removed",
                        this::someoneOwesNothing,
                        this::noneIsOld)
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, old(s)));
    }

    /** Whether L1 has changed an entry, and a vCPU in L2 with that EPT can't be excused by it. */
    private boolean someoneOwesNothing(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            int e = fields.loaded.get(s, v) - 1;
            for (int g = 0; e >= 0 && fields.isIn(s, v) && g < fields.l2Frame.size(); g++) {
                if (fields.l1Frame(s, e, g) != 1 + (e + g) % fields.frame.size()
                        && !fields.owed.is(s, fields.owedAt(v, e, g))) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean noneIsOld(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int g = 0; g < fields.l2Frame.size(); g++) {
                if (isOld(s, v, g)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What a change of the p2m takes away may be used until the change is over: that is {@link #retained}'s matter. */
    private boolean isOld(long[] s, int v, int g) {
        int e = fields.loaded.get(s, v) - 1;
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

    private List<String> old(long[] s) {
        List<String> old = new ArrayList<>();
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int g = 0; g < fields.l2Frame.size(); g++) {
                if (isOld(s, v, g)) {
                    int e = fields.loaded.get(s, v) - 1;
                    old.add("vCPU " + v + " on CPU " + fields.cpuOf(s, v) + " may use " + fields.uses(s, v, g)
                            + " for L2 frame " + g + " of EPTP " + e + ", which is "
                            + NestedFields.orNone(fields.composed(s, e, g)) + " since its last INVEPT");
                }
            }
        }
        return old;
    }

    private Law retained() {
        return Law.always(
                        "no-retained-mapping",
                        Breaks.ISOLATION,
                        "no vCPU in L2 can use a mapping to a frame that another guest has written to",
                        s -> fields.frames.someoneWrote(s),
                        this::noneRetained)
                .explainedBy(s -> new Diagnosis(Breaks.ISOLATION, retainedMappings(s)));
    }

    private boolean noneRetained(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int g = 0; g < fields.l2Frame.size(); g++) {
                if (retains(s, v, g)) {
                    return false;
                }
            }
        }
        return true;
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

    private List<String> retainedMappings(long[] s) {
        List<String> retained = new ArrayList<>();
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int g = 0; g < fields.l2Frame.size(); g++) {
                if (retains(s, v, g)) {
                    retained.add("vCPU " + v + " on CPU " + fields.cpuOf(s, v) + " may use " + fields.uses(s, v, g)
                            + " for L2 frame " + g + "; another guest has written to it");
                }
            }
        }
        return retained;
    }

    private Law rightLevel() {
        return Law.always(
                        "right-level",
                        Breaks.PROGRESS,
                        "each violation goes to L1 if L1's EPT has no entry, to L0 if its p2m has no page, and else to nobody",
                        s -> anyCause(s),
                        this::allRight)
                .explainedBy(s -> new Diagnosis(Breaks.PROGRESS, wrong(s)));
    }

    private boolean anyCause(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.cause.is(s, v)) {
                return true;
            }
        }
        return false;
    }

    private boolean allRight(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.cause.get(s, v) != fields.given.get(s, v)) {
                return false;
            }
        }
        return true;
    }

    private List<String> wrong(long[] s) {
        List<String> wrong = new ArrayList<>();
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.cause.get(s, v) != fields.given.get(s, v)) {
                wrong.add("vCPU " + v + "'s violation is a matter of " + fields.cause.text(s, v) + ", and goes to "
                        + fields.given.text(s, v));
            }
        }
        return wrong;
    }

    private Law completes(String name, String says, int v) {
        return Law.eventually(name, says, s -> fields.wanted.is(s, v), s -> !fields.wanted.is(s, v) || !isMapped(s, v));
    }

    /** Whether L1 maps all that a vCPU's access needs. */
    private boolean isMapped(long[] s, int v) {
        int e = fields.loaded.get(s, v) - 1;
        for (int g = 0; g < fields.l2Frame.size(); g++) {
            if (accesses.inSpan(s, v, g) && fields.l1Frame(s, e, g) == 0) {
                return false;
            }
        }
        return true;
    }

    private Law othersProgress() {
        return Law.eventually(
                "others-complete",
                "an access of vCPU 1's, whose pool is filled, is over in the end, whatever becomes of vCPU 0's",
                s -> fields.wanted.is(s, 1) && (fields.pool == 0 || fields.pages.get(s, 1) == fields.pool),
                s -> !fields.wanted.is(s, 1));
    }
}
