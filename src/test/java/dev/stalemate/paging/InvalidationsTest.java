package dev.stalemate.paging;

import static dev.stalemate.paging.Invalidations.Part.CHANGE;
import static dev.stalemate.paging.Invalidations.Part.END;
import static dev.stalemate.paging.Invalidations.Part.FREE;
import static dev.stalemate.paging.Invalidations.Part.LOWER;
import static dev.stalemate.paging.Invalidations.Part.MARK;
import static dev.stalemate.paging.Invalidations.Part.RAISE;
import static dev.stalemate.paging.Invalidations.Part.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.Invalidations.Part;
import dev.stalemate.paging.Invalidations.Range;
import dev.stalemate.paging.Invalidations.Told;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Invalidations that overlap: what is in progress, which range is noted, what a reader of the counter finds out, and whose pages are. */
class InvalidationsTest {
    private static final Index PAGE = Index.of("gfn", 3);
    private static final Index READER = Index.of("vcpu", 2);

    private final List<String> hooks = new ArrayList<>();
    private Layout layout = new Layout.Builder().build();
    private long[] s = layout.blank();
    private List<Action> actions = List.of();

    @Test
    void aPageIsInProgressFromTheStartHookToTheEndHook() {
        Invalidations host = invalidations(START, CHANGE, FREE, END);
        assertThat(host.inProgress(s)).isFalse();
        take("invalidate-start", 0, 1);
        assertThat(host.inProgress(s)).isTrue();
        assertThat(host.inProgress(s, 1)).isTrue();
        assertThat(host.inProgress(s, 0)).isFalse();
        take("change-host-page", 0);
        take("free-host-page", 0);
        assertThat(host.inProgress(s, 1)).isTrue();
        take("invalidate-end", 0);
        assertThat(host.inProgress(s)).isFalse();
        assertThat(s).isEqualTo(layout.blank());
        assertThat(hooks).containsExactly("START 1", "CHANGE 1", "FREE 1", "END 1");
    }

    @Test
    void aPageThatIsChangedBeforeTheStartHookIsNotInProgressYet() {
        Invalidations host = invalidations(CHANGE, START, FREE, END);
        take("change-host-page", 0, 1);
        assertThat(host.inProgress(s)).isFalse();
        assertThat(isPossible("change-host-page", 1, 1)).isFalse();
        take("invalidate-start", 0);
        assertThat(host.inProgress(s, 1)).isTrue();
    }

    @Test
    void aCacheMayBeMarkedBeforeItsInvalidationIsInProgress() {
        Invalidations host = invalidations(MARK, START, END);
        take("mark-cache", 0, 1);
        assertThat(host.inProgress(s)).isFalse();
        assertThat(host.inRange(s, 1)).isFalse();
        take("invalidate-start", 0);
        assertThat(host.inProgress(s, 1)).isTrue();
        assertThat(host.inRange(s, 1)).isTrue();
        assertThat(hooks).containsExactly("MARK 1", "START 1");
    }

    @Test
    void theRangeGrowsUntilNothingIsInProgress() {
        Invalidations host = invalidations(START, CHANGE, FREE, END);
        take("invalidate-start", 0, 0);
        assertThat(host.inRange(s, 1)).isFalse();
        take("invalidate-start", 1, 2);
        assertThat(host.inRange(s, 1)).isTrue();
        assertThat(host.inProgress(s, 1)).isFalse();
        finish(0);
        assertThat(host.inProgress(s, 0)).isFalse();
        assertThat(host.inRange(s, 0)).isTrue();
        finish(1);
        assertThat(host.inRange(s, 0)).isFalse();
        take("invalidate-start", 1, 2);
        assertThat(host.inRange(s, 1)).isFalse();
        assertThat(host.inRange(s, 2)).isTrue();
    }

