package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Claim;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.systems.WideWalks;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The IOMMU's model at full architectural width: dfns of 52 bits, up to six levels, hundreds of frames, several CPUs and devices. */
class IommuWideProperties {
    private static final IommuSystem SYSTEM = new IommuSystem();
    private static final WideWalks<IommuDesign> WALKS = new WideWalks<>(SYSTEM, IommuDesign.class, 250, 3);

    /** A3d at full width, with reuse. */
    @Property(tries = 25)
    void announcedDfnsTranslateWhateverTheirLevels(@ForAll @IntRange(min = 1, max = 4) int levels, @ForAll long seed) {
        Model model = WALKS.model("notify-atomic-entry", "wide,levels=" + levels);
        WALKS.hold(model, seed, "mapped-translates", "root-with-own-levels", "lock-held-at-update", "no-leaked-table");
    }

    /** A5d at full width. */
    @Property(tries = 25)
    void asManyLevelsAsTheHighestDfnNeedsAreEnough(@ForAll long seed) {
        Model model = WALKS.model("fitted-levels", "wide");
        WALKS.hold(model, seed, "mapped-translates", "levels-fixed", "no-retained-mapping");
    }

    /** Whatever fails, and wherever: nothing is leaked, nothing published by halves. */
    @Property(tries = 25)
    void aCarefulGrowthLeavesNothingBehind(@ForAll @IntRange(min = 1, max = 4) int levels, @ForAll long seed) {
        Model model = WALKS.model("careful-errors", "wide,errors=on,levels=" + levels);
        WALKS.hold(model, seed, "no-leaked-table", "published-everywhere", "list-walk-stays");
    }

    /** A dfn that the p2m doesn't have reaches nothing, once no call is under way and no flush is owed. */
    @Property(tries = 40)
    void whatIsNotMappedReachesNothing(@ForAll("right") IommuDesign design, @ForAll long seed) {
        IommuFields fields = new IommuFields(SYSTEM.scope("wide"), design);
        Model model = WALKS.model(design, "wide");
        WALKS.keep(model, seed, s -> noneReaches(fields, s));
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
        WALKS.find(claim, 200, 300, 20_000);
    }

    @Property(tries = 25)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") IommuDesign design, @ForAll long seed) {
        String scope = "wide,errors=on,quarantine=3";
        WALKS.repeat(design, scope, WALKS.steps(WALKS.model(design, scope), seed, 60));
    }

    /** Each lock has its holder's word for it, and no CPU waits for what it holds. */
    @Property(tries = 40)
    void aLockIsHeldByACpuThatRuns(@ForAll("designs") IommuDesign design, @ForAll long seed) {
        IommuFields fields = new IommuFields(SYSTEM.scope("wide,errors=on"), design);
        Model model = WALKS.model(design, "wide,errors=on");
        WALKS.keep(
                model,
                seed,
                s -> runs(fields, s, fields.pcidevs, At.LOCK_PCIDEVS)
                        && runs(fields, s, fields.mapping, At.LOCK_MAPPING)
                        && runs(fields, s, fields.iommuLock, At.REWRITE));
    }

    private static boolean runs(IommuFields fields, long[] s, IntField lock, int waiting) {
        int holder = lock.get(s, 0) - 1;
        return holder < 0 || (fields.at.get(s, holder) != At.IDLE && fields.at.get(s, holder) != waiting);
    }

    @Provide
    Arbitrary<IommuDesign> designs() {
        return WALKS.designs();
    }

    @Provide
    Arbitrary<IommuDesign> right() {
        return WALKS.designs("all-locked", "notify-atomic-entry", "fitted-levels", "careful-errors");
    }

    @Provide
    Arbitrary<Claim> violated() {
        return WALKS.violated();
    }
}
