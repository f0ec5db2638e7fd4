package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Condition;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.toy.Runs;
import dev.stalemate.trace.Blame.Culprit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which entry is to blame, in a toy: a page, two caches that keep it, and somebody who looks. Steps set a field to a value. */
class BlameTest {
    private static final String[] TEXTS = {"none", "a", "b", "odd"};

    private final Layout.Builder builder = new Layout.Builder();
    private final List<Action> actions = new ArrayList<>();
    private final IntField page = field("page", 3);
    private final IntField near = field("near", 3);
    private final IntField far = field("far", 3);
    private final IntField look = field("look", 2);

    private IntField field(String name, int bound) {
        IntField field = builder.number(name, bound, v -> TEXTS[v]);
        actions.add(Action.named(name).over(Index.of("value", bound)).then((s, a) -> field.set(s, 0, (int) a[0])));
        return field;
    }

    private boolean isFresh(long[] s, IntField cache) {
        return cache.get(s, 0) == 0 || cache.get(s, 0) == page.get(s, 0);
    }

    /** What must be true once somebody looks. */
    private Law whenLooked(Condition holds) {
        return Law.always("law", Breaks.COHERENCE, "").where(s -> look.is(s, 0)).holds(holds);
    }

    private List<Culprit> blame(Law law, String... steps) {
        return Blame.of(Runs.run(Toys.model(builder, actions, law), steps), law);
    }

    private static String told(Culprit c) {
        return c.field().elementName(c.element()) + " since " + c.since() + ", wrong since " + c.wrongSince()
                + ", should " + c.right();
    }

    @Test
    void aStaleEntryIsDatedThoughNobodyLookedBefore() {
        builder.kept(near);
        List<Culprit> blamed =
                blame(whenLooked(s -> isFresh(s, near)), "page 1", "near 1", "page 2", "page 2", "look 1");
        assertThat(blamed).extracting(BlameTest::told).containsExactly("near since 2, wrong since 3, should [none, b]");
        assertThat(blamed.get(0).should())
                .containsExactly(Set.of("none", "a"), Set.of("none", "b"), Set.of("none", "b"), Set.of("none", "b"));
    }

    @Test
    void anEntryThatWasRightInBetweenIsWrongSinceTheLastTime() {
        builder.kept(near);
        assertThat(blame(whenLooked(s -> isFresh(s, near)), "near 1", "page 2", "page 1", "look 0", "page 2", "look 1"))
                .extracting(BlameTest::told)
                .containsExactly("near since 1, wrong since 5, should [none, b]");
    }

    @Test
    void whatIsNotThereIsNotToBlameUnlessItIsAlwaysThere() {
        builder.kept(near).kept(Instead.ALWAYS_THERE, far);
        assertThat(blame(whenLooked(s -> near.is(s, 0)), "page 1", "look 1")).isEmpty();
        assertThat(blame(whenLooked(s -> far.is(s, 0)), "page 1", "look 1"))
                .extracting(BlameTest::told)
                .containsExactly("far since 0, wrong since 0, should [a, b]");
    }

    @Test
    void whereOneOfTwoWouldDoEachIsToBlameTheOldestFirst() {
        builder.kept(near).kept(far);
        assertThat(blame(
                        whenLooked(s -> isFresh(s, near) || isFresh(s, far)),
                        "page 1",
                        "far 1",
                        "near 1",
                        "page 2",
                        "look 1"))
                .extracting(BlameTest::told)
                .containsExactly(
                        "far since 2, wrong since 4, should [none, b]",
                        "near since 3, wrong since 4, should [none, b]");
    }

    @Test
    void whereItTakesTwoBothAreToBlameEachFromItsOwnTime() {
        builder.kept(near).kept(far);
        List<Culprit> blamed = blame(
                whenLooked(s -> isFresh(s, near) && isFresh(s, far)), "page 1", "near 1", "page 2", "far 1", "look 1");
        assertThat(blamed)
                .extracting(BlameTest::told)
                .containsExactly(
                        "near since 2, wrong since 3, should [none, b]",
                        "far since 4, wrong since 4, should [none, b]");
    }

    @Test
    void whereItTakesTwoAThirdIsNotToBlame() {
        builder.kept(look).kept(near).kept(far);
        assertThat(blame(whenLooked(s -> !near.is(s, 0) && !far.is(s, 0)), "near 1", "far 1", "look 1"))
                .extracting(Culprit::field)
                .containsExactly(near, far);
    }

