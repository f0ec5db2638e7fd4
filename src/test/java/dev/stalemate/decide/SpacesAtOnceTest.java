package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.DesignException;
import dev.stalemate.search.Monitor.Snapshot;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several spaces at once are searched as one after the other. */
class SpacesAtOnceTest {
    private static final int SMALL = 10;

    private final List<List<Question>> spaces = Question.bySpace(questions("K12"));
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private static List<Question> questions(String id) {
        return Systems.catalogue().claims(id).stream().map(Question::of).toList();
    }

    private final Listener listener = new Listener() {
        @Override
        public void begin(String what, String unit) {
            told.add("begin " + what);
        }

        @Override
        public void progress(Snapshot snapshot) {
            told.add("at " + snapshot.states());
        }

        @Override
        public boolean stopped() {
            return false;
        }

        @Override
        public void failed(DesignException why) {
            throw why;
        }

        @Override
        public void lost(IOException why, String consequence) {
            told.add("lost " + why.getMessage());
        }
    };

    private static List<Decision> undecided(List<Question> space) {
        return space.stream().map(q -> q.undecided(q.model(), q.name())).toList();
    }

    private static String text(Map.Entry<Question, Decision> entry) {
        Decision d = entry.getValue();
        return entry.getKey().name() + " " + d.id() + " " + d.found() + " "
                + d.effort().states() + " "
                + d.effort().transitions() + " " + d.vacuous() + " " + d.note() + " "
                + (d.trace() == null ? "" : d.trace().steps());
    }

    @Test
    void theThreadsMakeNoDifference() {
        List<Question> all = new ArrayList<>(questions("R7"));
        all.addAll(questions("H85"));
        all.addAll(questions("K16"));
        List<List<String>> found = new ArrayList<>();
        for (int threads : List.of(1, 4)) {
            SearchOptions options = SearchOptions.standard().withThreads(threads);
            found.add(new Exhaustive(options, Listener.SILENT)
                    .decide(all).entrySet().stream().map(SpacesAtOnceTest::text).toList());
        }
        assertThat(found.get(1)).isEqualTo(found.get(0)).hasSameSizeAs(all);
    }

    /** Those that are found last stand in their places, and what goes wrong is told in that order. */
    @Test
    void theOrderIsThatOfTheSpaces() {
        AtomicInteger left = new AtomicInteger(spaces.size());
        Map<Question, Decision> decided = new SpacesAtOnce(spaces.size(), SMALL, listener, own -> (space, most) -> {
                    left.decrementAndGet();
                    own.begin(space.get(0).name(), "states");
                    own.progress(new Snapshot(SMALL, 1, 1, 1, 1, 1));
                    // The first is the last that ends.
                    while (space == spaces.get(0) && left.get() > 0) {
                        Thread.onSpinWait();
                    }
                    own.lost(new IOException(space.get(0).name()), "");
                    return undecided(space);
                })
                .decide(spaces, Duration.ofDays(1));
        List<String> names =
                spaces.stream().map(space -> "lost " + space.get(0).name()).toList();
        assertThat(names).hasSizeGreaterThan(3);
        assertThat(told).isEqualTo(names);
        assertThat(List.copyOf(decided.keySet()))
                .isEqualTo(spaces.stream().flatMap(List::stream).toList());
        decided.forEach((question, decision) -> assertThat(decision.note()).isEqualTo(question.name()));
    }

    @Test
    void oneLargeSpaceAtATime() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Map<Question, Decision> decided = new SpacesAtOnce(4, SMALL, listener, own -> (space, time) -> {
                    own.begin(space.get(0).name(), "states");
                    own.progress(new Snapshot(SMALL + 1, 1, 1, 1, 1, 1));
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    List<Decision> decisions = undecided(space);
                    own.progress(new Snapshot(SMALL + 2, 1, 1, 1, 1, 1));
                    inside.decrementAndGet();
                    return decisions;
                })
                .decide(spaces, Duration.ofDays(1));
        assertThat(decided).hasSize(spaces.stream().mapToInt(List::size).sum());
        assertThat(most).hasValue(1);
        assertThat(told).hasSize(3 * spaces.size());
        for (int i = 0; i < told.size(); i += 3) {
            assertThat(told.get(i)).startsWith("begin ");
            assertThat(told.subList(i + 1, i + 3)).containsExactly("at 11", "at 12");
        }
    }

    @Test
    void whatIsThrownIsThatOfTheFirstSpaceAndEndsTheOthers() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(spaces.size() - 2);
        CountDownLatch others = new CountDownLatch(spaces.size() - 2);
        assertThatThrownBy(() -> new SpacesAtOnce(spaces.size(), SMALL, listener, own -> (space, most) -> {
                            int place = spaces.indexOf(space);
                            if (place < 2) {
                                while (begun.getCount() > 0) {
                                    Thread.onSpinWait();
                                }
                                throw new QuestionException("of " + place);
                            }
                            begun.countDown();
                            while (!own.stopped()) {
                                Thread.onSpinWait();
                            }
                            others.countDown();
                            return undecided(space);
                        })
                        .decide(spaces, Duration.ofDays(1)))
                .isInstanceOf(QuestionException.class)
                .hasMessage("of 0");
        others.await();
    }
}
