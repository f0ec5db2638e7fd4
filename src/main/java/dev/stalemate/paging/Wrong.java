package dev.stalemate.paging;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Diagnosis;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the memory type of an entry, or of an access. A law about such things breaks what the gravest of their hazards breaks.
 *
 * @param text what is wrong, in words
 * @param hazards what can go wrong with accesses
 */
public record Wrong(String text, Hazards hazards) {
    /** What is wrong with an element that is; asked once a counterexample is found. */
    @FunctionalInterface
    public interface Of {
        Wrong of(long[] state, int element);
    }

    /** What is wrong with a pair of elements that is. */
    @FunctionalInterface
    public interface OfPair {
        Wrong of(long[] state, int first, int second);
    }

    /** The law: nothing is wrong with any element where the premise is true. */
    public static Law none(Law.Draft law, Index index, Law.Of isWrong, Of what) {
        return law.holds(index.any(isWrong).not()).explainedBy(s -> {
            List<Wrong> all = new ArrayList<>();
            for (int e = 0; e < index.size(); e++) {
                if (isWrong.test(s, e)) {
                    all.add(what.of(s, e));
                }
            }
            return diagnosis(all);
        });
    }

    /** The law: nothing is wrong with any pair of elements where the premise is true. */
    public static Law none(Law.Draft law, Index first, Index second, Law.OfPair isWrong, OfPair what) {
        return law.holds(first.any(second, isWrong).not()).explainedBy(s -> {
            List<Wrong> all = new ArrayList<>();
            for (int e = 0; e < first.size(); e++) {
                for (int f = 0; f < second.size(); f++) {
                    if (isWrong.test(s, e, f)) {
                        all.add(what.of(s, e, f));
                    }
                }
            }
            return diagnosis(all);
        });
    }

    private static Diagnosis diagnosis(List<Wrong> all) {
        Hazards hazards = all.stream().map(Wrong::hazards).reduce(Hazards.NONE, Hazards::and);
        return new Diagnosis(
                Consequence.breaks(hazards),
                all.stream()
                        .map(wrong -> wrong.text + ": " + Consequence.text(wrong.hazards))
                        .toList());
    }
}
