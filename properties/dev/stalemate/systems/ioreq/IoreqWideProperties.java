package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.paging.Owner;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.RandomWalks;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Map caches with six vCPUs, four servers and dozens of frames, where everything that can happen does. */
class IoreqWideProperties {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final int LENGTH = 300;
    private static final int WALKS = 2;

    /** M3b, at full width. */
    @Property(tries = 20)
    void forwardedRemovalsLeaveNoServerBehind(@ForAll long seed) {
        Model model = model(IoreqDesigns.FORWARDED, "wide,early=on");
        for (String law : List.of("dropped-before-guest-runs", "no-lost-write", "no-write-to-another-guest")) {
            assertThat(walk(model, model.law(law), seed).steps()).isEmpty();
        }
    }

    /** M2d and M4, at full width: servers map nothing before the guest's start. */
    @Property(tries = 20)
    void aFlagPerVcpuIsEnoughForAPausedGuest(@ForAll("paused") IoreqDesign design, @ForAll long seed) {
        Model model = model(design, "wide");
        for (String law : List.of("dropped-before-guest-runs", "no-lost-write", "no-write-to-another-guest")) {
            assertThat(walk(model, model.law(law), seed).steps()).isEmpty();
        }
    }

    /** M8c, at full width; before its start a guest's servers have mapped nothing, and are sent nothing. */
    @Property(tries = 20)
    void anInvalidationIsSentForEachRemovalWhateverIsPreempted(
            @ForAll("paused") IoreqDesign design, @ForAll long seed) {
        Model model = model(design, "wide,life=off");
        assertThat(walk(model, model.law("sent-before-return"), seed).steps()).isEmpty();
    }

    /** M1d: a mapping that holds a reference keeps its frame from the next guest, whatever the design. */
    @Property(tries = 30)
    void noDesignLosesIsolationWhileMappingsHoldReferences(@ForAll("designs") IoreqDesign design, @ForAll long seed) {
        Model model = model(design, "wide,early=on");
        assertThat(walk(model, model.law("no-write-to-another-guest"), seed).steps())
                .isEmpty();
    }

    /** Every state of a walk, judged from the steps alone. */
    @Property(tries = 40)
    void statesAreJudgedAsByMapsThatFollowTheSteps(
            @ForAll("careful") IoreqDesign design, @ForAll boolean life, @ForAll long seed) {
        String scope = "wide,frames=6,vcpus=3,servers=3,extents=3,early=on,life=" + (life ? "on" : "off");
        Model model = model(design, scope);
        Trace trace = Trace.replay(model, steps(model, seed, 150));
        NaiveCaches naive = new NaiveCaches(6);
        for (int i = 1; i <= trace.steps().size(); i++) {
            long[] state = trace.state(i);
            Map<String, String> text = model.layout().describe(state);
            naive.follow(trace.steps().get(i - 1), text);
            assertThat(holds(model, "dropped-before-guest-runs", state)).isEqualTo(naive.dropsBeforeGuestRuns(text));
            assertThat(holds(model, "dropped-before-return", state)).isEqualTo(naive.dropsBeforeReturn(text));
            assertThat(holds(model, "sent-before-return", state)).isEqualTo(naive.sendsBeforeReturn(text));
            assertThat(holds(model, "no-write-to-another-guest", state)).isEqualTo(naive.writesNothingOfAnother());
        }
    }

    private static boolean holds(Model model, String law, long[] state) {
        return model.law(law).holds().test(state);
    }

    /** A frame is the guest's exactly while something refers to it, and free or another's otherwise. */
    @Property(tries = 30)
    void aFrameIsTheGuestsWhileItIsReferredTo(@ForAll("designs") IoreqDesign design, @ForAll long seed) {
        IoreqFields fields = new IoreqFields(SYSTEM.scope("wide"), design);
        Outcome outcome = walk(
                model(design, "wide"),
                invariant(s -> {
                    for (int m = 0; m < fields.gfn.size(); m++) {
                        boolean guests = fields.frames.owner(s, m) == Owner.GUEST;
                        if (guests != fields.references(s, fields.behind(m)) > 0) {
                            return false;
                        }
                    }
                    return true;
                }),
                seed);
        assertThat(outcome.steps()).isEmpty();
    }

    /** Mutants: what the exhaustive search finds in a small scope, walks find at full width, or at the claim's own. */
    @Property(tries = 60)
    void walksFindWhatTheSearchFinds(@ForAll("violated") Claim claim) {
        Outcome wide = find(claim, SYSTEM.model(claim.design(), SYSTEM.widen(claim.scope())), 200);
        Outcome found = wide.verdict() == Verdict.VIOLATED ? wide : find(claim, claim.model(), 20_000);
        assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    private static Outcome find(Claim claim, Model model, int walks) {
        return new RandomWalks(model, model.law(claim.law()), 1, 100)
                .run(Limits.none().withStates(walks), Monitor.SILENT)
                .outcome();
    }

    @Property(tries = 20)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") IoreqDesign design, @ForAll long seed) {
        Model model = model(design, "wide,early=on");
        List<Step> steps = steps(model, seed, 60);
        Assume.that(!steps.isEmpty());
        Model another = model(design, "wide,early=on");
        List<Step> read = steps.stream()
                .map(step -> another.step(step.action().name(), step.texts()))
                .toList();
        Trace first = Trace.replay(model, steps);
        Trace second = Trace.replay(another, read);
        for (int i = 0; i <= steps.size(); i++) {
            assertThat(second.state(i)).containsExactly(first.state(i));
        }
    }

    @Provide
    Arbitrary<IoreqDesign> designs() {
        return Arbitraries.of(IoreqDesigns.ALL);
    }

    @Provide
    Arbitrary<IoreqDesign> paused() {
        return Arbitraries.of(IoreqDesigns.XEN_4_15_PAUSED, IoreqDesigns.FROZEN);
    }

    @Provide
    Arbitrary<IoreqDesign> careful() {
        return Arbitraries.of(IoreqDesigns.ALL.stream()
                .filter(design -> design.server() == IoreqDesign.Server.CAREFUL)
                .toList());
    }

    @Provide
    Arbitrary<Claim> violated() {
        return Arbitraries.of(SYSTEM.claims().stream()
                .filter(claim -> claim.recorded() == Verdict.VIOLATED)
                .filter(claim -> !claim.model().law(claim.law()).kind().isProgress())
                .toList());
    }

    private static Model model(IoreqDesign design, String scope) {
        return SYSTEM.model(design, SYSTEM.scope(scope));
    }

    /** Steps at random, the last of several walks: a domain that is destroyed early leaves little to do. */
    private static List<Step> steps(Model model, long seed, int count) {
        int[] left = {count};
        return new RandomWalks(model, invariant(s -> --left[0] > 0), seed, LENGTH)
                .run(Limits.none().withStates(count), Monitor.SILENT)
                .outcome()
                .steps();
    }

    private static Law invariant(Law.Condition holds) {
        return Law.always("invariant", Law.Breaks.ISOLATION, "of the model itself", s -> true, holds);
    }

    private static Outcome walk(Model model, Law law, long seed) {
        return new RandomWalks(model, law, seed, LENGTH)
                .run(Limits.none().withStates(WALKS), Monitor.SILENT)
                .outcome();
    }
}
