package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Claim;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.RandomWalks;
import dev.stalemate.trace.Trace;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** KVM's model at full architectural width: any MTRR and PAT value, frames all over the address space. */
class KvmWideProperties {
    private static final KvmSystem KVM = new KvmSystem();
    private static final int LENGTH = 150;
    private static final int WALKS = 12;

    @Property(tries = 60)
    void hostTypesNeverGoStale(@ForAll("hostTypes") KvmDesign design, @ForAll long seed) {
        assertThat(walk(design, "wide", "no-stale", seed).steps()).isEmpty();
    }

    /**
     * K13b at full width: whatever bases and masks guests write, holes and overlaps included. A vCPU that goes off line may leave leaves
     * of its own types behind, and CD=1 others.
     */
    @Property(tries = 100)
    void zappingTheOldAndTheNewRangeLeavesNothingStale(
            @ForAll @IntRange(min = 1, max = 3) int vcpus, @ForAll boolean hotplug, @ForAll long seed) {
        String scope = "wide,cd=off,offline=off,vcpus=" + vcpus + ",hotplug=" + (hotplug ? "bare" : "off");
        assertThat(walk(KvmDesigns.ZAP_OLD_AND_NEW, scope, "no-stale", seed).steps())
                .isEmpty();
    }

    /** K4 at full width, for guests that don't move a valid range with CD=0 (K13). */
    @Property(tries = 60)
    void zappingEverythingAsCdClearsLeavesNothingStale(@ForAll long seed) {
        assertThat(walk(KvmDesigns.ZAP_ALL, "wide,guest=sdm,init=2ff:c06", "no-stale-quiescent", seed)
                        .steps())
                .isEmpty();
    }

    /** And K13 itself: the walks are long enough to break what can break. */
    @Property(tries = 1)
    void movingAValidRangeIsFoundAtFullWidth() {
        Model model = model(KvmDesigns.LINUX_6_7, "wide,cd=off,offline=off,hotplug=off,vcpus=1");
        RandomWalks walks = new RandomWalks(model, model.law("no-stale"), 1, LENGTH);
        Outcome outcome =
                walks.run(Limits.none().withStates(2_000), Monitor.SILENT).outcome();
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Property(tries = 150)
    void everyLeafIsOneThatAProcessorTakes(@ForAll("designs") KvmDesign design, @ForAll long seed) {
        Model model = model(design, "wide");
        IntField ept = ept(model);
        int mmio = ept.size() - 1;
        Outcome outcome = walk(
                model,
                invariant(s -> {
                    for (int f = 0; f < ept.size(); f++) {
                        int leaf = ept.get(s, f);
                        if (leaf != EptLeaf.NONE
                                && !MemType.legalInMtrr(EptLeaf.emt(leaf).code())) {
                            return false;
                        }
                    }
                    int leaf = ept.get(s, mmio);
                    return leaf == EptLeaf.NONE || EptLeaf.small(leaf) == EptLeaf.of(MemType.UC, false);
                }),
                seed);
        assertThat(outcome.steps()).isEmpty();
    }

    /** The scope's frames 0x200000 and 0x300000, and those below 1 MiB with it, share 2 MiB pages. */
    @Property(tries = 100)
    void aLargeLeafIsOneLeaf(@ForAll("designs") KvmDesign design, @ForAll long seed) {
        Model model = model(design, "wide");
        IntField ept = ept(model);
        List<Long> frames = model.scope().get(KvmSettings.FRAMES);
        Outcome outcome = walk(
                model,
                invariant(s -> {
                    for (int f = 1; f < ept.size(); f++) {
                        boolean together = frames.get(f) >>> 21 == frames.get(f - 1) >>> 21;
                        boolean large = EptLeaf.isLarge(ept.get(s, f)) || EptLeaf.isLarge(ept.get(s, f - 1));
                        if (together && large && ept.get(s, f) != ept.get(s, f - 1)) {
                            return false;
                        }
                    }
                    return true;
                }),
                seed);
        assertThat(outcome.steps()).isEmpty();
    }

    @Property(tries = 60)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") KvmDesign design, @ForAll long seed) {
        Model model = model(design, "wide");
        List<Step> steps = someWalk(model, seed);
        Model another = model(design, "wide");
        List<Step> read = steps.stream()
                .map(step -> another.step(step.action().name(), step.texts()))
                .toList();
        Trace first = Trace.replay(model, steps);
        Trace second = Trace.replay(another, read);
        assertThat(read).hasToString(steps.toString());
        for (int i = 0; i <= steps.size(); i++) {
            assertThat(second.state(i)).containsExactly(first.state(i));
            assertThat(second.hash(i)).isEqualTo(first.hash(i));
        }
    }

    @Property(tries = 120)
    void everyClaimCanBeAskedAtFullWidth(@ForAll("claims") Claim claim, @ForAll long seed) {
        Model model = KVM.model(claim.design(), KVM.widen(claim.scope()));
        RandomWalks walks = new RandomWalks(model, model.law(claim.law()), seed, LENGTH);
        Outcome outcome =
                walks.run(Limits.none().withStates(WALKS), Monitor.SILENT).outcome();
        if (outcome.verdict() == Verdict.VIOLATED) {
            Trace trace = Trace.replay(model, outcome.steps());
            assertThat(trace.firstViolation(outcome.law()))
                    .isEqualTo(outcome.steps().size());
        }
    }

    @Provide
    Arbitrary<KvmDesign> designs() {
        return Arbitraries.of(KvmDesigns.ALL);
    }

    @Provide
    Arbitrary<KvmDesign> hostTypes() {
        return Arbitraries.of(KvmDesigns.LINUX_6_11, KvmDesigns.LINUX_6_16, KvmDesigns.LINUX_6_16_NO_QUIRK);
    }

    @Provide
    Arbitrary<Claim> claims() {
        return Arbitraries.of(KVM.claims());
    }

    private static Model model(KvmDesign design, String scope) {
        Scope at = KVM.scope(scope);
        return KVM.model(design, at);
    }

    private static IntField ept(Model model) {
        return model.layout().fields().stream()
                .filter(f -> f.name().equals("ept"))
                .map(IntField.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Law invariant(Law.Condition holds) {
        return Law.always("invariant", Law.Breaks.COHERENCE, "of the model itself", s -> true, holds);
    }

    private static Outcome walk(KvmDesign design, String scope, String law, long seed) {
        Model model = model(design, scope);
        return walk(model, model.law(law), seed);
    }

    private static Outcome walk(Model model, Law law, long seed) {
        RandomWalks walks = new RandomWalks(model, law, seed, LENGTH);
        Outcome outcome =
                walks.run(Limits.none().withStates(WALKS), Monitor.SILENT).outcome();
        assertThat(outcome.premiseHeld())
                .as("states in which something was at stake")
                .isPositive();
        return outcome;
    }

    /** A walk's steps, up to the fortieth state or as far as it got. */
    private static List<Step> someWalk(Model model, long seed) {
        int[] left = {40};
        Law ends = invariant(s -> --left[0] > 0);
        List<Step> steps = walk(model, ends, seed).steps();
        assertThat(steps).isNotEmpty();
        return steps;
    }
}
