package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import org.junit.jupiter.api.Test;

/** Accesses in flight: what an invalidation does to those that it concerns, and what its completion can wait for. */
class AccessesInFlightTest {
    private static final Index AGENT = Index.of("agent", 2);
    private static final Index FRAME = Index.of("mfn", 2);

    private final Layout.Builder builder = new Layout.Builder();
    private final AccessesInFlight accesses = new AccessesInFlight(builder, AGENT, FRAME, true);
    private final Layout layout = builder.build();
    private final long[] s = layout.blank();

    @Test
    void anAccessIsPrintedWithItsKindAndItsTarget() {
        accesses.begin(s, 0, 1, false);
        accesses.begin(s, 1, 0, true);
        assertThat(layout.describe(s))
                .containsEntry("in-flight[0]", "write of mfn 1")
                .containsEntry("in-flight[1]", "read of mfn 0");
    }

    @Test
    void anInvalidationConcernsAccessesOfItsTargetThatBeganBefore() {
        accesses.begin(s, 0, 1, false);
        accesses.remove(s, 0);
        assertThat(accesses.anyRemoved(s, true)).isFalse();
        accesses.remove(s, 1);
        assertThat(accesses.anyRemoved(s, true)).isTrue();
        accesses.begin(s, 0, 1, false);
        assertThat(accesses.anyRemoved(s, true)).as("the access is another one").isFalse();
    }

    @Test
    void aCompletionMayWaitForWritesAlone() {
        accesses.begin(s, 0, 0, true);
        accesses.remove(s, 0);
        assertThat(accesses.anyRemoved(s, false)).isFalse();
        assertThat(accesses.anyRemoved(s, true)).isTrue();
    }

    @Test
    void anotherInvalidationCountsOnlyAfterACompletion() {
        accesses.begin(s, 0, 0, false);
        accesses.remove(s, 0);
        accesses.repeat(s);
        assertThat(accesses.anyRepeated(s, true)).as("nothing is complete yet").isFalse();
        accesses.complete(s);
        assertThat(accesses.anyRepeated(s, true)).as("nothing has begun since").isFalse();
        accesses.remove(s, 1);
        assertThat(accesses.anyRepeated(s, true)).as("of whatever target").isTrue();
    }

    @Test
    void anAccessTakesEffectOnceWhereItWasTranslatedTo() {
        long[] where = {-1};
        Action lands = accesses.takesEffect("lands", false, (state, agent, target, read) -> where[0] = target);
        accesses.begin(s, 0, 1, false);
        accesses.begin(s, 1, 0, true);
        accesses.remove(s, 1);
        assertThat(lands.guard().test(s, new long[] {0})).isTrue();
        assertThat(lands.guard().test(s, new long[] {1})).as("it is a read").isFalse();
        lands.effect().apply(s, new long[] {0});
        assertThat(where[0]).isEqualTo(1);
        assertThat(accesses.has(s, 0)).isFalse();
        assertThat(accesses.anyRemoved(s, true)).isFalse();
    }
}
