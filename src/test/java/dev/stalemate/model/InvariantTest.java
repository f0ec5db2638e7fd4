package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Invariants: about which elements they are, and as the laws by which the ordinary search checks them. */
class InvariantTest {
    private final Index cpu = Index.of("cpu", 2);
    private final Index page = Index.of("page", 3);
    private final Layout.Builder builder = new Layout.Builder();
    private final IntField owner = builder.number("owner", 3, Integer::toString, page);
    private final IntField on = builder.flag("on", cpu);
    private final Layout layout = builder.build();
    private final long[] state = layout.blank();

    private final Invariant whole = Invariant.of("one-is-on", "some CPU is on").holds(s -> on.is(s, 0) || on.is(s, 1));
    private final Invariant each =
            Invariant.of("few", "no page has the last owner").each(page).holds((s, p) -> owner.get(s, p) < 2);
    private final Invariant some = Invariant.of("owned", "each page that is owned has an owner that is on")
            .each(page)
            .some(cpu)
            .holds((s, p, c) -> owner.get(s, p) == 0 || (owner.get(s, p) == c + 1 && on.is(s, c)));
    private final Invariant pairs = Invariant.of("none", "no page belongs to a CPU that is on")
            .each(page, cpu)
            .holds((s, p, c) -> !on.is(s, c) || owner.get(s, p) != c + 1);

    @Test
    void isAboutTheWholeStateEachEntryOrSomeElementForEachEntry() {
        assertThat(whole.test(state)).isFalse();
        on.set(state, 1, 1);
        assertThat(whole.test(state)).isTrue();

        assertThat(each.test(state)).isTrue();
        assertThat(some.test(state)).isTrue();
        assertThat(pairs.test(state)).isTrue();
        owner.set(state, 2, 2);
        assertThat(some.test(state)).isTrue();
        assertThat(pairs.test(state)).isFalse();
        assertThat(pairs.test(state, 2)).isFalse();
        assertThat(pairs.test(state, 1)).isTrue();
        owner.set(state, 0, 1);
        assertThat(some.test(state)).isFalse();
        assertThat(each.test(state)).isFalse();
    }

    @Test
    void isCheckedByTheSearchAsALawThatTellsWhichEntriesAreWrong() {
        Model model = new Model.Builder("toy", Toys.design("plain"), Scope.of("toy", List.of()))
                .layout(layout)
                .invariants(List.of(whole, each, some, pairs))
                .build();
        assertThat(model.laws()).isEmpty();
        assertThat(model.startingAt(state).invariants()).containsExactly(whole, each, some, pairs);

        on.set(state, 1, 1);
        owner.set(state, 0, 1);
        owner.set(state, 2, 2);
        Law owned = model.law("invariant: owned");
        assertThat(owned.violatedBy(state)).isTrue();
        assertThat(owned.explanation().of(state).details()).containsExactly("not true of page 0 with any CPU");
        assertThat(model.law("invariant: none").explanation().of(state).details())
                .containsExactly("not true of page 2 with CPU 1");
        assertThat(model.law("invariant: one-is-on").violatedBy(state)).isFalse();
        assertThatThrownBy(() -> model.law("invariant: owed"))
                .hasMessageContaining("no property 'invariant: owed'")
                .hasMessageContaining("invariant: owned");
    }
}
