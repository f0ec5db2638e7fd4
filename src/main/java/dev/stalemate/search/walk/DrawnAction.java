package dev.stalemate.search.walk;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import java.util.List;
import java.util.SplittableRandom;

/** A family of actions, from which walks draw arguments. These go to the same array each time; a wide domain has a palette for each walk. */
final class DrawnAction {
    private static final int PALETTE = 3;

    private final Action action;
    private final Domain[] domains;
    /** For each parameter the values that may be drawn: all of a finite domain, or the walk's palette of a wide one. */
    private final long[][] values;

    /** The arguments that were drawn last. */
    private final long[] args;

    private final boolean wide;
    private long paletteOf;

    /** A family that has at least one combination of arguments. */
    DrawnAction(Action action) {
        List<Action.Parameter> parameters = action.parameters();
        this.action = action;
        this.domains = parameters.stream().map(Action.Parameter::domain).toArray(Domain[]::new);
        this.values = new long[domains.length][];
        this.args = new long[domains.length];
        for (int p = 0; p < domains.length; p++) {
            values[p] = domains[p].isFinite() ? domains[p].values() : new long[PALETTE];
            args[p] = values[p][0];
        }
        this.wide = !action.isFinite();
    }

    Action action() {
        return action;
    }

    int parameters() {
        return args.length;
    }

    /** Draws arguments for the walk of this number, from 1. */
    void draw(SplittableRandom random, long walk) {
        if (wide && paletteOf != walk) {
            paletteOf = walk;
            mixPalette(random);
        }
        for (int p = 0; p < args.length; p++) {
            long[] choices = values[p];
            if (choices.length > 1) {
                args[p] = choices[Lottery.below(random, choices.length)];
            }
        }
    }

    private void mixPalette(SplittableRandom random) {
        for (int p = 0; p < domains.length; p++) {
            for (int i = 0; i < PALETTE && !domains[p].isFinite(); i++) {
                values[p][i] = domains[p].draw(random);
            }
        }
    }

    /** Takes the step that was drawn, in place; false if it is not possible. */
    boolean take(long[] state) {
        if (!action.guard().test(state, args)) {
            return false;
        }
        action.effect().apply(state, args);
        return true;
    }

    /** Writes down the arguments that were drawn. */
    void copyArgs(long[] to, int at) {
        System.arraycopy(args, 0, to, at, args.length);
    }
}
