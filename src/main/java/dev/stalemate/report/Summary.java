package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.decide.Decision;
import dev.stalemate.model.Verdict;
import dev.stalemate.text.Amounts;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many decisions came out how.
 *
 * @param claims whether claims were asked, rather than properties of a design
 * @param counts each question once
 * @param seconds what all of it took
 */
public record Summary(boolean claims, Map<Outcome, Integer> counts, double seconds) {
    /** How a question came out. */
    public enum Outcome {
        /** With the verdict that the thread expects. */
        AS_EXPECTED("as expected", "asExpected"),
        /** Not with the thread's, or of a question that it leaves open; but with the verdict that is recorded. */
        FINDING("finding", "findings", "findings"),
        /** No walk found a violation of a claim that holds. */
        NOTHING_FOUND("without a violation found", "nothingFound"),
        /** Of a design's property: it holds. */
        HOLDS("holds", "hold", "holds"),
        /** Of a design's property: some run violates it. */
        VIOLATED("violated", "violated"),
        /** Of a design's property: nothing was tried. */
        VACUOUS("vacuous", "vacuous"),
        /** At a scope of the user's own, not with the verdict that is recorded of the claim's. */
        OTHERWISE("not as recorded, at this scope", "otherwise"),
        /** Not with the verdict that is recorded. */
        UNEXPECTED("unexpected", "unexpected"),
        /** Stopped before there was a verdict. */
        UNDECIDED("undecided", "undecided"),
        /** Not begun when the user stopped the run. */
        NOT_LOOKED_AT("not looked at", "notLookedAt");

        private final String one;
        private final String several;
        private final String field;

        Outcome(String words, String field) {
            this(words, words, field);
        }

        Outcome(String one, String several, String field) {
            this.one = one;
            this.several = several;
            this.field = field;
        }

        static Outcome of(Decision d) {
            if (d.found() == Verdict.UNDECIDED) {
                return d.consistent() ? NOTHING_FOUND : UNDECIDED;
            }
            if (!d.isOfClaim() && (d.claim() == null || !d.unexpected())) {
                return switch (d.found()) {
                    case HOLDS -> HOLDS;
                    case VIOLATED -> VIOLATED;
                    default -> VACUOUS;
                };
            }
            if (d.found() == d.recorded()) {
                return d.finding() == null ? AS_EXPECTED : FINDING;
            }
            return d.unexpected() ? UNEXPECTED : OTHERWISE;
        }
    }

    /**
     * Of a run.
     *
     * @param claims whether claims were asked
     * @param asked questions, of which the last may have no decision
     */
    public static Summary of(boolean claims, Collection<Decision> decisions, int asked, double seconds) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        decisions.forEach(d -> counts.merge(Outcome.of(d), 1, Integer::sum));
        if (asked > decisions.size()) {
            counts.put(Outcome.NOT_LOOKED_AT, asked - decisions.size());
        }
        return new Summary(claims, counts, seconds);
    }

    private int all() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int count(Outcome outcome) {
        return Objects.requireNonNullElse(counts.get(outcome), 0);
    }

    /** One line, such as {@code 3 claims: 2 as expected, 1 finding, none unexpected; 0.25 s}; without its end. */
    String text() {
        Stream<String> parts = counts.entrySet().stream().map(e -> words(e.getKey(), e.getValue()));
        Stream<String> calm = claims && count(Outcome.UNEXPECTED) == 0 ? Stream.of("none unexpected") : Stream.empty();
        return Amounts.count(all(), claims ? "claim" : "question") + ": "
                + Stream.concat(parts, calm).collect(Collectors.joining(", ")) + "; " + Amounts.seconds(seconds);
    }

    private static String words(Outcome outcome, int times) {
        return Amounts.count(times) + " " + (times == 1 ? outcome.one : outcome.several);
    }

    /** All of them, those that never came out so, too. */
    void fill(ObjectNode node) {
        node.put("asked", all());
        List.of(Outcome.values()).forEach(outcome -> node.put(outcome.field, count(outcome)));
        node.put("seconds", seconds);
    }

    /** Whether there is anything to sum up. */
    boolean isOfSeveral() {
        return all() > 1;
    }
}
