package dev.stalemate.systems.kvm;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import java.util.List;

/**
 * The page faults that vCPUs are in, where a scope has them in steps, as a piece of the layout: how far each is, and what it has looked at.
 * Else there are none, and no field takes a bit.
 *
 * <p>A fault reads KVM's count of invalidations, and compares it later. Here each fault has a flag instead: whether there was an invalidation
 * since it read the count.
 */
final class FaultFields {
    /** How far a vCPU can be in a fault, as states say it: it has looked at the first of two things without the MMU lock, or at both. */
    private static final List<String> STEPS = List.of("none", "begun", "looked");

    private static final int NONE = 0;
    private static final int BEGUN = 1;
    private static final int LOOKED = 2;

    private final boolean steps;
    private final boolean countFirst;
    private final boolean zapsCount;
    /** 0 for a vCPU that is in no fault, else 1 + the frame. */
    private final IntField frame;

    private final IntField step;
    private final IntField large;
    private final IntField invalidated;

    FaultFields(Layout.Builder b, boolean steps, KvmDesign design, Index vcpu, Index frames) {
        this.steps = steps;
        countFirst = design.readsCountFirst();
        zapsCount = design.zapsMakeFaultsRetry();
        frame = b.number(
                "fault", steps ? 1 + frames.size() : 1, f -> f == 0 ? "none" : "gpa " + frames.text(f - 1), vcpu);
        b.reference(frame, frames, 1);
        step = b.number("fault-step", steps ? STEPS.size() : 1, STEPS::get, vcpu);
        int flag = steps ? 2 : 1;
        large = b.number("fault-may-be-large", flag, Integer::toString, vcpu);
        b.kept((has, other) -> has == 1 && other == 0, large);
        invalidated = b.number("invalidated-since", flag, Integer::toString, vcpu);
    }

    /** Whether a scope has faults in steps. */
    boolean inSteps() {
        return steps;
    }

    /** Whether a vCPU is in a fault, so that it does nothing else. */
    boolean isIn(long[] s, int v) {
        return frame.is(s, v);
    }

    /** Whether a fault has begun, and has something left to look at. */
    boolean hasBegun(long[] s, int v) {
        return step.get(s, v) == BEGUN;
    }

    /** Whether a fault has looked at all that it looks at without the MMU lock. */
    boolean hasLooked(long[] s, int v) {
        return step.get(s, v) == LOOKED;
    }

    /** The frame that a vCPU in a fault has touched. */
    int frame(long[] s, int v) {
        return frame.get(s, v) - 1;
    }

    void begin(long[] s, int v, int f) {
        frame.set(s, v, 1 + f);
        step.set(s, v, BEGUN);
    }

    /** Tells that the design could have said of a fault that it may map no 2 MiB. */
    void couldCheck(Acts acts, int v) {
        acts.could(large, v);
    }

    /** Notes whether a fault may map 2 MiB. */
    void check(long[] s, int v, boolean mayBeLarge) {
        large.set(s, v, mayBeLarge ? 1 : 0);
    }

    boolean mayBeLarge(long[] s, int v) {
        return large.is(s, v);
    }

    void looked(long[] s, int v) {
        step.set(s, v, LOOKED);
    }

    /** Whether a fault that read the count of invalidations must start again, as the count is another one by now. */
    boolean isInvalidated(long[] s, int v) {
        return invalidated.is(s, v);
    }

    /** A fault is over, whether it has installed a leaf or not. */
    void end(long[] s, int v) {
        frame.set(s, v, 0);
        step.set(s, v, NONE);
        large.set(s, v, 0);
        invalidated.set(s, v, 0);
    }

    /** The design has zapped leaves. */
    void zapped(long[] s) {
        if (zapsCount) {
            invalidated(s);
        }
    }

    /** An invalidation has begun and ended. */
    void invalidated(long[] s) {
        for (int v = 0; steps && v < frame.size(); v++) {
            if (step.get(s, v) >= (countFirst ? BEGUN : LOOKED)) {
                invalidated.set(s, v, 1);
            }
        }
    }
}
