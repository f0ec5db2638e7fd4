package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Change.Side;
import dev.stalemate.decide.Points.Point;
import dev.stalemate.model.Design;
import dev.stalemate.model.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks two designs the same, to tell what one of them changes. The answers of the base are remembered, so that other designs can be
 * compared with it.
 */
public final class Against {
    /** The most states of a search, where the user says nothing; while time is left, what that leaves open is asked again without a bound. */
    public static final int STATES = 100_000;
    /** The longest that all of it takes, where the user says nothing. */
    public static final Duration TIME = Duration.ofSeconds(15);

    private final SpaceSearch brief;
    private final SpaceSearch thorough;
    private final BooleanSupplier stopped;
    private final LongSupplier nanoClock;
    private final Map<List<Object>, Decision> known = new HashMap<>();

    /**
     * A comparison.
     *
     * @param brief for everything
     * @param thorough for what has no answer after that, while time is left; the same search if there is nothing to gain
     * @param stopped whether the user wants it to end
     */
    public Against(SpaceSearch brief, SpaceSearch thorough, BooleanSupplier stopped, LongSupplier nanoClock) {
        this.brief = brief;
        this.thorough = thorough;
        this.stopped = stopped;
        this.nanoClock = nanoClock;
    }

    /**
     * The answers of both.
     *
     * @param time for all questions together
     */
    public Changes of(Points points, Duration time) {
        long end = nanoClock.getAsLong() + time.toNanos();
        Map<Question, Decision> decided = new HashMap<>();
        for (boolean first : List.of(true, false)) {
            ask(brief, questions(points, first), end, decided);
        }
        for (boolean first : thorough == brief ? List.<Boolean>of() : List.of(true, false)) {
            List<Question> open = questions(points, first).stream()
                    .filter(question -> isUndecided(decided.get(question)))
                    .toList();
            ask(thorough, open, end, decided);
        }
        String missing = SmallestFirst.hasFailed(decided.values())
                ? "one failure is enough"
                : stopped.getAsBoolean() ? "interrupted" : "time ran out";
        ImmutableList.Builder<Change> changes = ImmutableList.builder();
        for (Point point : points.all()) {
            changes.add(
                    point.isPossible()
                            ? new Change(
                                    point,
                                    base(points, point, decided, missing),
                                    side(decided.get(question(points, points.design(), point)), missing))
                            : new Change(point, cannot(point.baseCannot()), cannot(point.designCannot())));
        }
        return new Changes(points, changes.build());
    }

    private void ask(SpaceSearch search, List<Question> questions, long end, Map<Question, Decision> decided) {
        if (!SmallestFirst.hasFailed(decided.values())) {
            decided.putAll(new SmallestFirst(search, stopped, nanoClock).decide(questions, end));
        }
    }

    private static boolean isUndecided(@Nullable Decision decision) {
        return decision != null && decision.found() == Verdict.UNDECIDED;
    }

    private List<Question> questions(Points points, boolean first) {
        List<Question> questions = new ArrayList<>();
        for (Point point : points.all()) {
            if (point.first() == first && point.isPossible()) {
                if (!known.containsKey(key(points, point))) {
                    questions.add(question(points, points.base(), point));
                }
                questions.add(question(points, points.design(), point));
            }
        }
        return questions;
    }

    private Side base(Points points, Point point, Map<Question, Decision> decided, String missing) {
        Decision before = known.get(key(points, point));
        if (before != null) {
            return new Side(before, "");
        }
        Decision now = decided.get(question(points, points.base(), point));
        if (now != null && now.found() != Verdict.UNDECIDED) {
            known.put(key(points, point), now);
        }
        return side(now, missing);
    }

    private static Side side(@Nullable Decision decision, String missing) {
        return decision == null ? Side.none(missing) : new Side(decision, "");
    }

    private static Side cannot(String why) {
        return Side.none(why.isEmpty() ? "the other design can't be asked" : why);
    }

    private static Question question(Points points, Design design, Point point) {
        return Question.of(points.system(), design, List.of(point.scope()), point.law());
    }

    private static List<Object> key(Points points, Point point) {
        return List.of(points.system().name(), points.base().name(), point.key());
    }
}
