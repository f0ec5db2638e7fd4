package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.toy.Mutex;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a random search says of walks that find nothing, and where it walks first. */
class RandomSearchTest {
    private static final Walking WALKING = new Walking(1, 100, 5, ActionWeights.EVEN, Duration.ofMinutes(5));

    private final Mutex mutex = new Mutex();
    private final Question holds = Question.of(mutex.claims().get(0));

    /** Ends what it listens to once it was asked so often. */
    private static Listener stopping(int looks) {
        AtomicInteger left = new AtomicInteger(looks);
        return Listener.of(new Monitor() {
            @Override
            public void progress(Snapshot snapshot) {}

            @Override
            public boolean stopped() {
                return left.decrementAndGet() < 0;
            }
        });
    }

    private Decision decision(Question question, boolean wideFirst, Listener listener) {
        return List.copyOf(new RandomSearch(WALKING, wideFirst, listener)
                        .decide(List.of(question))
                        .values())
                .get(0);
    }

    @Test
    void walksThatAreInterruptedAreNotClean() {
        assertThat(decision(holds, false, Listener.SILENT).clean()).isTrue();
        assertThat(decision(holds, false, stopping(1)).clean()).isFalse();
    }

    @Test
    void aDesignOfTheUsersIsTriedAtFullWidthFirst() {
        Question own = new Question(
                null, false, mutex, mutex.design("right"), ImmutableList.of(mutex.scope("small")), "nobody-wants");
        assertThat(decision(own, true, Listener.SILENT).model().scope().text(Mutex.WIDE))
                .isEqualTo("on");
        assertThat(decision(own, false, Listener.SILENT).model().scope().text(Mutex.WIDE))
                .isEqualTo("off");
    }
}
