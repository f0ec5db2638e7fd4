package dev.stalemate.systems.guesttlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.systems.DesignPairs;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests' flushes: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class GuestTlbTest extends DesignPairs {
    private static final GuestTlbSystem SYSTEM = new GuestTlbSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("gone-after-flush", "vpid=off,requests=off,cpus=2", "flushes-root-left", "flushes-root-loaded"),
            new Pair("gone-after-flush", "vpid=off,requests=off", "flushes-l1-at-entry", "flushes-root-left"),
            new Pair("gone-after-flush", "contexts=2", "request-outlives-level", "linux-5.16"),
            new Pair("gone-after-flush", "cpus=2", "flushes-root-loaded", "linux-5.16"),
            new Pair("own-translations", "contexts=3,shadow=on", "vpid-flushes-hardware", "linux-5.16"),
            new Pair("own-translations", "contexts=3", "vpid-flushes-nothing", "vpid-flushes-hardware"),
            new Pair("own-translations", "contexts=1,vcpus=2", "arm-vmid", "arm-last-vcpu"),
            new Pair("own-translations", "contexts=1,vcpus=2", "arm-flushes-migration", "arm-last-vcpu"));

    GuestTlbTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            contexts=3,vpid=off | scope setting contexts: two VPIDs of L2 need vpid=on
            contexts=4 | 4 is not within 1 to 3
            shadow=yes | 'yes' is neither on nor off
            tags=2 | no scope setting 'tags'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | enter touch change-table exit request-flush switch
            contexts=1 | enter touch change-table exit request-flush
            requests=off | enter touch change-table exit switch
            """)
    void aScopeLeavesOutWhatItDoesWithout(String scope, String actions) {
        String first = SYSTEM.designs().get(0).name();
        assertThat(checks.actions(first, scope)).isEqualTo(actions);
    }

    /** The shortest run of each, and what is said of its end. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H29 | enter 0 0, touch 0 0, exit 0, enter 1 0 \
                | vCPU 1 runs guest on CPU 0, whose TLB has for page 0: vcpu 0's guest old; a walk would give: vcpu 1's guest old
            H17 | enter 0 0, touch 0 0, change-table 0 L1 0, request-flush 0, switch 0 L2, enter 0 0, exit 0, switch 0 L1, enter 0 0 \
                | vCPU 0 runs L1 on CPU 0, whose TLB has for page 0: L1 old, flushed; a walk would give: L1 new
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }
}
