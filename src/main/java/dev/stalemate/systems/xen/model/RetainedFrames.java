package dev.stalemate.systems.xen.model;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.model.GuestFrames.Has;

/** The law about frames that a guest still reaches. */
final class RetainedFrames {
    private final XenMachine machine;
    private final GuestFrames frames;
    private final int vcpus;

    RetainedFrames(XenMachine machine) {
        this.machine = machine;
        this.frames = machine.fields.frames;
        this.vcpus = machine.fields.vcpu.size();
    }

    /** An entry that the processor takes reaches its frame without any help; one that is marked does so after a fault. */
    Law law(String name) {
        Condition inUse =
                new UnmarkedLeaves(machine).any((gfn, order, leaf) -> lostIn(order, leaf) != GuestFrames.NONE);
        return Law.always(
                        name,
                        Breaks.ISOLATION,
                        "no entry that a processor takes, and no hypercall, reaches a page that another guest has written to")
                .where(frames::someoneWrote)
                .holds(s -> !inUse.test(s) && user(s) == GuestFrames.NONE)
                .saying(this::retainedText);
    }

    /** The place in a leaf of a frame that another guest has written to, or none. */
    private int lostIn(int order, long leaf) {
        for (int i = 0; i < 1 << order; i++) {
            if (frames.isLost(machine.state(), frames.of(EptWord.part(leaf, i)))) {
                return i;
            }
        }
        return GuestFrames.NONE;
    }

    /** A vCPU whose hypercall uses such a frame, or none. */
    private int user(long[] s) {
        for (int v = 0; v < vcpus; v++) {
            if (frames.isLost(s, frames.has(s, v, Has.HOLDS)) || frames.isLost(s, frames.has(s, v, Has.UNREFERENCED))) {
                return v;
            }
        }
        return GuestFrames.NONE;
    }

    private String retainedText(long[] s) {
        EptTables ept = machine.at(s).ept;
        for (long gfn = 0; gfn < machine.frames; gfn = ept.next(gfn)) {
            int lost = ept.walk(gfn) == Walk.LEAF
                    ? lostIn(ept.order(ept.leafLevel(gfn)), ept.leaf(gfn))
                    : GuestFrames.NONE;
            if (lost != GuestFrames.NONE) {
                return "gfn 0x" + Long.toHexString(gfn + lost) + " maps a page that another guest has written to";
            }
        }
        return "a hypercall of vCPU " + user(s) + " uses a page that another guest has written to";
    }
}
