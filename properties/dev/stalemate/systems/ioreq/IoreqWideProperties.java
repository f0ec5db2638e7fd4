package dev.stalemate.systems.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.WideWalks;
import dev.stalemate.trace.Trace;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Map caches with six vCPUs, four servers and dozens of frames, where everything that can happen does. */
class IoreqWideProperties {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final WideWalks<IoreqDesign> WALKS = new WideWalks<>(SYSTEM, IoreqDesign.class, 300, 2);

    /** M3b, at full width. */
    @Property(tries = 20)
    void forwardedRemovalsLeaveNoServerBehind(@ForAll long seed) {
        Model model = WALKS.model("forwarded", "wide,early=on");
        WALKS.hold(model, seed, "dropped-before-guest-runs", "no-lost-write", "no-write-to-another-guest");
    }

    /** M2d and M4, at full width: servers map nothing before the guest's start. */
    @Property(tries = 20)
    void aFlagPerVcpuIsEnoughForAPausedGuest(@ForAll("paused") IoreqDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, "wide");
        WALKS.hold(model, seed, "dropped-before-guest-runs", "no-lost-write", "no-write-to-another-guest");
    }

    /** M8c, at full width; before its start a guest's servers have mapped nothing, and are sent nothing. */
    @Property(tries = 20)
    void anInvalidationIsSentForEachRemovalWhateverIsPreempted(
            @ForAll("paused") IoreqDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, "wide,life=off");
        WALKS.hold(model, seed, "sent-before-return");
    }

    /** M1d: a mapping that holds a reference keeps its frame from the next guest, whatever the design. */
    @Property(tries = 30)
    void noDesignLosesIsolationWhileMappingsHoldReferences(@ForAll("designs") IoreqDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, "wide,early=on");
        WALKS.hold(model, seed, "no-write-to-another-guest");
    }

    /** Every state of a walk, judged from the steps alone. */
    @Property(tries = 40)
    void statesAreJudgedAsByMapsThatFollowTheSteps(
            @ForAll("careful") IoreqDesign design, @ForAll boolean life, @ForAll long seed) {
        String scope = "wide,frames=6,vcpus=3,servers=3,extents=3,early=on,life=" + (life ? "on" : "off");
        Model model = WALKS.model(design, scope);
        Trace trace = Trace.replay(model, WALKS.steps(model, seed, 150));
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
        IoreqFields fields = new IoreqFields(SYSTEM.scope("wide"), design, IoreqLabels.ALL);
        WALKS.keep(WALKS.model(design, "wide"), seed, s -> {
            for (int m = 0; m < fields.gfn.size(); m++) {
                boolean guests = fields.frames.owner(s, m) == Owner.GUEST;
                if (guests != fields.references(s, fields.behind(m)) > 0) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Mutants: what the exhaustive search finds in a small scope, walks find at full width, or at the claim's own. */
    @Property(tries = 60)
    void walksFindWhatTheSearchFinds(@ForAll("violated") Claim claim) {
        WALKS.find(claim, 100, 200, 20_000);
    }

    @Property(tries = 20)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") IoreqDesign design, @ForAll long seed) {
        List<Step> steps = WALKS.steps(WALKS.model(design, "wide,early=on"), seed, 60);
        Assume.that(!steps.isEmpty());
        WALKS.repeat(design, "wide,early=on", steps);
    }

    @Provide
    Arbitrary<IoreqDesign> designs() {
        return WALKS.designs();
    }

    @Provide
    Arbitrary<IoreqDesign> paused() {
        return WALKS.designs("xen-4.15-paused", "frozen");
    }

    @Provide
    Arbitrary<IoreqDesign> careful() {
        return WALKS.designs().filter(design -> design.server == IoreqDesign.Server.CAREFUL);
    }

    @Provide
    Arbitrary<Claim> violated() {
        return WALKS.violated();
    }
}