    @Test
    void twoThreadsDoNotInvalidateOnePageAtOnce() {
        invalidations(START, CHANGE, FREE, END);
        take("invalidate-start", 0, 1);
        assertThat(isPossible("invalidate-start", 1, 1)).isFalse();
        assertThat(isPossible("invalidate-start", 1, 0)).isTrue();
        assertThat(isPossible("invalidate-start", 0, 0)).isFalse();
        finish(0);
        assertThat(isPossible("invalidate-start", 1, 1)).isTrue();
    }

    @Test
    void aReaderFindsOutThatTheCounterWasRaisedSinceItReadIt() {
        Invalidations host = invalidations(START, CHANGE, FREE, END);
        take("invalidate-start", 0, 1);
        host.readCounter(s, 0);
        take("change-host-page", 0);
        take("free-host-page", 0);
        assertThat(host.counterChanged(s, 0)).isFalse();
        take("invalidate-end", 0);
        assertThat(host.counterChanged(s, 0)).isTrue();
        assertThat(host.counterChanged(s, 1)).isFalse();
        host.readCounter(s, 0);
        assertThat(host.counterChanged(s, 0)).isFalse();
        host.forgetCounter(s, 0);
        assertThat(s).isEqualTo(layout.blank());
    }

    @Test
    void counterAndCountMayChangeInStepsOfTheirOwn() {
        Invalidations host = invalidations(START, CHANGE, FREE, LOWER, RAISE);
        host.readCounter(s, 0);
        take("invalidate-start", 0, 0);
        take("change-host-page", 0);
        take("free-host-page", 0);
        take("lower-count", 0);
        assertThat(host.inProgress(s)).isFalse();
        assertThat(host.inRange(s, 0)).isFalse();
        assertThat(host.counterChanged(s, 0)).isFalse();
        take("raise-counter", 0);
        assertThat(host.counterChanged(s, 0)).isTrue();
    }

    @Test
    void whatIsLeftOutTakesNoBitsAndIsNotNamed() {
        Layout.Builder b = new Layout.Builder();
        Invalidations host =
                new Invalidations(b, false, 2, PAGE, Range.ONE_PAGE, READER, List.of(START, CHANGE, FREE, END));
        HostPages pages = new HostPages(b, false, false, PAGE);
        layout = b.build();
        s = layout.blank();
        host.readCounter(s, 0);
        assertThat(host.counterChanged(s, 0)).isFalse();
        assertThat(host.inProgress(s)).isFalse();
        assertThat(host.inRange(s, 0)).isFalse();
        assertThat(host.actions()).isEmpty();
        assertThat(pages.owner(s, 2, 1)).isEqualTo(Owner.GUEST);
        assertThat(layout.fields()).extracting(field -> field.name()).containsExactly("host");
        assertThat(layout.bits()).isZero();
        assertThat(layout.lanes()).isEmpty();
    }

    @Test
    void aPageGetsItsOtherFrameOnlyWhileThatIsKeptForTheGuest() {
        Layout.Builder b = new Layout.Builder();
        HostPages pages = new HostPages(b, true, true, PAGE);
        layout = b.build();
        s = layout.blank();
        actions = List.of(pages.givenBack(), pages.frames().givenAway());
        assertThat(pages.mayChange(s, 1)).isTrue();
        pages.change(s, 1);
        pages.freeOld(s, 1);
        assertThat(pages.version(s, 1)).isEqualTo(1);
        assertThat(pages.owner(s, 1, 0)).isEqualTo(Owner.FREE);
        assertThat(pages.mayChange(s, 1)).isFalse();
        assertThat(pages.mayChange(s, 0)).isTrue();
        take("give-to-another-guest", pages.frame(1, 0));
        assertThat(isPossible("give-back", pages.frame(1, 1))).isFalse();
        take("give-back", pages.frame(1, 0));
        assertThat(pages.mayChange(s, 1)).isTrue();
    }

