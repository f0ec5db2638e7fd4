package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Litmus;
import dev.stalemate.toy.Mutex;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The outcomes of races on the command line, and how the tool ends. */
class LitmusCommandTest {
    private static final Tool ALL = Tool.ofEverySystem();

    @Test
    void listsEveryRaceWithoutAName() {
        Tool.Result result = ALL.run("litmus");
        assertThat(result.code()).isZero();
        assertThat(result.out().lines().filter(line -> line.startsWith("zap-list-")))
                .hasSizeGreaterThanOrEqualTo(8)
                .anyMatch(line -> line.matches("zap-list-end-unlocked .* 1 reached, as recorded"))
                .anyMatch(line -> line.matches("zap-list-end .* none"));
    }

    @Test
    void listsEveryOutcomeOfARace() {
        Tool.Result result = ALL.run("litmus", "zap-list-search-unlocked", "zap-list-search");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .isEqualTo(
                        """
                zap-list-search-unlocked: the same, with the search outside the lock
                found  read after free  runs  verdict     why
                1      0                  16  ACCEPTABLE  the range still waits
                1      1                   9  FORBIDDEN   vcpu 1 compares its range with one that was freed; as recorded
                0      0                   6  ACCEPTABLE  the range has been taken, so vcpu 1 queues its own
                31 runs through 27 states

                zap-list-search: a vCPU searches the list while the zapper takes a range from it, and frees it
                found  read after free  runs  verdict     why
                1      0                   1  ACCEPTABLE  the range still waits
                0      0                   5  ACCEPTABLE  the range has been taken, so vcpu 1 queues its own
                6 runs through 22 states
                """);
    }

    @Test
    void saysTheSameAsJson() throws JsonProcessingException {
        JsonNode races = new ObjectMapper()
                .readTree(
                        ALL.run("litmus", "zap-list-adders-unlocked", "--json").out());
        assertThat(races).hasSize(1);
        assertThat(races.at("/0/name").asText()).isEqualTo("zap-list-adders-unlocked");
        assertThat(races.at("/0/asRecorded").asBoolean()).isTrue();
        assertThat(races.at("/0/outcomes")).anySatisfy(outcome -> {
            assertThat(outcome.at("/verdict").asText()).isEqualTo("FORBIDDEN");
            assertThat(outcome.at("/values/do-zap 0").asText()).isEqualTo("1");
            assertThat(outcome.at("/runs").asLong()).isPositive();
        });
    }

    @Test
    void endsWith12WhereAForbiddenOutcomeIsReachedThatIsNotRecorded() {
        Tool planted = new Tool(new Mutex() {
            @Override
            public List<Litmus> litmus() {
                return List.of(Litmus.of("planted", "one stops another", race -> {
                    IntField lock = race.flag("lock");
                    race.program("cpu 0").step("take", s -> lock.set(s, 0, 1));
                    race.program("cpu 1").when("wait", s -> !lock.is(s, 0), s -> {});
                    race.shows(lock);
                    race.otherwise("cpu 1 comes first");
                }));
            }
        });
        Tool.Result all = planted.run("litmus");
        assertThat(all.code()).isEqualTo(12);
        assertThat(all.out()).contains("1 reached, not as recorded");
        Tool.Result one = planted.run("litmus", "planted");
        assertThat(one.code()).isEqualTo(12);
        assertThat(one.out()).contains("FORBIDDEN   a program waits for ever (cpu 1 at wait)");
    }

    @Test
    void anUnknownRaceIsAMistake() {
        Tool.Result result = ALL.run("litmus", "store-buffer");
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).startsWith("stalemate: no race 'store-buffer'; there are [zap-list-end, ");
    }

    @Test
    void replayTellsLanesOrAList() {
        String file = "counterexamples/zap-list/K15j-no-wait.json";
        assertThat(ALL.run("replay", file).out()).contains("vCPU 0  ", " | vCPU 1\n");
        assertThat(ALL.run("replay", "--list", file).out())
                .contains("  (1) update vcpu=0 ranges=0\n")
                .doesNotContain(" | ");
    }
}
