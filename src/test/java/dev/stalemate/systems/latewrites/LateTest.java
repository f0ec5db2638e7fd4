package dev.stalemate.systems.latewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accesses in flight: each property fails for a design that is wrong and holds for one that is not, and what a completion waits for. */
class LateTest extends DesignPairs {
    private static final LateSystem SYSTEM = new LateSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-late-write", "erratum=on", "arm-once", "arm-one-more"),
            new Pair("no-late-write", "erratum=on,pages=2", "arm-only-wait", "arm-each-twice"),
            new Pair("no-late-write", "reads=on", "vtd-no-drain", "vtd-drains-writes"),
            new Pair("no-late-read", "reads=on", "vtd-drains-writes", "vtd-drains"));

    LateTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"erratum=on", "reads=on"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            agents=0 | 0 is not within 1 to 3
            pages=4 | 4 is not within 1 to 3
            erratum=maybe | scope setting erratum
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H80 | write 0 0, remove, invalidate, wait, free, give-to-another-guest 0, other-guest-writes 0, write-takes-effect 0
            H80e | write 0 0, remove, invalidate, repeat, wait-again, free, give-to-another-guest 0, other-guest-writes 0, \
            write-takes-effect 0
            H80h | read 0 0, remove, invalidate, wait, free, give-to-another-guest 0, other-guest-writes 0, read-returns 0
            H81 | write 0 0, remove, invalidate, wait, free, give-to-another-guest 0, other-guest-writes 0, write-takes-effect 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id))
                .isEqualTo(steps.replace("remove,", "remove 0,")
                        .replace("invalidate,", "invalidate 0,")
                        .replace("wait,", "wait 0,")
                        .replace("repeat,", "repeat 0,")
                        .replace("wait-again,", "wait-again 0,")
                        .replace("free,", "free 0,"));
    }

    @Test
    void anExplanationNamesTheFrameOrTheAgent() {
        assertThat(checks.details("H80"))
                .containsExactly(
                        "a write that was in flight has taken effect in mfn 0, over what the other guest wrote");
        assertThat(checks.details("H81d"))
                .containsExactly("a read of agent 0 that was in flight has returned what the other guest wrote");
    }

    @Test
    void aWaitIsOverBeforeAWriteOnlyWithTheErratum() {
        String[] toWait = {"write 0 0", "remove 0", "invalidate 0"};
        assertThat(canTake(checks.model("arm-once", "erratum=on"), "wait", toWait))
                .isTrue();
        assertThat(canTake(checks.model("arm-once", "agents=1"), "wait", toWait))
                .isFalse();
        assertThat(canTake(checks.model("x86-interrupts", "erratum=on"), "wait", toWait))
                .isFalse();
        assertThat(canTake(checks.model("vtd-no-drain", "agents=1"), "wait", toWait))
                .isTrue();
    }

    @Test
    void anotherInvalidationMakesItWait() {
        String[] steps = {"write 0 0", "remove 0", "invalidate 0", "wait 0", "repeat 0"};
        assertThat(canTake(checks.model("arm-one-more", "erratum=on"), "wait-again", steps))
                .isFalse();
    }

    private static boolean canTake(Model model, String action, String... before) {
        long[] s = SystemChecks.after(model, before);
        return model.actions().stream()
                .filter(each -> each.name().equals(action))
                .findFirst()
                .orElseThrow()
                .guard()
                .test(s, new long[] {0});
    }
}
