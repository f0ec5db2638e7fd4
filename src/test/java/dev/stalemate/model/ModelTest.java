package dev.stalemate.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Law.Breaks;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Models, their steps, and the systems and claims around them. */
class ModelTest {
    private static final Index CPU = Index.of("cpu", 2);
    private final Layout.Builder builder = new Layout.Builder();
    private final IntField low = builder.number("low", 16, Integer::toString, CPU);
    private final Action writeA = write("0xa", Domain.hex(1, 2, 3));
    private final Action writeB = write("0xb", Domain.hex(7));
    private final Action none = Action.named("none").over("x", Domain.hex()).then((s, a) -> {});
    private final Action reset = Action.named("reset").then((s, a) -> low.set(s, 0, 0));
    private final Law zero = Toys.never("nonzero", s -> low.get(s, 0) != 0);
    private final Model model = Toys.model(builder, List.of(writeA, none, writeB, reset), zero);

    private Action write(String msr, Domain values) {
        return Action.named("write")
                .over(CPU)
                .over("msr", Domain.hex(Long.decode(msr)))
                .over("value", values)
                .when((s, a) -> low.get(s, (int) a[0]) != a[2])
                .then((s, a) -> low.set(s, (int) a[0], (int) a[2]));
    }

    @Test
    void everyCombinationIsAStepTheLastParameterChangingFastest() {
        assertThat(model.steps())
                .extracting(Step::toString)
                .containsExactly(
                        "write cpu=0 msr=0xa value=0x1",
                        "write cpu=0 msr=0xa value=0x2",
                        "write cpu=0 msr=0xa value=0x3",
                        "write cpu=1 msr=0xa value=0x1",
                        "write cpu=1 msr=0xa value=0x2",
                        "write cpu=1 msr=0xa value=0x3",
                        "write cpu=0 msr=0xb value=0x7",
                        "write cpu=1 msr=0xb value=0x7",
                        "reset");
        assertThat(model.isFinite()).isTrue();
    }

    @Test
    void anActionOverAnEmptyDomainHasNoSteps() {
        assertThat(none.combinations()).isEmpty();
        assertThat(none.possible()).isFalse();
        assertThat(reset.combinations()).as("one without arguments").hasSize(1);
        assertThat(reset.possible()).isTrue();
        assertThat(writeA.combinations()).hasSize(6);
    }

    @Test
    void anActionIsLabelledWithTheParametersThatItFixes() {
        assertThat(List.of(writeA, writeB, reset))
                .extracting(Action::label)
                .containsExactly("write msr=0xa", "write msr=0xb value=0x7", "reset");
    }

    @Test
    void anActionAcceptsTheArgumentsOfItsDomains() {
        assertThat(writeA.accepts(new long[] {1, 0xa, 3})).isTrue();
        assertThat(writeA.accepts(new long[] {2, 0xa, 3})).isFalse();
        assertThat(writeA.accepts(new long[] {1, 0xb, 3})).isFalse();
        assertThat(writeA.accepts(new long[] {1, 0xa})).isFalse();
        assertThat(reset.accepts(new long[0])).isTrue();
    }

    @Test
    void whatAStepPrintsIsReadBack() {
        for (Step step : model.steps()) {
            Step read = model.step(step.action().name(), step.texts());
            assertThat(read).isEqualTo(step).hasSameHashCodeAs(step);
        }
        assertThat(model.steps()).doesNotHaveDuplicates();
    }

    @Test
    void aStepWithAnotherArgumentIsAnotherStep() {
        Step step = model.step("write", List.of("0", "0xa", "0x1"));
        assertThat(step.with(2, 3)).hasToString("write cpu=0 msr=0xa value=0x3").isNotEqualTo(step);
        assertThat(step.with(2, 1)).isEqualTo(step);
        assertThat(step).hasToString("write cpu=0 msr=0xa value=0x1").isNotEqualTo("write");
        assertThat(step.arg(1)).isEqualTo(0xa);
    }

    @Test
    void aStepIsPossibleWhereItsGuardHoldsAndEditsTheState() {
        Step step = model.step("write", List.of("1", "0xa", "0x2"));
        long[] state = model.initial();
        assertThat(step.enabled(state)).isTrue();
        step.apply(state);
        assertThat(step.enabled(state)).isFalse();
        assertThat(model.layout().describe(state)).isEqualTo(Map.of("low[0]", "0", "low[1]", "2"));
        assertThat(model.initial()).as("the initial state is a copy").containsExactly(0);
    }

    @Test
    void aStepThatCannotBeReadSaysWhy() {
        refused("no action 'wrmsr' in this scope", "wrmsr");
        refused("reset: takes 0 arguments, not 1", "reset", "0");
        refused("write: takes 3 arguments, not 2", "write", "0", "0xa");
        refused("write: '2' is not one of [0, 1]", "write", "2", "0xa", "0x1");
        refused("none: '0x1' is not one of []", "none", "0x1");
    }

    /** Two families share the name: the message is of the one whose register it is. */
    @Test
    void aWrongValueIsReportedByTheFamilyThatWasMeant() {
        refused("write: '0x9' is not one of [0x1, 0x2, 0x3]", "write", "0", "0xa", "0x9");
        refused("write: '0x9' is not one of [0x7]", "write", "0", "0xb", "0x9");
        refused("write: '0xc' is not one of [0xa]", "write", "0", "0xc", "0x9");
    }

