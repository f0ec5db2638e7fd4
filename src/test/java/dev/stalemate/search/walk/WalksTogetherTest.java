package dev.stalemate.search.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Domain;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Subject;
import dev.stalemate.search.walk.RandomWalks.Result;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What walks find is the same on any number of threads. */
class WalksTogetherTest {
    private static final int HIGH = 14;

    /** A counter that is high only after many steps without a reset; at the top, code may fail. */
    private static Subject climber(boolean fails) {
        Layout.Builder b = new Layout.Builder();
        IntField count = b.number("count", HIGH + 2, Integer::toString);
        Action up = Action.named("up")
                .when((s, a) -> count.get(s, 0) < HIGH)
                .then((s, a) -> count.set(s, 0, count.get(s, 0) + 1));
        Action reset = Action.named("reset").then((s, a) -> count.set(s, 0, 0));
        Action top = Action.named("top")
                .when((s, a) -> count.get(s, 0) == HIGH - 1)
                .then((s, a) -> count.set(s, 0, fails ? 99 : 0));
        Law law = Law.always("low", Law.Breaks.SPEED, "")
                .where(s -> count.get(s, 0) > 3)
                .holds(s -> count.get(s, 0) < HIGH);
        return subject(b, List.of(up, reset, top), law);
    }

    /** At full width each walk has a palette of its own, on whatever thread it is taken. */
    private static Subject wide() {
        Layout.Builder b = new Layout.Builder();
        LongField register = b.values("register", new long[0]);
        Domain any = Domain.wide(new Domain.Wide(v -> true, RandomGenerator::nextLong, v -> List.of()));
        Action write = Action.named("write").over("value", any).then((s, a) -> register.set(s, 0, a[0]));
        return subject(b, List.of(write), Toys.never("rare", s -> (register.get(s, 0) & 0xfff) == 0xabc));
    }

    private static Subject subject(Layout.Builder b, List<Action> actions, Law law) {
        Model model = Toys.model(b, actions, law);
        return new Subject(model, model.laws());
    }

    private static RandomWalks walks(Supplier<Subject> subjects, ActionWeights odds, long seed, int threads) {
        Subject own = subjects.get();
        return new RandomWalks(own.model(), own.laws().get(0), odds, seed, 40).on(threads, subjects);
    }

    private static void sameOnAnyNumber(Supplier<Subject> subjects, ActionWeights odds, long fewest, long most) {
        long furthest = 0;
        for (long seed = 0; seed < 6; seed++) {
            Result one = walks(subjects, odds, seed, 1).run(most, Limits.none(), Monitor.SILENT);
            furthest = Math.max(furthest, one.walks());
            for (int threads = 2; threads <= 4; threads++) {
                Result several = walks(subjects, odds, seed, threads).run(most, Limits.none(), Monitor.SILENT);
                assertThat(several.outcome().verdict()).isEqualTo(one.outcome().verdict());
                assertThat(several.outcome().steps())
                        .hasToString(one.outcome().steps().toString());
                assertThat(several.outcome().premiseHeld())
                        .isEqualTo(one.outcome().premiseHeld());
                assertThat(several.counts()).isEqualTo(one.counts());
            }
        }
        assertThat(furthest).isGreaterThan(fewest);
    }

    @Test
    void aViolationIsFoundInTheSameWalk() {
        sameOnAnyNumber(() -> climber(false), ActionWeights.EVEN, 1000, 1_000_000);
    }

    @Test
    void aSwarmLeavesOutTheSame() {
        sameOnAnyNumber(() -> climber(false), new ActionWeights(Map.of("up", 0.0), true), 899, 900);
    }

    @Test
    void walksAtFullWidthFindIt() {
        sameOnAnyNumber(WalksTogetherTest::wide, ActionWeights.EVEN, 1000, 1_000_000);
    }

    @Test
    void walksThatFindNothingAreAllTaken() {
        sameOnAnyNumber(() -> climber(false), new ActionWeights(Map.of("reset", 3.0), false), 899, 900);
    }

    @Test
    void codeFailsOnTheSameStep() {
        for (int threads : new int[] {1, 3}) {
            assertThatThrownBy(() -> walks(() -> climber(true), ActionWeights.EVEN, 3, threads)
                            .run(1_000_000, Limits.none(), Monitor.SILENT))
                    .isInstanceOf(DesignException.class)
                    .hasMessage(failure());
        }
    }

    private static String failure() {
        try {
            Result result =
                    walks(() -> climber(true), ActionWeights.EVEN, 3, 1).run(1_000_000, Limits.none(), Monitor.SILENT);
            throw new AssertionError(result);
        } catch (DesignException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** The user ends it in the middle of a round; what was done up to there counts. */
    @Test
    void theUserEndsIt() {
        AtomicLong left = new AtomicLong(400);
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return left.decrementAndGet() < 0;
            }
        };
        ActionWeights never = new ActionWeights(Map.of("up", 0.0), false);
        Result result = walks(() -> climber(false), never, 1, 2).run(1_000_000_000, Limits.none(), monitor);
        assertThat(result.interrupted()).isTrue();
        assertThat(result.outcome().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(result.walks()).isBetween(100L, 999_999_999L);
        WalkCounts same = walks(() -> climber(false), never, 1, 1)
                .run(result.walks(), Limits.none(), Monitor.SILENT)
                .counts();
        assertThat(result.counts()).isEqualTo(same);
    }

    /** A violation that one thread came to is told, even if the run ended meanwhile: then the walks before it are taken. */
    @Test
    void aViolationThatIsKnownIsTold() {
        Result one =
                walks(() -> climber(false), ActionWeights.EVEN, 0, 1).run(1_000_000, Limits.none(), Monitor.SILENT);
        AtomicBoolean met = new AtomicBoolean();
        AtomicBoolean stopped = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        Supplier<Subject> telling = () -> {
            Subject plain = climber(false);
            Law law = plain.laws().get(0);
            Law.Condition holds = s -> {
                boolean held = law.holds().test(s);
                met.compareAndSet(false, !held);
                // The other thread's walk has not ended when the caller learns that the run has.
                for (int i = 0;
                        i < 50
                                && !held
                                && !stopped.get()
                                && !Thread.currentThread().equals(caller);
                        i++) {
                    LockSupport.parkNanos(1_000_000);
                }
                return held;
            };
            Law told =
                    Law.always("low", Law.Breaks.SPEED, "").where(law.premise()).holds(holds);
            return new Subject(plain.model(), List.of(told));
        };
        Monitor monitor = new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                stopped.compareAndSet(false, met.get());
                return stopped.get();
            }
        };
        for (int i = 0; i < 20; i++) {
            met.set(false);
            stopped.set(false);
            Result result = walks(telling, ActionWeights.EVEN, 0, 2).run(1_000_000, Limits.none(), monitor);
            assertThat(result.outcome().steps())
                    .hasToString(one.outcome().steps().toString());
            assertThat(result.counts()).isEqualTo(one.counts());
        }
    }

    @Test
    void otherModelsAreBuiltOnlyIfTheFirstWalksFindNothing() {
        AtomicLong built = new AtomicLong();
        Supplier<Subject> counting = () -> {
            built.incrementAndGet();
            return climber(false);
        };
        walks(counting, new ActionWeights(Map.of("reset", 0.0, "top", 0.0), false), 1, 2)
                .run(1000, Limits.none(), Monitor.SILENT);
        assertThat(built.get()).isEqualTo(1);
        walks(counting, new ActionWeights(Map.of("up", 0.0), false), 1, 3).run(1000, Limits.none(), Monitor.SILENT);
        assertThat(built.get()).isEqualTo(4);
    }
}
