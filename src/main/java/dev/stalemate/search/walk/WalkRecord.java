package dev.stalemate.search.walk;

import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The steps of a walk as numbers. Steps are made of them only if they are asked for. */
final class WalkRecord {
    private static final int FIRST_STEPS = 64;

    private final DrawnAction[] families;
    /** How many arguments a step has at most. */
    private final int stride;

    private int[] taken = new int[FIRST_STEPS];
    private long[] args;
    private int size;

    WalkRecord(DrawnAction[] families) {
        this.families = families;
        this.stride =
                Arrays.stream(families).mapToInt(DrawnAction::parameters).max().orElse(0);
        this.args = new long[FIRST_STEPS * stride];
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** Notes the step that a family drew last. */
    void add(int family) {
        if (size == taken.length) {
            taken = Arrays.copyOf(taken, 2 * size);
            args = Arrays.copyOf(args, 2 * size * stride);
        }
        taken[size] = family;
        families[family].copyArgs(args, size * stride);
        size++;
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            DrawnAction family = families[taken[i]];
            int from = i * stride;
            steps.add(new Step(family.action(), Arrays.copyOfRange(args, from, from + family.parameters())));
        }
        return steps;
    }
}
