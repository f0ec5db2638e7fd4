package dev.stalemate.systems.pfncache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Model;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** KVM's map cache: each property fails for a design that is wrong and holds for one that is not, and the runs that the fixes tell of. */
class PfnCacheTest extends DesignPairs {
    private static final PfnCacheSystem SYSTEM = new PfnCacheSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("fresh-is-the-guests", "users=2", "linux-5.17", "serialized"),
            new Pair("fresh-is-the-guests", "users=2", "invalid-meanwhile", "linux-6.0"),
            new Pair("fresh-is-the-guests", "users=1", "keeps-old-page", "linux-5.17"),
            new Pair("fresh-is-the-guests", "users=2", "keeps-old-page-serialized", "serialized"),
            new Pair("no-retained-mapping", "references=off", "linux-5.17", "serialized"),
            new Pair("fresh-has-page", "users=2", "serialized", "linux-6.0"),
            new Pair("fresh-is-the-guests", "users=1,changes=0,moves=1", "linux-5.17", "linux-6.0"),
            new Pair("no-retained-mapping", "changes=0,moves=1,references=off", "flag-at-end", "flag"),
            new Pair("no-retained-mapping", "changes=0,moves=1,references=off,in-slot=off", "linux-6.9", "flag"),
            new Pair("refresh-ends", "changes=0,moves=1,other-pages=1", "linux-6.9", "flag"),
            new Pair("refresh-ends", "changes=0,moves=1,other-pages=2,at-once=2", "flag", "flag-exact-ranges"));

    PfnCacheTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"users=1,references=off", "changes=0,other-pages=2"})
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            users=5 | 5 is not within 1 to 4
            changes=7 | 7 is not within 0 to 6
            at-once=0 | 0 is not within 1 to 3
            pins=on | no scope setting 'pins'
            at-once=2 | scope setting at-once: the host invalidates nothing without moves or other-pages
            in-slot=off | scope setting in-slot: the host invalidates nothing without moves or other-pages
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            linux-5.17 | small | refresh look-up store change-slot give-to-another-guest other-guest-writes
            linux-5.17 | changes=0,moves=1 | refresh read-counter look-up check store mark-cache invalidate-start change-host-page \
            free-host-page raise-counter lower-count give-to-another-guest other-guest-writes
            linux-6.9 | changes=0,moves=1,in-slot=off | refresh look-up store invalidate-start mark-cache change-host-page \
            free-host-page lower-count give-to-another-guest other-guest-writes
            flag | changes=0,other-pages=1 | refresh wait look-up store invalidate-start raise-counter lower-count
            """)
    void aScopeLeavesOutWhatItDoesWithout(String design, String scope, String actions) {
        assertThat(checks.actions(design, scope)).isEqualTo(actions);
    }

    /** As kvm_swap_active_memslots() waits. */
    @Test
    void theSlotDoesNotChangeWhileAnInvalidationIsUnderWay() {
        Model model = checks.model("linux-6.9", "moves=1");
        long[] s = model.initial();
        assertThat(action(model, "change-slot").guard().test(s, new long[0])).isTrue();
        action(model, "invalidate-start").effect().apply(s, new long[] {0, 0});
        assertThat(action(model, "change-slot").guard().test(s, new long[0])).isFalse();
    }

    @Test
    void withoutASlotOnlyACacheOfAUserSpaceAddressIsRefreshed() {
        String scope = "changes=0,moves=1,in-slot=off";
        assertThat(SystemChecks.search(checks.model("linux-6.0", scope), "refresh-ends")
                        .neverTaken())
                .contains("refresh");
        assertThat(SystemChecks.search(checks.model("linux-6.9", scope), "refresh-ends")
                        .neverTaken())
                .isEmpty();
    }

    private static Action action(Model model, String name) {
        return model.actions().stream()
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElseThrow();
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
            H30k | refresh 0, read-counter 0, look-up 0, check 0, mark-cache 0 own, store 0, invalidate-start 0, change-host-page 0 \
                | the cache counts as fresh and has mfn 0, which the guest has given up
            H40h | refresh 0, look-up 0, wait 0, store 0, invalidate-start 0 own, change-host-page 0, free-host-page 0, \
            give-to-another-guest 0, other-guest-writes 0 \
                | the cache counts as fresh and has mfn 0; its owner is: other guest, written
            H40q | refresh 0, look-up 0, invalidate-start 0 own, mark-cache 0, change-host-page 0, free-host-page 0, lower-count 0, \
            store 0, give-to-another-guest 0, other-guest-writes 0 \
                | the cache counts as fresh and has mfn 0; its owner is: other guest, written
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps, String line) {
        assertThat(checks.steps(id)).isEqualTo(steps);
        assertThat(checks.details(id)).containsExactly(line);
    }

    /** A refresh that begins another attempt gives up what it has found, so that the host can free it. */
    @Test
    void aRetryGivesUpItsReference() {
        Model model = checks.model("linux-6.9", "users=1,changes=0,moves=1");
        String[] steps = {
            "refresh 0",
            "look-up 0",
            "invalidate-start 0 0",
            "mark-cache 0",
            "change-host-page 0",
            "free-host-page 0",
            "store 0"
        };
        long[] before = SystemChecks.after(model, Arrays.copyOf(steps, steps.length - 1));
        assertThat(model.layout().describe(before)).containsEntry("owner[0]", "guest");
        assertThat(model.layout().describe(SystemChecks.after(model, steps))).containsEntry("owner[0]", "free");
    }
}