    private void refused(String message, String name, String... arguments) {
        assertThatThrownBy(() -> model.step(name, List.of(arguments)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void aScopeTooWideToListHasNoSteps() {
        Action wide = Action.named("wide")
                .over("msr", Domain.hex(0xa))
                .over("value", Domain.wide(new Domain.Wide(v -> true, r -> 0, v -> List.of())))
                .then((s, a) -> {});
        Model open = Toys.model(new Layout.Builder(), List.of(reset, wide));
        assertThat(open.isFinite()).isFalse();
        assertThat(wide.possible()).isTrue();
        assertThat(wide.label()).isEqualTo("wide msr=0xa");
        assertThatThrownBy(open::steps)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scope toy is too wide for an exhaustive search: wide msr=0xa has no finite domain");
    }

    @Test
    void aPropertyIsFoundByItsName() {
        assertThat(model.law("nonzero")).isSameAs(zero);
        assertThatThrownBy(() -> model.law("zero"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no property 'zero' of toy/plain in this scope; there are [nonzero]");
    }

    @Test
    void onlyASafetyPropertyWhosePremiseHoldsIsViolatedByAState() {
        long[] state = {0};
        Law.Condition yes = s -> true;
        Law.Condition no = s -> false;
        assertThat(Law.always("p", Breaks.SPEED, "").where(yes).holds(no).violatedBy(state))
                .isTrue();
        assertThat(Law.always("p", Breaks.SPEED, "").where(yes).holds(yes).violatedBy(state))
                .isFalse();
        assertThat(Law.always("p", Breaks.SPEED, "").where(no).holds(no).violatedBy(state))
                .isFalse();
        assertThat(Law.sometimes("p", Breaks.SPEED, "").holds(no).violatedBy(state))
                .isFalse();
    }

    @Test
    void figuresJoinTheValuesOfStates() {
        Figure most = new Figure("most", Figure.Kind.MAXIMUM, s -> s[0]);
        Figure sum = new Figure("sum", Figure.Kind.SUM, s -> s[0]);
        assertThat(Stream.of(3L, 7L, 5L).reduce(0L, (a, v) -> most.join(a, new long[] {v}, 1)))
                .isEqualTo(7);
        assertThat(Stream.of(3L, 7L, 5L).reduce(0L, (a, v) -> sum.join(a, new long[] {v}, 1)))
                .isEqualTo(15);
    }

    @Test
    void aSystemReadsScopesAndDesignsByName() {
        ToySystem system = new ToySystem();
        assertThat(system.design("plain").name()).isEqualTo("plain");
        assertThatThrownBy(() -> system.design("fancy"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no design 'fancy' of toy; there are [plain]");
        assertThat(system.scope("large").get(ToySystem.CPUS)).isEqualTo(4);
        assertThat(system.scope("large,cpus=3").name()).isEqualTo("large,cpus=3");
        assertThat(system.scope("cpus=3").name()).as("from the small one").isEqualTo("small,cpus=3");
        assertThatThrownBy(() -> system.scope("huge"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no scope 'huge' of toy; there are [large] and settings such as vcpus=2");
        assertThatThrownBy(() -> system.scope("large,")).hasMessage("'' is not of the form setting=value");
        Scope small = system.scope("cpus=2");
        assertThat(system.widen(small)).isSameAs(small);
    }

    @Test
    void aClaimIsRecordedAsTheFindingSaysElseAsTheThreadDoes() {
        assertThat(claim(Verdict.HOLDS, null).recorded()).isEqualTo(Verdict.HOLDS);
        Claim.Finding finding = new Claim.Finding(Verdict.VIOLATED, "why");
        assertThat(claim(Verdict.HOLDS, finding).recorded()).isEqualTo(Verdict.VIOLATED);
        assertThat(claim(null, finding).recorded()).isEqualTo(Verdict.VIOLATED);
        assertThat(Verdict.VIOLATED).hasToString("violated");
        assertThatThrownBy(() -> claim(null, null).recorded())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("claim T1 is open and has no recorded answer");
    }

    private static Claim claim(@Nullable Verdict expected, Claim.@Nullable Finding finding) {
        ToySystem system = new ToySystem();
        return new Claim(
                "T1",
                system,
                system.design("plain"),
                "p",
                system.scope("large"),
                expected,
                "a claim",
                finding,
                ImmutableList.of());
    }

    private static final class ToySystem implements ModelSystem {
        private static final Setting<Integer> CPUS = Setting.number("cpus", 1, 8, 2, "CPUs");

        @Override
        public String name() {
            return "toy";
        }

        @Override
        public String says() {
            return "nothing";
        }

        @Override
        public List<Design> designs() {
            return List.of(Toys.design("plain"));
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of(CPUS);
        }

        @Override
        public Map<String, Scope> scopes() {
            return Map.of("large", Scope.of("large", settings()).with(CPUS, "4"));
        }

        @Override
        public List<Claim> claims() {
            return List.of();
        }

        @Override
        public Model model(Design design, Scope scope) {
            return Toys.counters(scope.get(CPUS), 2, false);
        }
    }
}
