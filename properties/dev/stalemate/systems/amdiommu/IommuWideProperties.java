package dev.stalemate.systems.amdiommu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
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

/** The IOMMU's model at full architectural width: dfns of 52 bits, up to six levels, hundreds of frames, several CPUs and devices. */
class IommuWideProperties {
    private static final IommuSystem SYSTEM = new IommuSystem();
    private static final int LENGTH = 250;
    private static final int WALKS = 3;

    /** A3d at full width, with reuse. */
    @Property(tries = 25)
    void announcedDfnsTranslateWhateverTheirLevels(@ForAll @IntRange(min = 1, max = 4) int levels, @ForAll long seed) {
        Model model = model(IommuDesigns.NOTIFY_AT_ONCE, "wide,levels=" + levels);
        for (String law :
                List.of("mapped-translates", "root-with-own-levels", "lock-held-at-update", "no-leaked-table")) {
            assertThat(walk(model, model.law(law), seed).steps()).isEmpty();
        }
    }

    /** A5d at full width. */
    @Property(tries = 25)
    void asManyLevelsAsTheHighestDfnNeedsAreEnough(@ForAll long seed) {
        Model model = model(IommuDesigns.FITTED, "wide");
        for (String law : List.of("mapped-translates", "levels-fixed", "no-retained-mapping")) {
            assertThat(walk(model, model.law(law), seed).steps()).isEmpty();
        }
    }

    /** Whatever fails, and wherever: nothing is leaked, nothing published by halves. */
    @Property(tries = 25)
    void aCarefulGrowthLeavesNothingBehind(@ForAll @IntRange(min = 1, max = 4) int levels, @ForAll long seed) {
        Model model = model(IommuDesigns.CAREFUL, "wide,errors=on,levels=" + levels);
        for (String law : List.of("no-leaked-table", "published-everywhere", "list-walk-stays")) {
            assertThat(walk(model, model.law(law), seed).steps()).isEmpty();
        }
    }

    /** A dfn that the p2m doesn't have reaches nothing, once no call is under way and no flush is owed. */
    @Property(tries = 40)
    void whatIsNotMappedReachesNothing(@ForAll("right") IommuDesign design, @ForAll long seed) {
        IommuFields fields = new IommuFields(SYSTEM.scope("wide"), design);
        Model model = model(design, "wide");
        assertThat(walk(model, invariant(s -> noneReaches(fields, s)), seed).steps())
                .isEmpty();
    }

    private static boolean noneReaches(IommuFields fields, long[] s) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (fields.at.get(s, c) != At.IDLE) {
                return true;
            }
        }
        for (int dev = 0; dev < fields.device.size(); dev++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                if (fields.p2m.get(s, d) == 0 && fields.translation(s, dev, d) != IoPageTables.FAULT) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Mutants: what the exhaustive search finds in a small scope, walks find at full width, or at the claim's own. */
    @Property(tries = 60)
    void walksFindWhatTheSearchFinds(@ForAll("violated") Claim claim) {
        Outcome wide = find(claim, SYSTEM.model(claim.design(), SYSTEM.widen(claim.scope())), 300);
        Outcome found = wide.verdict() == Verdict.VIOLATED ? wide : find(claim, claim.model(), 20_000);
        assertThat(found.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    private static Outcome find(Claim claim, Model model, int walks) {
        return new RandomWalks(model, model.law(claim.law()), 1, 200)
                .run(Limits.none().withStates(walks), Monitor.SILENT)
                .outcome();
    }

    @Property(tries = 25)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") IommuDesign design, @ForAll long seed) {
        Model model = model(design, "wide,errors=on,quarantine=3");
        int[] left = {60};
        List<Step> steps = walk(model, invariant(s -> --left[0] > 0), seed).steps();
        assertThat(steps).isNotEmpty();
        Model another = model(design, "wide,errors=on,quarantine=3");
        List<Step> read = steps.stream()
                .map(step -> another.step(step.action().name(), step.texts()))
                .toList();
        Trace first = Trace.replay(model, steps);
        Trace second = Trace.replay(another, read);
        for (int i = 0; i <= steps.size(); i++) {
            assertThat(second.state(i)).containsExactly(first.state(i));
        }
    }

    /** Each lock has its holder's word for it, and no CPU waits for what it holds. */
    @Property(tries = 40)
    void aLockIsHeldByACpuThatRuns(@ForAll("designs") IommuDesign design, @ForAll long seed) {
        IommuFields fields = new IommuFields(SYSTEM.scope("wide,errors=on"), design);
        Model model = model(design, "wide,errors=on");
        Outcome outcome = walk(
                model,
                invariant(s -> runs(fields, s, fields.pcidevs, At.LOCK_PCIDEVS)
                        && runs(fields, s, fields.mapping, At.LOCK_MAPPING)
                        && runs(fields, s, fields.iommuLock, At.REWRITE)),
                seed);
        assertThat(outcome.steps()).isEmpty();
    }

    private static boolean runs(IommuFields fields, long[] s, IntField lock, int waiting) {
        int holder = lock.get(s, 0) - 1;
        return holder < 0 || (fields.at.get(s, holder) != At.IDLE && fields.at.get(s, holder) != waiting);
    }

    @Provide
    Arbitrary<IommuDesign> designs() {
        return Arbitraries.of(IommuDesigns.ALL);
    }

    @Provide
    Arbitrary<IommuDesign> right() {
        return Arbitraries.of(
                IommuDesigns.ALL_LOCKED, IommuDesigns.NOTIFY_AT_ONCE, IommuDesigns.FITTED, IommuDesigns.CAREFUL);
    }

    @Provide
    Arbitrary<Claim> violated() {
        return Arbitraries.of(SYSTEM.claims().stream()
                .filter(claim -> claim.recorded() == Verdict.VIOLATED)
                .toList());
    }

    private static Model model(IommuDesign design, String scope) {
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
