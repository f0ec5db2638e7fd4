package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.systems.kvm.OwnState.Per;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bits and small numbers that designs keep per VM, per vCPU and per frame. */
class OwnStateTest {
    private static final String QUIESCENT = "no-stale-quiescent";
    private static final SearchOptions PLAIN = SearchOptions.plain();
    private static final SearchOptions SYMMETRIC = PLAIN.withSymmetry(true).withSymmetryFrom(0);

    /** An MTRR write with CD=1 sets a dirty flag, and clearing CD zaps only if it is set. */
    private static class Dirty extends LinuxGuestMtrrs {
        private final Per per;

        Dirty(Per per) {
            super("dirty", "a write of an MTRR with CD=1 sets a flag; clearing CD zaps if it is set");
            this.per = per;
        }

        @Override
        public ImmutableList<OwnState> keeps() {
            return ImmutableList.of(OwnState.flag("dirty", per));
        }

        int element(int vcpu) {
            return per == Per.VM ? 0 : vcpu;
        }

        @Override
        public void msrWritten(Vm vm, int vcpu, int msr, long old, Zap zap) {
            if (vm.vcpu(vcpu).cd()) {
                vm.keep(0, element(vcpu), 1);
            } else {
                super.msrWritten(vm, vcpu, msr, old, zap);
            }
        }

        @Override
        public void cdWritten(Vm vm, int vcpu, Zap zap) {
            if (!vm.vcpu(vcpu).cd() && vm.kept(0, element(vcpu)) == 1) {
                zap.all();
                vm.keep(0, element(vcpu), 0);
            }
        }
    }

    /** A mutant: every vCPU has a flag, but only that of vCPU 0 is ever set. */
    private static final class DirtyOfFirst extends Dirty {
        DirtyOfFirst() {
            super(Per.VCPU);
        }

        @Override
        int element(int vcpu) {
            return 0;
        }
    }

    /** Every write zaps its range; clearing CD zaps the frames whose leaves were built with CD=1. */
    private static final class BuiltWithCd extends LinuxGuestMtrrs {
        private final int frames;

        /** The mutant marks only so many frames. */
        BuiltWithCd(int frames) {
            super("built-with-cd", "clearing CD zaps the frames whose leaves were built with CD=1");
            this.frames = frames;
        }

        @Override
        public ImmutableList<OwnState> keeps() {
            return ImmutableList.of(OwnState.flag("built-with-cd", Per.GFN));
        }

        @Override
        public int leaf(Vm vm, int vcpu, long gpa) {
            int frame = vm.frame(gpa);
            if (frame < frames) {
                vm.keep(0, frame, vm.vcpu(vcpu).cd() ? 1 : 0);
            }
            return super.leaf(vm, vcpu, gpa);
        }

        @Override
        public void cdWritten(Vm vm, int vcpu, Zap zap) {
            for (int f = 0; f < vm.frames() && !vm.vcpu(vcpu).cd(); f++) {
                if (vm.kept(0, f) == 1) {
                    zap.range(vm.gpa(f), vm.gpa(f) + 0xFFF);
                    vm.keep(0, f, 0);
                }
            }
        }
    }

    /** Keeps what it is told to as CD is set, in a state of three values. */
    private static final class Keeps extends LinuxGuestMtrrs {
        private final int k;
        private final int element;
        private final int value;

        Keeps(int k, int element, int value) {
            super("keeps", "keeps a number as CD changes");
            this.k = k;
            this.element = element;
            this.value = value;
        }

        @Override
        public ImmutableList<OwnState> keeps() {
            return ImmutableList.of(new OwnState("seen", Per.VCPU, 3));
        }

        @Override
        public void cdWritten(Vm vm, int vcpu, Zap zap) {
            vm.keep(k, element, value);
        }
    }

    private static Model model(KvmDesign design, String scope) {
        return KvmChecks.KVM.model(design, KvmChecks.KVM.scope(scope));
    }

    private static Outcome decide(KvmDesign design, String scope) {
        return KvmChecks.decide(model(design, scope), QUIESCENT);
    }

