package dev.stalemate.systems.iotlb;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.WideWalks;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A free never precedes the flush that covers it: two dozen dfns, ranges that overlap, several CPUs, two IOMMUs, queues and caching mode. */
class IotlbWideProperties {
    private static final IotlbSystem SYSTEM = new IotlbSystem();
    private static final WideWalks<IotlbDesign> WALKS = new WideWalks<>(SYSTEM, IotlbDesign.class, 300, 3);

    private static final String AT_ONCE = "wide,errors=off,commands=0";
    private static final String QUEUED = "wide,errors=off";
    private static final String ABSENT = "wide,errors=off,commands=0,caching-mode=on";

    /** What the fixes of XSA-78, XSA-346 and XSA-373 have in common. */
    @Property(tries = 40)
    void aFreeNeverPrecedesTheFlushThatCoversIt(
            @ForAll("right") IotlbDesign design, @ForAll("scopes") String scope, @ForAll long seed) {
        Model model = WALKS.model(design, scope);
        WALKS.hold(model, seed, "flushed-before-free", "no-retained-mapping", "mapped-translates");
    }

    /** XSA-355: whatever the ranges, and wherever they overlap. */
    @Property(tries = 25)
    void noMoveHoldsMoreThanItCanNote(@ForAll long seed) {
        Model model = WALKS.model("xen-4.16", "wide");
        WALKS.hold(model, seed, "notes-suffice");
    }

    /** Whatever fails: a frame that is in an IOTLB after its flush has failed is kept, as long as no move is under way. */
    @Property(tries = 25)
    void aFailedFlushKeepsTheFrame(@ForAll long seed) {
        Model model = WALKS.model("xen-4.16", "wide,commands=0,moves=0");
        WALKS.hold(model, seed, "flushed-before-free");
    }

    /** Mutants: what the exhaustive search finds in a small scope, walks find with more dfns, or at the claim's own. */
    @Property(tries = 40)
    void walksFindWhatTheSearchFinds(@ForAll("violated") Claim claim) {
        WALKS.find(claim, 200, 300, 50_000);
    }

    /** A frame is the guest's as long as the p2m has it or a CPU holds it, and no longer, unless a flush may fail: then it is kept for good. */
    @Property(tries = 40)
    void aFrameIsTheGuestsWhileItIsMappedOrHeld(
            @ForAll("designs") IotlbDesign design, @ForAll("scopes") String scope, @ForAll long seed) {
        IotlbFields fields = new IotlbFields(SYSTEM.scope(scope), design);
        WALKS.keep(WALKS.model(design, scope), seed, s -> guestsWhileUsed(fields, s));
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
        WALKS.keep(WALKS.model(design, scope), seed, s -> isLocked(fields, s) && isInjective(fields, s));
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
        WALKS.repeat(design, "wide", WALKS.steps(WALKS.model(design, "wide"), seed, 60));
    }

    @Provide
    Arbitrary<IotlbDesign> designs() {
        return WALKS.designs();
    }

    @Provide
    Arbitrary<IotlbDesign> right() {
        return WALKS.designs("xen-4.16", "each-page", "all-at-end", "amd-waits");
    }

    @Provide
    Arbitrary<String> scopes() {
        return Arbitraries.of(AT_ONCE, QUEUED, ABSENT);
    }

    @Provide
    Arbitrary<Claim> violated() {
        return WALKS.violated();
    }
}