    @Test
    void ofARangeTheHooksAreToldAll() {
        Invalidations host = invalidations(new Range(2, Told.WHOLE), START, CHANGE, FREE, END);
        assertThat(isPossible("invalidate-start", 0, 2)).isFalse();
        take("invalidate-start", 0, 1);
        assertThat(host.inRange(s, 0)).isFalse();
        assertThat(host.inRange(s, 1)).isTrue();
        assertThat(host.inRange(s, 2)).isTrue();
        assertThat(host.inProgress(s, 0)).isFalse();
        assertThat(host.inProgress(s, 2)).isTrue();
        assertThat(isPossible("invalidate-start", 1, 0)).isFalse();
        finish(0);
        assertThat(hooks).containsExactly("START 1 to 2", "CHANGE 1 to 2", "FREE 1 to 2", "END 1 to 2");
        assertThat(s).isEqualTo(layout.blank());
    }

    @Test
    void ofARangeTheHooksMayBeToldTheFirstPageOnly() {
        Invalidations host = invalidations(new Range(2, Told.FIRST), START, CHANGE, FREE, END);
        take("invalidate-start", 0, 0);
        assertThat(host.inRange(s, 0)).isTrue();
        assertThat(host.inRange(s, 1)).isFalse();
        assertThat(host.inProgress(s, 1)).isFalse();
        assertThat(isPossible("invalidate-start", 1, 1)).isFalse();
        finish(0);
        assertThat(hooks).containsExactly("START 0", "CHANGE 0 to 1", "FREE 0 to 1", "END 0");
    }

    @Test
    void ifTheHooksAreNotCalledNothingIsInProgress() {
        Invalidations host = invalidations(new Range(1, Told.NOTHING), START, CHANGE, FREE, END);
        host.readCounter(s, 0);
        take("change-host-page", 0, 1);
        assertThat(host.inProgress(s)).isFalse();
        take("free-host-page", 0);
        assertThat(host.counterChanged(s, 0)).isFalse();
        assertThat(hooks).containsExactly("CHANGE 1", "FREE 1");
    }

    @Test
    void anInvalidationBeginsIfEachOfItsPagesMayChangeEvenOneThatTheHooksDoNotKnow() {
        Layout.Builder b = new Layout.Builder();
        Range range = new Range(2, Told.FIRST);
        Invalidations host = new Invalidations(b, true, 1, PAGE, range, READER, List.of(START, CHANGE, FREE, END));
        layout = b.build();
        s = layout.blank();
        actions = host.begin((state, page) -> page < 2)
                .when(START, (state, page) -> page > 0)
                .actions();
        assertThat(isPossible("invalidate-start", 0, 1)).isFalse();
        actions = host.when(START, (state, page) -> page < 1).actions();
        assertThat(isPossible("invalidate-start", 0, 0)).isTrue();
    }

    @Test
    void aRangeThatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Range(1, Told.FIRST))
                .withMessageContaining("told");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invalidations(new Range(4, Told.WHOLE), START, CHANGE, FREE, END))
                .withMessageContaining("range");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> invalidations(new Range(1, Told.NOTHING), START, END))
                .withMessageContaining("told");
    }

    private Invalidations invalidations(Part... order) {
        return invalidations(Range.ONE_PAGE, order);
    }

    private Invalidations invalidations(Range range, Part... order) {
        Layout.Builder b = new Layout.Builder();
        Invalidations host = new Invalidations(b, true, 2, PAGE, range, READER, List.of(order));
        layout = b.build();
        s = layout.blank();
        for (Part part : order) {
            host.on(part, (state, first, last) -> hooks.add(part + " " + first + (last > first ? " to " + last : "")));
        }
        actions = host.actions();
        return host;
    }

    private void finish(int thread) {
        take("change-host-page", thread);
        take("free-host-page", thread);
        take("invalidate-end", thread);
    }

    private boolean isPossible(String name, long... args) {
        return action(name).guard().test(s, args);
    }

    private void take(String name, long... args) {
        assertThat(isPossible(name, args)).as(name).isTrue();
        action(name).effect().apply(s, args);
    }

    private Action action(String name) {
        return actions.stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
    }
}
