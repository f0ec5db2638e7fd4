package dev.stalemate.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import org.junit.jupiter.api.Test;

/** A migration copies what was marked, and the law tells what it has missed. */
class DirtyLogTest {
    private final Layout.Builder b = new Layout.Builder();
    private final DirtyLog log = new DirtyLog(b, true, Index.of("gfn", 2));
    private final Layout layout = b.build();
    private final long[] s = layout.blank();

    private final Action copy = log.copy((state, g) -> true, (state, g) -> true);
    private final Action stop = log.stopGuest(state -> true);
    private final Law law = log.noMissedPage("no-missed-page", (state, g) -> true);

    @Test
    void theFirstRoundCopiesEverything() {
        log.begin(s);
        assertThat(log.mayRead(s)).as("gfns wait to be copied").isFalse();
        assertThat(isPossible(stop)).as("the same").isFalse();
        copyAll();
        assertThat(log.mayRead(s)).isTrue();
        lastRound();
        assertThat(law.violatedBy(s)).isFalse();
    }

    @Test
    void aWriteThatWasMarkedIsCopied() {
        log.begin(s);
        copyAll();
        log.written(s, 1);
        log.mark(s, 1);
        lastRound();
        assertThat(law.violatedBy(s)).isFalse();
        assertThat(log.isMarked(s, 1)).isFalse();
    }

    @Test
    void aWriteThatWasNotMarkedIsMissed() {
        log.begin(s);
        copyAll();
        log.written(s, 1);
        log.mark(s, 0);
        assertThat(law.violatedBy(s)).as("before the migration is over").isFalse();
        lastRound();
        assertThat(law.violatedBy(s)).isTrue();
        assertThat(law.explanation().of(s).details())
                .containsExactly("gfn 1 has other contents at the source than at the destination");
    }

    @Test
    void aMarkThatIsClearedUnreadIsLost() {
        log.begin(s);
        copyAll();
        log.written(s, 0);
        log.mark(s, 0);
        log.clear(s);
        lastRound();
        assertThat(law.violatedBy(s)).isTrue();
    }

    @Test
    void ofAGfnThatMapsNothingNothingIsCopiedAndNothingIsMissed() {
        Law mapped = log.noMissedPage("no-missed-page", (state, g) -> g == 0);
        Law idle = log.noIdleMark("no-idle-mark", (state, g) -> g == 0, state -> true);
        Action copyMapped = log.copy((state, g) -> g == 0, (state, g) -> true);
        log.begin(s);
        log.mark(s, 0);
        assertThat(idle.violatedBy(s)).isFalse();
        log.mark(s, 1);
        assertThat(idle.violatedBy(s)).isTrue();
        log.unmark(s, 1);
        copyMapped.effect().apply(s, new long[] {0});
        copyMapped.effect().apply(s, new long[] {1});
        lastRound();
        assertThat(law.violatedBy(s)).as("gfn 1 was not copied").isTrue();
        assertThat(mapped.violatedBy(s)).isFalse();
    }

    @Test
    void aMarkThatIsLeftWhenTheMigrationIsOverCostsNothing() {
        Law idle = log.noIdleMark("no-idle-mark", (state, g) -> g == 0, state -> true);
        log.begin(s);
        copyAll();
        stop.effect().apply(s, new long[0]);
        log.read(s);
        log.mark(s, 1);
        assertThat(idle.violatedBy(s)).isTrue();
        log.end().effect().apply(s, new long[0]);
        assertThat(log.isMarked(s, 1)).isTrue();
        assertThat(idle.violatedBy(s)).isFalse();
    }

    @Test
    void marksAreKeptOnlyDuringAMigration() {
        log.mark(s, 0);
        assertThat(log.isMarked(s, 0)).isFalse();
        log.begin(s);
        log.mark(s, 0);
        log.mark(s, 1);
        log.unmark(s, 0);
        assertThat(log.isMarked(s, 0)).isFalse();
        assertThat(log.isMarked(s, 1)).isTrue();
        copyAll();
        assertThat(log.guestRuns(s)).isTrue();
        lastRound();
        assertThat(log.guestRuns(s)).isFalse();
        log.mark(s, 0);
        assertThat(log.isMarked(s, 0)).isFalse();
    }

    @Test
    void withoutAMigrationItTakesNoBits() {
        Layout.Builder other = new Layout.Builder();
        DirtyLog none = new DirtyLog(other, false, Index.of("gfn", 2));
        Layout empty = other.build();
        long[] state = empty.blank();
        none.mark(state, 0);
        none.written(state, 0);
        assertThat(empty.bits()).isZero();
        assertThat(none.guestRuns(state)).isTrue();
    }

    private void lastRound() {
        assertThat(isPossible(stop)).isTrue();
        stop.effect().apply(s, new long[0]);
        assertThat(isPossible(log.end()))
                .as("the last round is still to be read")
                .isFalse();
        log.read(s);
        log.clear(s);
        assertThat(log.mayRead(s)).isFalse();
        copyAll();
        assertThat(isPossible(log.end())).isTrue();
        log.end().effect().apply(s, new long[0]);
    }

    private void copyAll() {
        for (long[] gfn : copy.combinations()) {
            if (copy.guard().test(s, gfn)) {
                copy.effect().apply(s, gfn);
            }
        }
    }

    private boolean isPossible(Action action) {
        return action.guard().test(s, new long[0]);
    }
}
