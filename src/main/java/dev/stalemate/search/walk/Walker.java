package dev.stalemate.search.walk;

import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Takes one walk after the other, and counts. Nothing is allocated for a step, and no walk depends on those before it. */
final class Walker {
    /** A walk ends after so many impossible draws in a row: so little is possible there that it would not get far. */
    private static final int MOST_REFUSED = 200;

    private final Law law;
    private final int length;
    private final boolean swarm;
    private final boolean safety;
    private final DrawnAction[] families;
    private final Figure[] figures;
    private final Lottery lottery;
    private final WalkRecord path;
    private final long[] initial;
    private final long[] state;
    private WalkCounts counts;
    /** The number of walks that it has taken: each has palettes of its own. */
    private long taken;

    private int drawn = -1;

    /**
     * A walker that has taken none yet.
     *
     * @param measures whether it looks at the model's figures in each state
     */
    Walker(Model model, Law law, ActionWeights odds, int length, boolean measures) {
        this.law = law;
        this.length = length;
        this.swarm = odds.swarm();
        this.safety = law.kind() == Law.Kind.ALWAYS;
        this.families =
                WalkCounts.families(model).stream().map(DrawnAction::new).toArray(DrawnAction[]::new);
        this.figures = measures ? WalkCounts.figures(model).toArray(Figure[]::new) : new Figure[0];
        this.lottery = new Lottery(Arrays.stream(families)
                .mapToDouble(f -> odds.of(f.action().name()))
                .toArray());
        this.path = new WalkRecord(families);
        this.initial = model.initial();
        this.state = model.initial();
        this.counts = none();
    }

    /** What it did so far. It changes with the next walk. */
    WalkCounts counts() {
        return counts;
    }

    /** What it did so far, or since it was last asked this. It does not change any more. */
    WalkCounts handOver() {
        WalkCounts soFar = counts;
        counts = none();
        return soFar;
    }

    /** What it does before its first walk. */
    WalkCounts none() {
        return new WalkCounts(families.length, figures.length);
    }

    /** The steps of the last walk. */
    List<Step> steps() {
        return path.steps();
    }

    /** The steps of the last walk, and the one that was drawn last. */
    List<Step> withTheStepUnderWay() {
        if (drawn >= 0) {
            path.add(drawn);
        }
        return path.steps();
    }

    /** Takes a walk; whether it ended in a violation. */
    boolean take(SplittableRandom random) {
        counts.walks++;
        long walk = ++taken;
        path.clear();
        System.arraycopy(initial, 0, state, 0, state.length);
        if (swarm) {
            lottery.playHalf(random);
        }
        if (violated()) {
            return true;
        }
        int refused = lottery.size() == 0 ? MOST_REFUSED : 0;
        while (path.size() < length && refused < MOST_REFUSED) {
            int i = lottery.draw(random);
            drawn = i;
            families[i].draw(random, walk);
            counts.drawn[i]++;
            if (!families[i].take(state)) {
                refused++;
                continue;
            }
            refused = 0;
            path.add(i);
            counts.taken[i]++;
            counts.steps++;
            if (violated()) {
                return true;
            }
        }
        return false;
    }

    /** Looks at the state that it has come to. */
    private boolean violated() {
        for (int f = 0; f < figures.length; f++) {
            counts.largest[f] = Math.max(counts.largest[f], figures[f].measure().of(state));
        }
        if (!law.premise().test(state)) {
            return false;
        }
        counts.premiseHeld++;
        return safety && !law.holds().test(state);
    }
}