    @Test
    void partsOfAnEntryThatIsAlwaysThereAreFoundByWhatIsLeftWrong() {
        IntField on = field("on", 2);
        builder.kept(Instead.ALWAYS_THERE, on, near, far);
        Law law = whenLooked(s -> on.is(s, 0) && near.get(s, 0) == 2 && far.get(s, 0) == 2);
        String[] steps = {"on 1", "near 1", "look 1"};
        assertThat(blame(law.explainedBy(s -> new Diagnosis(Breaks.COHERENCE, List.of("one line"))), steps))
                .extracting(BlameTest::told)
                .containsExactly("far since 0, wrong since 0, should [b]", "near since 2, wrong since 2, should [b]");
    }

    @Test
    void whereItTakesTwoEntriesThatAreAlwaysThereWhatTheySayIsToBlame() {
        IntField nearOn = field("near-on", 2);
        IntField farOn = field("far-on", 2);
        builder.kept(Instead.ALWAYS_THERE, nearOn, near).kept(Instead.ALWAYS_THERE, farOn, far);
        Condition nearRight = s -> !nearOn.is(s, 0) || near.get(s, 0) == 2;
        Condition farRight = s -> !farOn.is(s, 0) || far.get(s, 0) == 2;
        Law law = whenLooked(s -> nearRight.test(s) && farRight.test(s))
                .explainedBy(s -> new Diagnosis(
                        Breaks.COHERENCE,
                        Stream.of(nearRight, farRight)
                                .filter(c -> !c.test(s))
                                .map(c -> "a line")
                                .toList()));
        assertThat(blame(law, "near-on 1", "far-on 1", "far 1", "look 1"))
                .extracting(BlameTest::told)
                .containsExactly("near since 0, wrong since 1, should [b]", "far since 3, wrong since 3, should [b]");
    }

    @Test
    void thatAnEntryIsThereIsToBlameOnlyIfNothingThatItSaysIs() {
        IntField on = field("on", 2);
        builder.kept(Instead.ALWAYS_THERE, on, near);
        String[] steps = {"on 1", "near 1", "page 2", "look 1"};
        assertThat(blame(whenLooked(s -> !on.is(s, 0) || isFresh(s, near)), steps))
                .extracting(Culprit::field)
                .containsExactly(near);
        assertThat(blame(whenLooked(s -> !on.is(s, 0)), steps))
                .extracting(Culprit::field)
                .containsExactly(on);
    }

    @Test
    void whatCanOnlyBeDroppedShouldBeNothingElse() {
        builder.kept(Instead.DROPPED, near);
        assertThat(blame(whenLooked(s -> isFresh(s, near)), "page 1", "near 1", "page 2", "look 1"))
                .extracting(BlameTest::told)
                .containsExactly("near since 2, wrong since 3, should [none]");
    }

    @Test
    void valuesThatAPropertyOrAPrinterCanNotTakeFixNothing() {
        IntField odd = builder.number("odd", 5, v -> TEXTS[v]);
        actions.add(Action.named("odd").then((s, a) -> odd.set(s, 0, 1)));
        builder.kept(odd);
        Law law = whenLooked(s -> {
            if (odd.get(s, 0) == 3) {
                throw new IllegalStateException("odd");
            }
            return odd.get(s, 0) != 1;
        });
        assertThat(blame(law, "odd", "look 1"))
                .extracting(BlameTest::told)
                .containsExactly("odd since 1, wrong since 1, should [none, b]");
    }

    @Test
    void nothingIsToBlameWhereNothingIsKept() {
        assertThat(blame(whenLooked(s -> isFresh(s, near)), "near 1", "page 2", "look 1"))
                .isEmpty();
    }

    @Test
    void nothingIsToBlameWhereNoEntryWouldFixIt() {
        builder.kept(near).kept(far);
        assertThat(blame(whenLooked(s -> !page.is(s, 0)), "near 1", "page 2", "look 1"))
                .isEmpty();
    }

    /** The design that drops the entry as the page changes: the same property, never violated, however wrong an entry was on the way. */
    @Test
    void nothingIsToBlameInARunThatViolatesNothing() {
        builder.kept(near);
        Law law = whenLooked(s -> isFresh(s, near));
        assertThat(blame(law, "near 1", "page 2", "near 0", "look 1")).isEmpty();
        assertThat(blame(law, "near 1", "page 2")).isEmpty();
    }

    @Test
    void nothingIsToBlameForWhatIsNotOfOneState() {
        builder.kept(near);
        Law reached = Law.sometimes("reached", Breaks.SPEED, "").holds(s -> false);
        assertThat(blame(reached, "near 1")).isEmpty();
        Law ends = Law.eventually("ends", "").where(s -> near.is(s, 0)).holds(s -> !near.is(s, 0));
        Model model = Toys.model(builder, actions, ends);
        Trace stuck = Trace.replay(model, List.of(model.step("near", List.of("1"))), 1);
        assertThat(stuck.firstViolation(ends)).isPositive();
        assertThat(Blame.of(stuck, ends)).isEmpty();
    }
}
