package dev.stalemate.decide;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Asks questions of one scope each, those with few bits of state first, until time is over or a design's code fails: one mistake is enough.
 *
 * @param stopped whether the user wants it to end
 */
record SmallestFirst(SpaceSearch search, BooleanSupplier stopped, LongSupplier nanoClock) {
    /**
     * The decisions, in the order in which they were made.
     *
     * @param end the time after which nothing more is asked, as the clock has it
     */
    Map<Question, Decision> decide(Collection<Question> questions, long end) {
        Map<Question, Decision> decided = new LinkedHashMap<>();
        for (List<Question> space : inOrder(questions)) {
            Duration left = Duration.ofNanos(Math.max(0, end - nanoClock.getAsLong()));
            if (hasFailed(decided.values()) || stopped.getAsBoolean() || left.isZero()) {
                break;
            }
            List<Decision> decisions = search.decide(space, left);
            for (int i = 0; i < space.size(); i++) {
                decided.put(space.get(i), decisions.get(i));
            }
        }
        return decided;
    }

    /** Whether a design's code failed on the way to one of them. */
    static boolean hasFailed(Collection<Decision> decisions) {
        return decisions.stream().anyMatch(SmallestFirst::isFailed);
    }

    static boolean isFailed(Decision decision) {
        return decision.note().equals(Exhaustive.FAILED);
    }

    private static List<List<Question>> inOrder(Collection<Question> questions) {
        Map<List<Question>, Integer> bits = new LinkedHashMap<>();
        Question.bySpace(questions)
                .forEach(space -> bits.put(space, space.get(0).model().layout().bits()));
        return bits.keySet().stream().sorted(Comparator.comparing(bits::get)).toList();
    }
}
