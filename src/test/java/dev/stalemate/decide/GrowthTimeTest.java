package dev.stalemate.decide;

import static dev.stalemate.toy.Mutex.Way.IMPATIENT;
import static dev.stalemate.toy.Mutex.Way.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Verdict;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.ClaimSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How growing scopes share the time that they are given, by a clock of the test's own. */
class GrowthTimeTest {
    private static final ClaimSpec HOLDS = new ClaimSpec("X1", RIGHT, "exclusive", Verdict.HOLDS, null);
    private static final ClaimSpec BREAKS_AT_THREE = new ClaimSpec("X2", IMPATIENT, "exclusive", Verdict.HOLDS, null);

    @Test
    void timeIsSharedFairlyAndWhatIsNotNeededGoesToTheOthers() {
        Mutex mutex = new Mutex(List.of(HOLDS, BREAKS_AT_THREE));
        List<Question> questions = mutex.claims().stream().map(Question::of).toList();
        Exhaustive search = new Exhaustive(SearchOptions.standard(), Listener.SILENT);
        long[] now = {0};
        List<Long> given = new ArrayList<>();
        GrowingScopes scopes = new GrowingScopes(
                (shared, most) -> {
                    given.add(most.toSeconds());
                    now[0] += Duration.ofSeconds(10).toNanos();
                    return search.decide(shared, Duration.ofDays(1));
                },
                () -> false,
                Duration.ofSeconds(50),
                () -> now[0]);
        Map<Question, Decision> decided = scopes.decide(questions);
        // Own scopes may take all the time; then 30 s are left for two: 15 s for the first one's three and four
        // processes, and the rest.
        assertThat(given).containsExactly(50L, 40L, 15L, 5L, 10L);
        assertThat(decided.values())
                .extracting(d -> String.valueOf(d.reach()))
                .satisfiesExactly(
                        first -> assertThat(first).contains("size=processes=4").contains("as large as it gets"),
                        second -> assertThat(second).contains("violated at processes=3"));
    }

    @Test
    void noSearchIsBegunOnceTheTimeIsSpent() {
        Mutex mutex = new Mutex(List.of(HOLDS));
        List<Question> questions = mutex.claims().stream().map(Question::of).toList();
        Exhaustive search = new Exhaustive(SearchOptions.standard(), Listener.SILENT);
        long[] now = {0};
        Map<Question, Decision> decided = new GrowingScopes(
                        (shared, most) -> {
                            now[0] += Duration.ofSeconds(10).toNanos();
                            return search.decide(shared, Duration.ofDays(1));
                        },
                        () -> false,
                        Duration.ofSeconds(20),
                        () -> now[0])
                .decide(questions);
        assertThat(decided.values()).singleElement().satisfies(d -> assertThat(String.valueOf(d.reach()))
                .contains("size=processes=3")
                .contains("time ran out before processes=4"));
    }
}
