package dev.stalemate.systems.pfncache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.systems.DesignPairs;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** KVM's map cache: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class PfnCacheTest extends DesignPairs {
    private static final PfnCacheSystem SYSTEM = new PfnCacheSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("fresh-is-the-guests", "users=2", "linux-5.17", "serialized"),
            new Pair("fresh-is-the-guests", "users=2", "invalid-meanwhile", "linux-6.0"),
            new Pair("fresh-is-the-guests", "users=1", "keeps-old-page", "linux-5.17"),
            new Pair("fresh-is-the-guests", "users=2", "keeps-old-page-serialized", "serialized"),
            new Pair("no-retained-mapping", "references=off", "linux-5.17", "serialized"),
            new Pair("fresh-has-page", "users=2", "serialized", "linux-6.0"));

    PfnCacheTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            users=5 | 5 is not within 1 to 4
            changes=0 | 0 is not within 1 to 6
            pins=on | no scope setting 'pins'
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        assertThatThrownBy(() -> SYSTEM.model(SYSTEM.designs().get(0), SYSTEM.scope(scope)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            small | refresh look-up store change-slot give-to-another-guest other-guest-writes
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
            H30 | change-slot, refresh 0, look-up 0, change-slot, refresh 1, store 0 \
                | the cache counts as fresh and has mfn 1, which the guest has given up
            H30f | change-slot, refresh 0 | the cache counts as fresh and has no page
            H30h | change-slot, refresh 0 | the cache counts as fresh and has mfn 0, which the guest has given up
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }
}
