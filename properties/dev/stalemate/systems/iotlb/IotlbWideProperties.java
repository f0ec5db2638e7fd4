package dev.stalemate.systems.iotlb;

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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A free never precedes the flush that covers it: two dozen dfns, ranges that overlap, several CPUs, two IOMMUs, queues and caching mode. */
class IotlbWideProperties {
    private static final IotlbSystem SYSTEM = new IotlbSystem();
    private static final int LENGTH = 300;
    private static final int WALKS = 3;

    private static final String AT_ONCE = "wide,errors=off,commands=0";
    private static final String QUEUED = "wide,errors=off";
    private static final String ABSENT = "wide,errors=off,commands=0,caching-mode=on";

    /** What the fixes of XSA-78, XSA-346 and XSA-373 have in common. */
    @Property(tries = 40)
    void aFreeNeverPrecedesTheFlushThatCoversIt(
            @ForAll("right") IotlbDesign design, @ForAll("scopes") String scope, @ForAll long seed) {
        Model model = model(design, scope);
        for (String law : List.of("flushed-before-free", "no-retained-mapping", "mapped-translates")) {
            assertThat(walk(model, model.law(law), seed).steps()).isEmpty();
        }
    }

    /** XSA-355: whatever the ranges, and wherever they overlap. */
    @Property(tries = 25)
    void noMoveHoldsMoreThanItCanNote(@ForAll long seed) {
        Model model = model(IotlbDesigns.XEN_4_16, "wide");
        assertThat(walk(model, model.law("notes-suffice"), seed).steps()).isEmpty();
    }

    /** Whatever fails: a frame that is in an IOTLB after its flush has failed is kept, as long as no move is under way. */
    @Property(tries = 25)
    void aFailedFlushKeepsTheFrame(@ForAll long seed) {
        Model model = model(IotlbDesigns.XEN_4_16, "wide,commands=0,moves=0");
        assertThat(walk(model, model.law("flushed-before-free"), seed).steps()).isEmpty();
    }

    /** Mutants: what the exhaustive search finds in a small scope, walks find with more dfns, or at the claim's own. */
    @Property(tries = 40)
    void walksFindWhatTheSearchFinds(@ForAll("violated") Claim claim) {
        Outcome wide = find(claim, SYSTEM.model(claim.design(), SYSTEM.widen(claim.scope())), 300);
        Outcome found = wide.verdict() == Verdict.VIOLATED ? wide : find(claim, claim.model(), 50_000);
        assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    private static Outcome find(Claim claim, Model model, int walks) {
        return new RandomWalks(model, model.law(claim.law()), 1, 200)
                .run(Limits.none().withStates(walks), Monitor.SILENT)
                .outcome();
    }

    /** A frame is the guest's as long as the p2m has it or a CPU holds it, and no longer, unless a flush may fail: then it is kept for good. */
    @Property(tries = 40)
    void aFrameIsTheGuestsWhileItIsMappedOrHeld(
            @ForAll("designs") IotlbDesign design, @ForAll("scopes") String scope, @ForAll long seed) {
        IotlbFields fields = new IotlbFields(SYSTEM.scope(scope), design);
        assertThat(walk(model(design, scope), invariant(s -> guestsWhileUsed(fields, s)), seed)
                        .steps())
                .isEmpty();
    }

    private static boolean guestsWhileUsed(IotlbFields fields, long[] s) {
        boolean[] used = new boolean[fields.dfn.size()];
        for (int d = 0; d < used.length; d++) {
            mark(used, fields.p2m.get(s, d));
        }
        for (int c = 0; c < fields.cpu.size(); c++) {
            mark(used, fields.inHand.get(s, c));
            for (int m = 0; m < used.length; m++) {
                used[m] |= fields.holds.is(s, c * used.length + m);
            }
        }
        for (int m = 0; m < used.length; m++) {
            boolean guests = fields.frames.owner(s, m) == Owner.GUEST;
            boolean kept = fields.error.bound() > 1;
            if (used[m] ? !guests : guests && !kept) {
                return false;
            }
        }
        return true;
    }

    private static void mark(boolean[] used, int value) {
        if (value > 0) {
            used[value - 1] = true;
        }
    }

    /** No two dfns map one frame, and the p2m lock is held where an entry is being changed. */
    @Property(tries = 40)
    void theP2mIsChangedUnderItsLock(
            @ForAll("designs") IotlbDesign design, @ForAll("scopes") String scope, @ForAll long seed) {
        IotlbFields fields = new IotlbFields(SYSTEM.scope(scope), design);
        assertThat(walk(model(design, scope), invariant(s -> isLocked(fields, s) && isInjective(fields, s)), seed)
                        .steps())
                .isEmpty();
    }

    private static boolean isLocked(IotlbFields fields, long[] s) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            int at = fields.cpus.at().get(s, c);
            boolean changes = at == IotlbFields.UNMAP
                    || at == IotlbFields.FREE
                    || at == IotlbFields.TAKE
                    || at == IotlbFields.UNLOCK;
            if (changes && fields.p2mLock.get(s, 0) != c + 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInjective(IotlbFields fields, long[] s) {
        boolean[] seen = new boolean[fields.dfn.size() + 1];
        for (int d = 0; d < fields.dfn.size(); d++) {
            int m = fields.p2m.get(s, d);
            if (m != 0 && seen[m]) {
                return false;
            }
            seen[m] = true;
        }
        return true;
    }

    @Property(tries = 25)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") IotlbDesign design, @ForAll long seed) {
        Model model = model(design, "wide");
        int[] left = {60};
        List<Step> steps = walk(model, invariant(s -> --left[0] > 0), seed).steps();
        assertThat(steps).isNotEmpty();
        Model another = model(design, "wide");
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
    Arbitrary<IotlbDesign> designs() {
        return Arbitraries.of(IotlbDesigns.ALL);
    }

    @Provide
    Arbitrary<IotlbDesign> right() {
        return Arbitraries.of(
                IotlbDesigns.XEN_4_16, IotlbDesigns.EACH_PAGE, IotlbDesigns.ALL_AT_END, IotlbDesigns.AMD_WAITS);
    }

    @Provide
    Arbitrary<String> scopes() {
        return Arbitraries.of(AT_ONCE, QUEUED, ABSENT);
    }

    @Provide
    Arbitrary<Claim> violated() {
        return Arbitraries.of(SYSTEM.claims().stream()
                .filter(claim -> claim.recorded() == Verdict.VIOLATED)
                .filter(claim -> !claim.model().law(claim.law()).kind().isProgress())
                .toList());
    }

    private static Model model(IotlbDesign design, String scope) {
        return SYSTEM.model(design, SYSTEM.scope(scope));
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
