package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.paging.EptLeaf;

/** A packed state's leaves, with what TLBs have of them: they are installed, dropped, and zapped. */
final class PackedLeaves extends FrameZap {
    private final KvmFields fields;
    private long[] state = new long[0];
    private boolean counted;

    PackedLeaves(KvmFields fields) {
        super(fields.scope.gpa);
        this.fields = fields;
    }

    /** Stands on a state: all zaps from here on are one event, and count as one. */
    void at(long[] newState) {
        state = newState;
        counted = false;
    }

    /** Whether all of a 2 MiB page, by its first frame, maps what it did at the start. */
    boolean allInPlace(int large) {
        for (int f = large; f < fields.scope.gpa.length; f++) {
            if (fields.scope.largePage[f] == large && !fields.pages.inPlace(state, f)) {
                return false;
            }
        }
        return true;
    }

    /** Installs a leaf for a frame, and with it all of a large one. */
    void install(int frame, int leaf) {
        fields.built.add(state, 1);
        int large = fields.scope.largePage[frame];
        for (int f = large; EptLeaf.isLarge(leaf) && f < fields.scope.gpa.length; f++) {
            if (fields.scope.largePage[f] == large) {
                set(f, leaf);
            }
        }
        set(frame, leaf);
    }

    private void set(int frame, int leaf) {
        fields.leaf.set(state, frame, leaf);
        fields.inheritedStale.set(state, frame, 0);
        fields.pages.install(state, frame);
    }

    /** Removes a frame's leaf, and with it the large leaf that it may be part of; TLBs keep what they have. */
    void drop(int frame) {
        boolean large = isLarge(frame);
        for (int f = fields.scope.largePage[frame]; f < fields.scope.gpa.length; f++) {
            if (f == frame || (large && fields.scope.largePage[f] == fields.scope.largePage[frame])) {
                fields.leaf.set(state, f, EptLeaf.NONE);
                fields.inheritedStale.set(state, f, 0);
                fields.pages.dropped(state, f);
            }
        }
    }

    /** Removes a frame's leaf, as {@link #drop}, and what TLBs have of it. */
    @Override
    void frame(int frame) {
        if (isLarge(frame)) {
            int large = fields.scope.largePage[frame];
            for (int f = large; f < fields.scope.gpa.length; f++) {
                if (fields.scope.largePage[f] == large) {
                    zapped(f);
                }
            }
        }
        zapped(frame);
    }

    /** Removes what there is for a frame, and what TLBs have of it; if it is part of a large leaf, the rest stays. */
    void zapped(int frame) {
        fields.leaf.set(state, frame, EptLeaf.NONE);
        fields.inheritedStale.set(state, frame, 0);
        fields.pages.zapped(state, frame);
    }

    /** Without large pages in the scope the leaf is not read: the search does not have to tell apart what a step does not read. */
    private boolean isLarge(int frame) {
        return fields.huge.bound() > 1 && EptLeaf.isLarge(fields.leaf.get(state, frame));
    }

    @Override
    public void all() {
        count();
        super.all();
    }

    @Override
    public void range(long first, long last) {
        count();
        super.range(first, last);
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        count();
        super.notWriteBack(mtrrs);
    }

    /** One event is one zap, however many ranges it names. */
    private void count() {
        if (!counted) {
            counted = true;
            fields.faults.zapped(state);
            fields.allZaps.add(state, 1);
            int bound = fields.zaps.bound();
            fields.zaps.set(state, 0, Math.min(bound - 1, fields.zaps.get(state, 0) + 1));
        }
    }
}
