package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Change.Side;
import dev.stalemate.decide.Points.Point;
import dev.stalemate.model.Design;
import dev.stalemate.model.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks two designs the same, to tell what one of them changes. The answers of the base are remembered, so that other designs can be
 * compared with it.
 */
public final class Against {
    /** Bounds on the states of a search, one after the other: what one leaves open is asked again with the next, while time is left. */
    public static final ImmutableList<Integer> STATES = ImmutableList.of(10_000, 100_000);
    /** The longest that all of it takes, where the user says nothing. */
    public static final Duration TIME = Duration.ofSeconds(15);

    private final ImmutableList<SpaceSearch> searches;
    private final BooleanSupplier stopped;
    private final LongSupplier nanoClock;
    private final Map<List<Object>, Decision> known = new HashMap<>();

    /**
     * A comparison.
     *
     * @param searches at least one; each is for what has no answer from those before it, while time is left. The first one asks everything;
     *     then the others ask what the claims of the base ask, and last the rest. The base comes first each time, because without it no
     *     answer says what changed
     * @param stopped whether the user wants it to end
     */
    public Against(List<? extends SpaceSearch> searches, BooleanSupplier stopped, LongSupplier nanoClock) {
        this.searches = ImmutableList.copyOf(searches);
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
        List<SpaceSearch> larger = searches.subList(1, searches.size());
        askBoth(points, searches.subList(0, 1), List.of(true, false), decided, end);
        askBoth(points, larger, List.of(true), decided, end);
        askBoth(points, larger, List.of(false), decided, end);
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
                                    side(decided.get(ofDesign(points, point)), missing))
                            : new Change(point, cannot(point.baseCannot()), cannot(point.designCannot())));
        }
        return new Changes(points, changes.build());
    }

    /** A question that a point asks of one of the designs; null if the answer is known. */
    private interface Asking {
        @Nullable
        Question of(Points points, Point point);
    }

    private void askBoth(
            Points points, List<SpaceSearch> some, List<Boolean> firsts, Map<Question, Decision> decided, long end) {
        ask(points, some, firsts, this::ofBase, decided, end);
        ask(points, some, firsts, Against::ofDesign, decided, end);
    }

    /** Asks what has no answer yet, with each search in turn. */
    private void ask(
            Points points,
            List<SpaceSearch> some,
            List<Boolean> firsts,
            Asking asking,
            Map<Question, Decision> decided,
            long end) {
        for (SpaceSearch search : some) {
            for (boolean first : firsts) {
                List<Question> open = points.all().stream()
                        .filter(point -> point.isPossible() && point.first() == first)
                        .flatMap(point -> Stream.ofNullable(asking.of(points, point)))
                        .filter(question -> isOpen(decided.get(question)))
                        .toList();
                if (!SmallestFirst.hasFailed(decided.values())) {
                    decided.putAll(new SmallestFirst(search, stopped, nanoClock).decide(open, end));
                }
            }
        }
    }

    private static boolean isOpen(@Nullable Decision decision) {
        return decision == null || decision.found() == Verdict.UNDECIDED;
    }

    private @Nullable Question ofBase(Points points, Point point) {
        return known.containsKey(key(points, point)) ? null : question(points, points.base(), point);
    }

    private static Question ofDesign(Points points, Point point) {
        return question(points, points.design(), point);
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
