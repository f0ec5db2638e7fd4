package dev.stalemate.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Toys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The shrinker on runs whose smallest form is known. */
class ShrinkerTest {
    @Test
    void aRunThatViolatesNothingIsRefused() {
        Model model = Toys.counters(2, 3, false);
        assertThatThrownBy(() -> new Shrinker(model, model.law("corner")).shrink(model.steps()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("these steps don't violate corner");
    }

    @Test
    void whatIsSmallestStaysAsItIs() {
        Model model = Toys.counters(1, 4, false);
        List<Step> three = Collections.nCopies(3, model.step("up-0", List.of()));
        Shrinker shrinker = new Shrinker(model, model.law("corner"));
        assertThat(shrinker.shrink(three).steps()).isEqualTo(three);
        assertThat(shrinker.executions()).isBetween(4L, 50L);
    }

    @Test
    void stepsAfterTheViolationAndImpossibleOnesAreGone() {
        Model model = Toys.counters(2, 3, false);
        IntField c0 = (IntField) model.layout().fields().get(0);
        List<Step> steps = new ArrayList<>(Collections.nCopies(9, model.step("up-1", List.of())));
        steps.addAll(Collections.nCopies(9, model.step("up-0", List.of())));
        assertThat(shrink(model, Toys.never("one", s -> c0.get(s, 0) == 1), steps))
                .hasToString("[up-0]");
    }

    @Test
    void aViolatedInitialStateNeedsNoSteps() {
        Model model = Toys.counters(2, 3, false);
        assertThat(shrink(model, Toys.never("all", s -> true), model.steps())).isEmpty();
    }

    /** The smallest run shows another violation: what is wanted keeps it from that. */
    @Test
    void whatIsWantedStays() {
        Model model = Toys.counters(2, 4, false);
        IntField c0 = (IntField) model.layout().fields().get(0);
        IntField c1 = (IntField) model.layout().fields().get(1);
        Law law = Toys.never("either", s -> c0.get(s, 0) == 1 || c1.get(s, 0) == 3);
        List<Step> three = new ArrayList<>(Collections.nCopies(3, model.step("up-1", List.of())));
        List<Step> both = new ArrayList<>(three.subList(0, 2));
        both.add(model.step("up-0", List.of()));
        both.addAll(three);
        Shrinker second = new Shrinker(model, law, trace -> c1.get(trace.end(), 0) == 3);
        assertThat(second.shrink(three).steps()).isEqualTo(three);
        assertThatThrownBy(() -> second.shrink(both)).isInstanceOf(IllegalArgumentException.class);
        assertThat(shrink(model, law, three)).hasToString("[up-0]");
    }

    /** A shorter run on which code fails is no shorter run that violates the property. */
    @Test
    void codeThatFailsOnAnotherRunCostsNothing() {
        Layout.Builder b = new Layout.Builder();
        IntField c = b.number("c", 4, Integer::toString);
        Action up = Action.named("up").then((s, a) -> c.set(s, 0, c.get(s, 0) + 1));
        Action check = Action.named("check").then((s, a) -> {
            if (c.get(s, 0) < 2) {
                throw new IllegalStateException("too early");
            }
            c.set(s, 0, 3);
        });
        Model model = Toys.model(b, List.of(up, check), Toys.never("end", s -> c.get(s, 0) == 3));
        List<Step> steps =
                List.of(model.step("up", List.of()), model.step("up", List.of()), model.step("check", List.of()));
        assertThat(new Shrinker(model, model.law("end")).shrink(steps).steps()).isEqualTo(steps);
    }

    @Test
    void argumentsBecomeTheSimplestThatStillFail() {
        Layout.Builder b = new Layout.Builder();
        IntField sum = b.number("sum", 1000, Integer::toString);
        Action add = Action.named("add")
                .over(Index.of("n", 10))
                .then((s, a) -> sum.set(s, 0, Math.min(999, sum.get(s, 0) + (int) a[0])));
        Law large = Toys.never("large", s -> sum.get(s, 0) >= 25);
        Model model = Toys.model(b, List.of(add), large);
        List<Step> steps =
                LongStream.range(0, 100).mapToObj(i -> new Step(add, i % 10)).toList();
        List<Step> shrunk = shrink(model, large, steps);
        assertThat(shrunk).as("three additions make 25").hasSize(3);
        assertThat(shrunk.stream().mapToLong(s -> s.arg(0)).sum()).isEqualTo(25);
    }

    @Test
    void stepsThatOnlyGoTogetherAreDroppedTogether() {
        // Without one toggle the last step is impossible; without two it isn't.
        Layout.Builder b = new Layout.Builder();
        IntField on = b.flag("on");
        IntField failed = b.flag("failed");
        Action toggle = Action.named("toggle").then((s, a) -> on.set(s, 0, 1 - on.get(s, 0)));
        Action fail = Action.named("fail").when((s, a) -> !on.is(s, 0)).then((s, a) -> failed.set(s, 0, 1));
        Law law = Toys.never("failed", s -> failed.is(s, 0));
        Model model = Toys.model(b, List.of(toggle, fail), law);
        List<Step> steps = new ArrayList<>(Collections.nCopies(6, new Step(toggle)));
        steps.add(new Step(fail));
        assertThat(shrink(model, law, steps)).hasToString("[fail]");
    }

    @Test
    void aValueThatSeveralStepsShareIsMadeSimplerInAllOfThem() {
        Layout.Builder b = new Layout.Builder();
        IntField owner = b.number("owner", 6, Integer::toString);
        IntField done = b.flag("done");
        Action take = Action.named("take")
                .over(Index.of("cpu", 5))
                .when((s, a) -> owner.get(s, 0) == 0)
                .then((s, a) -> owner.set(s, 0, (int) a[0] + 1));
        Action use = Action.named("use")
                .over(Index.of("cpu", 5))
                .when((s, a) -> owner.get(s, 0) == a[0] + 1)
                .then((s, a) -> done.set(s, 0, 1));
        Law used = Toys.never("used", s -> done.is(s, 0));
        Model model = Toys.model(b, List.of(take, use), used);
        List<Step> steps = List.of(new Step(take, 4), new Step(use, 3), new Step(use, 4));
        assertThat(shrink(model, used, steps)).hasToString("[take cpu=0, use cpu=0]");
    }

    /** Attach, touch, detach: it would fail as well if the device came after the touch, and then it needn't go. */
    @Test
    void aStepThatCameTooEarlyIsPutOff() {
        Layout.Builder b = new Layout.Builder();
        IntField device = b.flag("device");
        IntField leaf = b.number("leaf", 3, Integer::toString);
        Action attach = Action.named("attach").when((s, a) -> !device.is(s, 0)).then((s, a) -> device.set(s, 0, 1));
        Action detach = Action.named("detach").when((s, a) -> device.is(s, 0)).then((s, a) -> device.set(s, 0, 0));
        Action touch = Action.named("touch")
                .when((s, a) -> leaf.get(s, 0) == 0)
                .then((s, a) -> leaf.set(s, 0, 1 + device.get(s, 0)));
        Law stale = Toys.never("stale", s -> leaf.get(s, 0) > 0 && leaf.get(s, 0) != 1 + device.get(s, 0));
        Model model = Toys.model(b, List.of(attach, detach, touch), stale);
        assertThat(shrink(model, stale, List.of(new Step(attach), new Step(touch), new Step(detach))))
                .hasToString("[touch, attach]");
    }

    /** Two actions share a parameter's name and disagree about which of its values is simple: it stays as it is. */
    @Test
    void aValueIsOnlyMadeSimplerWhereTheActionThatTakesItCallsItSimpler() {
        Layout.Builder b = new Layout.Builder();
        IntField first = b.number("first", 8, Integer::toString);
        IntField second = b.number("second", 8, Integer::toString);
        Action up = Action.named("up").over("value", Domain.hex(0, 6)).then((s, a) -> first.set(s, 0, (int) a[0] + 1));
        Action down =
                Action.named("down").over("value", Domain.hex(6, 0)).then((s, a) -> second.set(s, 0, (int) a[0] + 1));
        Law same = Toys.never("same", s -> first.get(s, 0) != 0 && first.get(s, 0) == second.get(s, 0));
        Model model = Toys.model(b, List.of(up, down), same);
        assertThat(shrink(model, same, List.of(new Step(up, 6), new Step(down, 6))))
                .hasToString("[up value=0x6, down value=0x6]");
        assertThat(shrink(model, same, List.of(new Step(down, 6), new Step(up, 6))))
                .hasToString("[down value=0x6, up value=0x6]");
    }

    @Test
    void wideValuesShrinkAlongTheirOwnOrder() {
        Domain any = Domain.wide(new Domain.Wide(
                v -> true, RandomGenerator::nextLong, v -> v == 0 ? List.of() : List.of(0L, v >>> 1, v & (v - 1))));
        Layout.Builder b = new Layout.Builder();
        LongField field = b.values("register", new long[0]);
        Action write = Action.named("write").over("value", any).then((s, a) -> field.set(s, 0, a[0]));
        Law large = Toys.never("large", s -> field.get(s, 0) >>> 40 != 0);
        Model model = Toys.model(b, List.of(write), large);
        assertThat(shrink(model, large, List.of(new Step(write, -1)))).hasToString("[write value=0x10000000000]");
    }

    @Test
    void aRunOfThousandsOfStepsTakesFewExecutions() {
        Layout.Builder b = new Layout.Builder();
        IntField count = b.number("count", 4, Integer::toString);
        IntField noise = b.number("noise", 100, Integer::toString);
        Action hit = Action.named("hit")
                .when((s, a) -> count.get(s, 0) < 3)
                .then((s, a) -> count.set(s, 0, count.get(s, 0) + 1));
        Action idle = Action.named("idle").over(Index.of("n", 100)).then((s, a) -> noise.set(s, 0, (int) a[0]));
        Law three = Toys.never("three", s -> count.get(s, 0) == 3);
        Model model = Toys.model(b, List.of(hit, idle), three);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            steps.add(i % 1000 == 999 ? new Step(hit) : new Step(idle, i % 100));
        }
        Shrinker shrinker = new Shrinker(model, three);
        assertThat(shrinker.shrink(steps).steps()).hasToString("[hit, hit, hit]");
        assertThat(shrinker.executions()).isLessThan(1000);
    }

    private static List<Step> shrink(Model model, Law law, List<Step> steps) {
        Trace shrunk = new Shrinker(model, law).shrink(steps);
        Shrinking.assertMinimal(shrunk, law);
        return shrunk.steps();
    }
}
