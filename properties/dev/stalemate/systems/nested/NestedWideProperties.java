package dev.stalemate.systems.nested;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.systems.WideWalks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Nested EPT at larger widths: several vCPUs, CPUs, EPTs and slots, and a dozen frames. */
class NestedWideProperties {
    private static final NestedSystem SYSTEM = new NestedSystem();
    private static final int LENGTH = 200;
    private static final WideWalks<NestedDesign> WALKS = new WideWalks<>(SYSTEM, NestedDesign.class, LENGTH, 3);
    private static final String P2M = "wide,l1-changes=0,p2m-changes=9,kinds=foreign+balloon+copy,populate=on,race=on";

    /** What is possible in a state is chosen from, a kind of action as likely as another. */
    private static Step choose(List<Step> steps, long[] state, Random random) {
        List<Step> possible = steps.stream().filter(step -> step.enabled(state)).toList();
        List<String> names =
                possible.stream().map(step -> step.action().name()).distinct().toList();
        String name = names.get(random.nextInt(names.size()));
        List<Step> named = possible.stream()
                .filter(step -> step.action().name().equals(name))
                .toList();
        return named.get(random.nextInt(named.size()));
    }

    /** N2, N3, N10 at larger widths, judged by what L1 may expect. */
    @Property(tries = 30)
    void noVcpuUsesWhatL1MayNotExpect(@ForAll("flushing") NestedDesign design, @ForAll Random random) {
        assertThat(broken(design, random)).isNegative();
    }

    /** Wherever the property is violated, L1 sees it too. */
    @Property(tries = 30)
    void theModelsPropertyAccusesNobodyFalsely(@ForAll("perVcpu") NestedDesign design, @ForAll Random random) {
        broken(design, random);
    }

    /** After how many steps of a random run L1 sees what it may not expect, or -1. */
    private static int broken(NestedDesign design, Random random) {
        NestedFields fields = new NestedFields(SYSTEM.scope("wide"), design);
        Model model = WALKS.model(design, "wide");
        List<Step> steps = model.steps();
        long[] state = model.initial();
        L1View view = new L1View(fields, state);
        for (int i = 0; i < LENGTH; i++) {
            Step step = choose(steps, state, random);
            step.apply(state);
            view.after(step, state);
            boolean violated = model.law("no-use-after-invept").violatedBy(state);
            if (!view.isKept(state)) {
                return i;
            }
            assertThat(violated).isFalse();
        }
        return -1;
    }

    /** N6, N11 at larger widths, with frames that come back, are copied, and go to others. */
    @Property(tries = 20)
    void noMappingIsRetained(@ForAll("telling") NestedDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, P2M);
        WALKS.hold(model, seed, "no-retained-mapping");
    }

    /** A CPU has one vCPU at most, and a machine frame one L1 frame. */
    @Property(tries = 20)
    void cpusAndFramesAreNotUsedTwice(@ForAll("designs") NestedDesign design, @ForAll long seed) {
        NestedFields fields = new NestedFields(SYSTEM.scope(P2M), design);
        WALKS.keep(WALKS.model(design, P2M), seed, s -> noneTwice(fields, s));
    }

    private static boolean noneTwice(NestedFields fields, long[] s) {
        List<Integer> cpus = new ArrayList<>();
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.isScheduled(s, v)) {
                cpus.add(fields.cpuOf(s, v));
            }
        }
        List<Integer> mfns = new ArrayList<>();
        for (int f = 0; f < fields.frame.size(); f++) {
            if (fields.p2m.is(s, f)) {
                mfns.add(fields.p2m.get(s, f));
            }
        }
        return cpus.stream().distinct().count() == cpus.size()
                && mfns.stream().distinct().count() == mfns.size();
    }

    /** Mutants: what the exhaustive search finds in a small scope, walks find at a larger one, or at the claim's own. */
    @Property(tries = 40)
    void walksFindWhatTheSearchFinds(@ForAll("violated") Claim claim) {
        WALKS.find(claim, LENGTH, 300, 20_000);
    }

    @Property(tries = 15)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") NestedDesign design, @ForAll long seed) {
        WALKS.repeat(design, P2M, WALKS.steps(WALKS.model(design, P2M), seed, 60));
    }

    @Provide
    Arbitrary<NestedDesign> designs() {
        return WALKS.designs();
    }

    @Provide
    Arbitrary<NestedDesign> perVcpu() {
        return WALKS.designs().filter(design -> !design.shared);
    }

    @Provide
    Arbitrary<NestedDesign> flushing() {
        return WALKS.designs(
                "invept-every-cpu",
                "invept-where-it-ran",
                "flush-left",
                "flush-arrived",
                "flush-all-left",
                "flush-all-arrived",
                "arrival-mask",
                "generation");
    }

    @Provide
    Arbitrary<NestedDesign> telling() {
        return WALKS.designs("p2m-flush-all", "p2m-flush-all-checked", "p2m-flush-at-entry", "generation");
    }

    @Provide
    Arbitrary<Claim> violated() {
        return WALKS.violated();
    }
}
