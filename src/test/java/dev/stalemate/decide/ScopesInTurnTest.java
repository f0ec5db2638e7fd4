package dev.stalemate.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Growth;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.ClaimSpec;
import dev.stalemate.toy.Mutex.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which scopes are asked, in which order, and what is made of the answers. */
class ScopesInTurnTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Exhaustive search = new Exhaustive(SearchOptions.standard(), Listener.SILENT);
    private final ModelSystem mutex = new Mutex();
    private final Question question = Question.of(
            mutex,
            Way.RIGHT,
            List.of(mutex.scope("processes=4"), mutex.scope("small"), mutex.scope("processes=3")),
            "exclusive");
    private final long[] now = {0};

    /** What is made of it by a search that takes ten seconds for each scope. */
    private Decision within(int seconds, SpaceSearch each) {
        EveryScope scopes = new EveryScope(
                (shared, most) -> {
                    now[0] += Duration.ofSeconds(10).toNanos();
                    return each.decide(shared, DAY);
                },
                () -> false,
                Duration.ofSeconds(seconds),
                () -> now[0]);
        return Objects.requireNonNull(scopes.decide(List.of(question)).get(question));
    }

    @Test
    void theLargestScopeSpeaksForThoseWhereItHolds() {
        Decision decision = within(60, search);
        assertThat(decision.found()).isEqualTo(Verdict.HOLDS);
        assertThat(decision.effort().states()).isEqualTo(48);
        assertThat(decision.note())
                .isEqualTo("asked at 3 scopes: holds at small, small,processes=3, small,processes=4");
    }

    @Test
    void scopesThatTimeLeavesOutAreNamedAndThereIsNoVerdict() {
        Decision decision = within(15, search);
        assertThat(decision.found()).isEqualTo(Verdict.UNDECIDED);
        assertThat(decision.note())
                .isEqualTo("asked at 2 scopes: holds at small, small,processes=3;"
                        + " not asked at 1 larger scope: time ran out");
    }

    @Test
    void oneFailureOfADesignIsEnough() {
        Decision decision = within(60, (shared, most) -> shared.stream()
                .map(q -> q.undecided(q.model(), Exhaustive.FAILED))
                .toList());
        assertThat(decision.found()).isEqualTo(Verdict.UNDECIDED);
        assertThat(decision.note()).endsWith("; not asked at 2 larger scopes: one failure is enough");
    }

    @Test
    void settingsGrowByTurns() {
        Mutex growing = new Mutex(List.of(new ClaimSpec("X1", Way.RIGHT, "exclusive", Verdict.HOLDS, null))) {
            @Override
            public List<Growth> larger(Scope scope) {
                List<Growth> growths = new ArrayList<>();
                for (String name : List.of("processes", "tags")) {
                    settings().stream()
                            .filter(setting -> setting.name().equals(name))
                            .forEach(setting -> Growth.byOne(growths, setting, Integer.parseInt(scope.text(setting))));
                }
                return growths;
            }
        };
        List<String> asked = new ArrayList<>();
        Map<Question, Decision> decided = new GrowingScopes(
                        (shared, most) -> {
                            asked.add(shared.get(0).scope().toString());
                            now[0] += Duration.ofSeconds(10).toNanos();
                            return search.decide(shared, DAY);
                        },
                        () -> false,
                        Duration.ofSeconds(40),
                        () -> now[0])
                .decide(growing.claims().stream().map(Question::of).toList());
        assertThat(asked).containsExactly("", "processes=3", "processes=3,tags=1", "processes=4,tags=1");
        assertThat(decided.values()).singleElement().satisfies(d -> assertThat(String.valueOf(d.reach()))
                .contains("size=processes=4,tags=1"));
    }

    @Test
    void aSearchTakesNoLongerThanItIsGiven() {
        List<Question> small = List.of(Question.of(mutex.claims().get(0)));
        assertThat(search.decide(small, DAY)).extracting(Decision::found).containsExactly(Verdict.HOLDS);
        assertThat(search.decide(small, Duration.ZERO))
                .extracting(Decision::found)
                .containsExactly(Verdict.UNDECIDED);
    }

    @Test
    void smallScopesComeFirst() {
        ModelSystem nested = Systems.catalogue().system("nested-ept");
        assertThat(LawsAtScope.of(nested, nested.design("patch-2010")))
                .hasSizeGreaterThan(10)
                .extracting(LawsAtScope::bits)
                .isSorted();
    }
}