    /** The flag that vCPU 1 set is gone when vCPU 0 has cleared CD: what vCPU 1 touches before it clears its own stays. */
    @Test
    void aFlagPerVmIsTakenByTheFirstVcpuThatClearsCd() {
        Outcome outcome = decide(new Dirty(Per.VM), "sdm");
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps().stream().map(Step::toString))
                .contains("touch vcpu=1 gpa=0x0")
                .endsWith("clear-cd vcpu=1");
        Trace trace = Trace.replay(model(new Dirty(Per.VM), "sdm"), outcome.steps());
        assertThat(IntStream.range(0, outcome.steps().size()).boxed().flatMap(i -> trace.changes(i).stream()))
                .extracting(Layout.Change::toString)
                .contains("own.dirty: 0 -> 1", "own.dirty: 1 -> 0");
    }

    @Test
    void aFlagPerVcpuIsEnoughForAGuestThatFollowsTheSdm() {
        Outcome outcome = decide(new Dirty(Per.VCPU), "sdm");
        assertThat(outcome.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(outcome.premiseHeld()).isPositive();
        assertThat(decide(new DirtyOfFirst(), "sdm").verdict()).isEqualTo(Verdict.VIOLATED);
    }

    /** Without a write the flag stays clear, and what was touched with CD=1 stays. */
    @Test
    void noFlagIsEnoughForAGuestThatChangesCdAlone() {
        assertThat(decide(new Dirty(Per.VCPU), "small").steps().stream().map(Step::toString))
                .contains("set-cd vcpu=0", "touch vcpu=0 gpa=0x0", "clear-cd vcpu=0");
    }

    @Test
    void framesAreMarkedAsTheirLeavesAreBuilt() {
        for (String scope : List.of("small", "sdm")) {
            assertThat(decide(new BuiltWithCd(2), scope).verdict()).isEqualTo(Verdict.HOLDS);
            assertThat(decide(new BuiltWithCd(1), scope).verdict()).isEqualTo(Verdict.VIOLATED);
        }
    }

    @ParameterizedTest
    @EnumSource(Per.class)
    void symmetryChangesNoVerdictAndNoNumberOfStates(Per per) {
        KvmDesign design = per == Per.GFN ? new BuiltWithCd(2) : new Dirty(per);
        for (String scope : List.of("small", "sdm")) {
            SearchResult all = search(design, scope, PLAIN);
            SearchResult symmetric = search(design, scope, SYMMETRIC);
            assertThat(symmetric.symmetry().used()).containsExactly("vcpu", "gpa");
            assertThat(symmetric.states()).isLessThan(all.states());
            assertThat(symmetric.symmetry().stoodFor()).isEqualTo(all.states());
            for (String law : List.of(QUIESCENT, "no-stale", "never-weaker")) {
                Outcome one = search(design, scope, PLAIN, law).outcomes().get(0);
                Outcome other = search(design, scope, SYMMETRIC, law).outcomes().get(0);
                assertThat(other.verdict()).as(law).isEqualTo(one.verdict());
                assertThat(other.steps()).hasSameSizeAs(one.steps());
            }
        }
    }

    /** A design that marks frame 0 alone does not treat frames alike. */
    @Test
    void aDesignThatTreatsFramesDifferentlyIsNoticed() {
        assertThat(search(new BuiltWithCd(1), "small", SYMMETRIC).symmetry().used())
                .containsExactly("vcpu");
    }

    private static SearchResult search(KvmDesign design, String scope, SearchOptions options, String... laws) {
        Supplier<Subject> subjects = () -> {
            Model model = model(design, scope);
            return new Subject(model, Stream.of(laws).map(model::law).toList());
        };
        return new BreadthFirst(subjects, options, Monitor.SILENT).run();
    }

    @Test
    void whatIsKeptIsPrintedAndHashed() {
        Model model = model(new BuiltWithCd(2), "small");
        long[] state = model.initial();
        model.step("set-cd", List.of("0")).apply(state);
        Map<String, String> before = model.layout().describe(state);
        long hash = model.layout().hash(state);
        model.step("touch", List.of("0", "0x80000")).apply(state);
        assertThat(before)
                .containsEntry("own.built-with-cd[0x0]", "0")
                .containsEntry("own.built-with-cd[0x80000]", "0");
        assertThat(model.layout().describe(state))
                .containsEntry("own.built-with-cd[0x0]", "0")
                .containsEntry("own.built-with-cd[0x80000]", "1");
        assertThat(model.layout().hash(state)).isNotEqualTo(hash);
    }

    /** Properties and views ask a design which leaf it would install: that is no event. */
    @Test
    void aQuestionChangesNothing() {
        Model model = model(new BuiltWithCd(2), "small");
        long[] state = model.initial();
        for (String action : List.of("touch 0 0x0", "set-cd 0", "touch 0 0x80000")) {
            List<String> words = new ArrayList<>(List.of(action.split(" ")));
            model.step(words.remove(0), words).apply(state);
            long[] before = state.clone();
            model.laws().forEach(law -> law.violatedBy(state));
            model.views().forEach(view -> {
                for (int e = 0; e < view.size(); e++) {
                    view.text().of(state, e);
                }
            });
            assertThat(state).isEqualTo(before);
        }
    }

    /** The flag may have been taken since the value was written last. */
    @Test
    void aVcpuMayWriteWhatItHolds() {
        Model keeps = model(new Dirty(Per.VM), "small");
        assertThat(keeps.step("wrmsr", List.of("0", "0x250", "0x0")).enabled(keeps.initial()))
                .isTrue();
        Model keepsNothing = model(KvmDesigns.LINUX_6_7, "small");
        assertThat(keepsNothing.step("wrmsr", List.of("0", "0x250", "0x0")).enabled(keepsNothing.initial()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 3, own.seen can't be 3: it is declared for 0 to 2",
        "0, 0, -1, own.seen can't be -1: it is declared for 0 to 2",
        "0, 2, 1, 'own.seen has the elements 0 to 1, not 2'",
        "0, -1, 1, 'own.seen has the elements 0 to 1, not -1'",
        "1, 0, 1, 'the design keeps 1 states of its own, so there is no number 1'",
    })
    void whatCanNotBeKeptIsNamed(int k, int element, int value, String says) {
        Model model = model(new Keeps(k, element, value), "small");
        assertThatThrownBy(() -> model.step("set-cd", List.of("0")).apply(model.initial()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(says);
    }

    @Test
    void whatCanNotBeDeclaredIsNamed() {
        assertThatThrownBy(() -> new OwnState("a b", Per.VM, 2)).hasMessageContaining("'a b' can't be the name");
        assertThatThrownBy(() -> new OwnState("one", Per.VM, 1)).hasMessageContaining("one has 1 values");
        assertThatThrownBy(() -> new OwnState("many", Per.VM, 65_537)).hasMessageContaining("many has 65537 values");
    }

    @Test
    void aMachineThatKeepsNothingSaysSo() {
        TestVm nothing = new TestVm();
        assertThatThrownBy(() -> nothing.keep(0, 0, 1)).hasMessage("this machine keeps nothing for a design");
        assertThatThrownBy(() -> nothing.kept(0, 0)).hasMessage("this machine keeps nothing for a design");
    }
}
