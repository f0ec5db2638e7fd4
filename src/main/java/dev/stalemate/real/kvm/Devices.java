package dev.stalemate.real.kvm;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether non-coherent DMA is registered. Markers tell it; without them no event does, and the leaves must: as soon as one fits only one of
 * the two it is decided; and where {@value #ENOUGH} leaves in a row fit only the other one, it changed before the first of them.
 */
final class Devices {
    /** One leaf alone is more likely wrong than a device that came or went. */
    static final int ENOUGH = 2;

    private boolean told;
    private boolean decided;
    private int count = 1;
    private final List<LeafFinding> contrary = new ArrayList<>();

    /** A marker says how it begins. */
    void tell(boolean attached) {
        told = true;
        decided = true;
        count = attached ? 1 : 0;
    }

    /** Whether markers tell it. */
    boolean told() {
        return told;
    }

    boolean decided() {
        return decided;
    }

    /** A leaf decides it. */
    void decide(boolean attached) {
        decided = true;
        count = attached ? 1 : 0;
    }

    boolean attached() {
        return count > 0;
    }

    /** A marker says that a device comes or goes; whether that was the first or the last. */
    boolean change(int by) {
        boolean before = attached();
        told = true;
        decided = true;
        count = Math.max(0, count + by);
        return before != attached();
    }

    /** A leaf fits only the other state: the line from which on it must have changed, or 0 if that is too little to say so. */
    long contradicted(LeafFinding otherwise) {
        contrary.add(otherwise);
        if (contrary.size() < ENOUGH) {
            return 0;
        }
        long line = contrary.get(0).since();
        contrary.clear();
        count = attached() ? 0 : 1;
        return line;
    }

    /** A leaf fits only the present state, or there are no more: those that fit only the other one are wrong. */
    List<LeafFinding> confirmed() {
        if (contrary.isEmpty()) {
            return List.of();
        }
        List<LeafFinding> wrong = List.copyOf(contrary);
        contrary.clear();
        return wrong;
    }
}
