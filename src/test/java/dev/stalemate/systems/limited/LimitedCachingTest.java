package dev.stalemate.systems.limited;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.DesignPairs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory that becomes uncached: the property fails for a design that is wrong and holds for one that is not. */
class LimitedCachingTest extends DesignPairs {
    private static final LimitedCachingSystem SYSTEM = new LimitedCachingSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("reads-last-written", "cpus=2", "one-cpu", "where-needed"),
            new Pair("reads-last-written", "builds=on", "where-needed", "at-start"),
            new Pair("reads-last-written", "emulates=on", "at-entry", "at-entry-all"),
            new Pair("reads-last-written", "self-snoop=on,device=on", "forgets-devices", "where-needed"));

    LimitedCachingTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            cpus=0 | 0 is not within 1 to 4
            builds=maybe | scope setting builds
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H85b | enter, guest-writes 1, exit, move 1, make-uncached, enter
            H85f | xen-writes 1, make-uncached, start, enter
            H85g | make-uncached, xen-writes 1, start, enter
            H85k | make-uncached, xen-writes 1, move 1, enter
            """)
    void theShortestCounterexampleIsTheStory(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationSaysWhatIsRead() {
        assertThat(checks.details("H85")).containsExactly("written last: 1; the guest reads: 0");
        assertThat(checks.details("H85m")).containsExactly("written last: 1; the guest reads: 1; the device reads: 0");
    }
}
