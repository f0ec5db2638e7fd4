package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Verdict;
import dev.stalemate.text.Amounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides questions at each of their scopes, and makes one decision of what is found: a design that holds at a scope where what was changed
 * never runs holds for nothing.
 *
 * <p>Small scopes come first. Where a bound ends a search, that is said, and there is no verdict.
 */
public final class EveryScope implements Decider {
    /** The most states of a search where the user says nothing. */
    public static final int STATES = 20_000;
    /** The longest that all of it takes where the user says nothing. */
    public static final Duration TIME = Duration.ofSeconds(10);

    private static final int MOST_NAMES = 8;

    /** Of the verdicts of one property the first of these counts, but that what holds at some scopes and is cut at others is undecided. */
    private static final List<Verdict> FIRST =
            List.of(Verdict.VIOLATED, Verdict.HOLDS, Verdict.UNDECIDED, Verdict.VACUOUS);

    private final SpaceSearch search;
    private final BooleanSupplier stopped;
    private final Duration time;
    private final LongSupplier nanoClock;

    /**
     * Searches within bounds.
     *
     * @param stopped whether the user wants it to end
     * @param time for all questions together
     */
    public EveryScope(SpaceSearch search, BooleanSupplier stopped, Duration time, LongSupplier nanoClock) {
        this.search = search;
        this.stopped = stopped;
        this.time = time;
        this.nanoClock = nanoClock;
    }

    @Override
    public Map<Question, Decision> decide(Collection<Question> questions) {
        long end = nanoClock.getAsLong() + time.toNanos();
        Map<Question, Question> whole = new LinkedHashMap<>();
        for (Question question : questions) {
            question.scopes().forEach(scope -> whole.put(question.at(scope, false), question));
        }
        Map<Question, List<Decision>> found = new LinkedHashMap<>();
        new SmallestFirst(search, stopped, nanoClock)
                .decide(whole.keySet(), end)
                .forEach((at, decision) -> found.computeIfAbsent(
                                Objects.requireNonNull(whole.get(at)), q -> new ArrayList<>())
                        .add(decision));
        Map<Question, Decision> decided = new LinkedHashMap<>();
        found.forEach((question, decisions) -> decided.put(question, together(question, decisions)));
        return decided;
    }

    /** The decisions of a question at each of its scopes, in the order in which they were made; what was not reached is missing. */
    public List<Decision> atEach(Question question) {
        List<Question> each = question.scopes().stream()
                .map(scope -> question.at(scope, false))
                .toList();
        return List.copyOf(new SmallestFirst(search, stopped, nanoClock)
                .decide(each, nanoClock.getAsLong() + time.toNanos())
                .values());
    }

    /** The decision that says most, with what the others say as its note. */
    private static Decision together(Question question, List<Decision> decisions) {
        Map<Verdict, List<Decision>> by = new EnumMap<>(Verdict.class);
        FIRST.forEach(verdict -> by.put(
                verdict, decisions.stream().filter(d -> d.found() == verdict).toList()));
        Verdict verdict = FIRST.stream()
                .filter(v -> !by.getOrDefault(v, List.of()).isEmpty())
                .findFirst()
                .orElseThrow();
        boolean failed = SmallestFirst.hasFailed(decisions);
        int left = question.scopes().size() - decisions.size();
        boolean cut = left > 0 || decisions.stream().anyMatch(d -> d.found() == Verdict.UNDECIDED);
        Comparator<Decision> effort = Comparator.comparing(d -> d.effort().states());
        Comparator<Decision> steps = Comparator.comparing(
                d -> d.trace() == null ? 0 : d.trace().steps().size());
        Decision chosen = by.getOrDefault(verdict, List.of()).stream()
                .min(verdict == Verdict.VIOLATED ? steps : effort.reversed())
                .orElseThrow();
        String note = FIRST.stream()
                .flatMap(v -> Stream.of(false, true).map(f -> by.getOrDefault(v, List.of()).stream()
                        .filter(d -> SmallestFirst.isFailed(d) == f)
                        .toList()))
                .filter(alike -> !alike.isEmpty())
                .map(alike -> word(alike.get(0)) + " " + at(alike))
                .collect(Collectors.joining("; "));
        String rest = left == 0
                ? ""
                : "; not asked at " + Amounts.count(left, "larger scope") + ": "
                        + (failed ? "one failure is enough" : "time ran out");
        return (verdict != Verdict.VIOLATED && cut ? chosen.undecided() : chosen)
                .noting(
                        "asked at " + Amounts.count(decisions.size(), "scope") + ": " + note + rest,
                        ImmutableList.of());
    }

    private static String word(Decision decision) {
        if (SmallestFirst.isFailed(decision)) {
            return Exhaustive.FAILED;
        }
        return decision.found() == Verdict.UNDECIDED
                ? "a bound ended the search"
                : decision.found().toString();
    }

    private static String at(List<Decision> decisions) {
        String names = decisions.stream()
                .limit(MOST_NAMES)
                .map(d -> d.model().scope().name())
                .collect(Collectors.joining(", "));
        int more = decisions.size() - MOST_NAMES;
        return "at " + names + (more > 0 ? " and " + more + " more" : "");
    }
}
