package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.LocalWalks;
import dev.stalemate.decide.Question;
import dev.stalemate.decide.RandomSearch;
import dev.stalemate.decide.Violations;
import dev.stalemate.decide.Violations.Distinct;
import dev.stalemate.decide.Walking;
import dev.stalemate.search.walk.ActionWeights;
import dev.stalemate.toy.Mutex;
import dev.stalemate.trace.Trace;
import dev.stalemate.trace.ViolationShape;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a campaign's violations look like. */
class ViolationsReportTest {
    private static final Question BROKEN = Question.of(new Mutex().claims().get(1));
    private static final Decision DECISION = decision();

    private static Decision decision() {
        Walking walking = new Walking(1, 1_000, 30, ActionWeights.EVEN, Duration.ofDays(1));
        return Objects.requireNonNull(
                new RandomSearch(walking, false, new LocalWalks(walking, false, 1, Listener.SILENT), Listener.SILENT)
                        .decide(List.of(BROKEN))
                        .get(BROKEN));
    }

    private static Violations violations(long more, long moreWalks) {
        Trace trace = Objects.requireNonNull(DECISION.trace());
        return new Violations(
                1_234 + moreWalks,
                ImmutableList.of(
                        new Distinct(new ViolationShape(List.of("a=1", "b=2: f()")), 1_234, 41, trace),
                        new Distinct(new ViolationShape(List.of("a=1")), 0, Violations.NO_WALK, trace)),
                more,
                moreWalks);
    }

    private static ViolationsReport report(Violations violations) {
        return new ViolationsReport(List.of(DECISION), decision -> violations);
    }

    @Test
    void listsEachWayWithItsRun() {
        String text = report(violations(0, 0)).text(Table.ANY_WIDTH, Style.PLAIN);
        assertThat(text.replaceAll("of [0-9,]+ walks?", "of ? walks"))
                .isEqualTo(
                        """

                        Ways to violate
                        M1b: 1,234 of ? walks violate it in one way
                        walks  first  what is wrong  steps  smallest run
                        1,234     42  a=1; b=2: f()      4  want process=1; want process=0; enter process=1; enter process=0
                            0         a=1                4  want process=1; want process=0; enter process=1; enter process=0
                        """);
    }

    @Test
    void saysWhatIsNotListed() {
        assertThat(report(violations(3, 8)).text(Table.ANY_WIDTH, Style.PLAIN))
                .contains("M1b: 1,242 of ")
                .contains("violate it in 4 ways; 8 walks of ways that were not shrunk\n");
    }

    @Test
    void saysNothingWhereNothingIsViolated() {
        assertThat(report(Violations.NONE).text(80, Style.PLAIN)).isEmpty();
        ArrayNode claims = JsonNodeFactory.instance.arrayNode();
        claims.addObject();
        report(Violations.NONE).fill(claims);
        assertThat(claims).hasToString("[{}]");
    }

    @Test
    void writesItsJson() {
        ArrayNode claims = JsonNodeFactory.instance.arrayNode();
        claims.addObject();
        report(violations(3, 8)).fill(claims);
        String run = "[\"want process=1\",\"want process=0\",\"enter process=1\",\"enter process=0\"]";
        assertThat(claims)
                .hasToString("[{\"violations\":{\"walks\":1242,\"distinct\":["
                        + "{\"shape\":[\"a=1\",\"b=2: f()\"],\"walks\":1234,\"firstWalk\":42,\"counterexample\":" + run
                        + "},{\"shape\":[\"a=1\"],\"walks\":0,\"firstWalk\":null,\"counterexample\":" + run
                        + "}],\"more\":3,\"moreWalks\":8}}]");
    }
}
