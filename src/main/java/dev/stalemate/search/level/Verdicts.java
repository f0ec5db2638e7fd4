package dev.stalemate.search.level;

import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/** Gathers what the workers saw of each property, and turns it into verdicts. */
public final class Verdicts {
    private static final long NONE = -1;

    private final Law[] laws;
    private final long[] premiseHeld;
    /** For each property the number of the first state that decides it. */
    private final long[] found;

    private int open;

    /**
     * Nothing seen yet.
     *
     * @throws IllegalArgumentException if a property is one of progress
     */
    public Verdicts(List<Law> laws) {
        for (Law law : laws) {
            if (law.kind().isProgress()) {
                throw new IllegalArgumentException(law.name() + " is about progress: ProgressSearch decides it");
            }
        }
        this.laws = laws.toArray(new Law[0]);
        this.premiseHeld = new long[this.laws.length];
        this.found = new long[this.laws.length];
        Arrays.fill(found, NONE);
        this.open = this.laws.length;
    }

    /** What one thread saw in one share of a block: how often premises held, and the first state that decides. */
    static final class Look {
        private final long[] premiseHeld;
        private final int[] first;

        Look(int laws) {
            premiseHeld = new long[laws];
            first = new int[laws];
        }

        void clear() {
            Arrays.fill(premiseHeld, 0);
            Arrays.fill(first, Integer.MAX_VALUE);
        }

        /** Looks at the i-th new state of the share with the properties of the thread's own model; {@code weight} is how many it stands for. */
        void at(Law[] laws, Verdicts verdicts, long[] state, long weight, int i) {
            for (int p = 0; p < laws.length; p++) {
                if (verdicts.found[p] == NONE && laws[p].premise().test(state)) {
                    premiseHeld[p] += weight;
                    if (first[p] == Integer.MAX_VALUE
                            && laws[p].holds().test(state) == (laws[p].kind() == Kind.SOMETIMES)) {
                        first[p] = i;
                    }
                }
            }
        }
    }

    /** Adds what was seen in a block, in the order of its shares; the first new state of share s has number {@code numbers[s]}. */
    void gather(Look[] looks, long[] numbers, int shares) {
        for (int p = 0; p < laws.length; p++) {
            if (found[p] == NONE) {
                for (int s = 0; s < shares; s++) {
                    add(p, looks[s].premiseHeld[p]);
                    if (found[p] == NONE && looks[s].first[p] != Integer.MAX_VALUE) {
                        decide(p, numbers[s] + looks[s].first[p]);
                    }
                }
            }
        }
    }

    /** For each property whether it is not decided yet. */
    public boolean[] open() {
        boolean[] isOpen = new boolean[found.length];
        for (int p = 0; p < found.length; p++) {
            isOpen[p] = found[p] == NONE;
        }
        return isOpen;
    }

    /** Adds in how many states the premise of a property held. */
    public void add(int p, long held) {
        premiseHeld[p] += held;
    }

    /** Says that the state of this number is the first that decides a property. */
    public void decide(int p, long number) {
        found[p] = number;
        open--;
    }

    /** Saves all that was seen. */
    public void save(SavedCounters counters) {
        counters.put("premises", premiseHeld);
        counters.put("found", found);
    }

    /** Takes over what was saved. */
    public void restore(SavedCounters counters) throws BadCheckpointException {
        counters.into("premises", premiseHeld);
        counters.into("found", found);
        open = (int) Arrays.stream(found).filter(f -> f == NONE).count();
    }

    /** Whether every property is decided. False if no property was asked for: then the space itself is the question. */
    public boolean settled() {
        return open == 0 && laws.length > 0;
    }

    /** The verdicts of a search that ended so; the path to a state, given its number, is asked for where it decides a property. */
    public List<Outcome> outcomes(End end, LongFunction<List<Step>> path) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < laws.length; i++) {
            List<Step> steps = found[i] == NONE ? List.of() : path.apply(found[i]);
            outcomes.add(new Outcome(laws[i], verdict(i, end), steps, premiseHeld[i]));
        }
        return outcomes;
    }

    private Verdict verdict(int i, End end) {
        boolean always = laws[i].kind() == Kind.ALWAYS;
        if (found[i] != NONE) {
            return always ? Verdict.VIOLATED : Verdict.HOLDS;
        }
        if (end != End.EXHAUSTED) {
            return Verdict.UNDECIDED;
        }
        if (always) {
            return premiseHeld[i] == 0 ? Verdict.VACUOUS : Verdict.HOLDS;
        }
        return Verdict.VIOLATED;
    }
}
