package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Claim;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Invariant;
import dev.stalemate.model.Model;
import dev.stalemate.model.Proof;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.WideWalks;
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
    private static final String FRAMES = "frames=0x0+0x9f000+0x100000+0x300000+0x80000000+0x100000000+0xffffffffff000";
    private static final WideWalks<KvmDesign> WALKS = new WideWalks<>(KVM, KvmDesign.class, LENGTH, 12);

    @Property(tries = 60)
    void hostTypesNeverGoStale(@ForAll("hostTypes") KvmDesign design, @ForAll long seed) {
        holds(WALKS.model(design, "wide"), "no-stale", seed);
    }

    /**
     * K13b at full width: whatever bases and masks guests write, holes and overlaps included. A vCPU that goes off line may leave leaves
     * of its own types behind, and CD=1 others.
     */
    @Property(tries = 100)
    void zappingTheOldAndTheNewRangeLeavesNothingStale(
            @ForAll @IntRange(min = 1, max = 3) int vcpus, @ForAll boolean hotplug, @ForAll long seed) {
        String scope = "wide,cd=off,offline=off,vcpus=" + vcpus + ",hotplug=" + (hotplug ? "bare" : "off");
        holds(WALKS.model("linux-6.7-zap-old-and-new", scope), "no-stale", seed);
    }

    /** K4 at full width, for guests that don't move a valid range with CD=0 (K13). */
    @Property(tries = 20)
    void zappingEverythingAsCdClearsLeavesNothingStale(@ForAll long seed) {
        // Rounds of updates are long, so a quiescent state with a leaf is rare.
        WideWalks<KvmDesign> more = new WideWalks<>(KVM, KvmDesign.class, LENGTH, 48);
        Model model = more.model("cd0-zaps-all", "wide,guest=sdm,init=2ff:c06");
        holds(more, model, "no-stale-quiescent", seed);
    }

    /** What proofs rest on, where they are about: any register value, and frames all over the address space. */
    @Property(tries = 120)
    void noWalkBreaksAnInvariantOfAProof(@ForAll("proofs") Proof proof, @ForAll long seed) {
        Claim claim = KVM.claims().stream()
                .filter(c -> c.id().equals(proof.claim()))
                .findFirst()
                .orElseThrow();
        Scope scope = claim.scope().with(proof.scope()).with(FRAMES);
        Model model = KVM.model(claim.design(), scope);
        for (String name : proof.invariants()) {
            WALKS.hold(model, seed, Invariant.LAW + name);
        }
        WALKS.hold(model, seed, claim.law());
    }

    /** And K13 itself: the walks are long enough to break what can break. */
    @Property(tries = 1)
    void movingAValidRangeIsFoundAtFullWidth() {
        Model model = WALKS.model("linux-6.7", "wide,cd=off,offline=off,hotplug=off,vcpus=1");
        WideWalks<KvmDesign> many = new WideWalks<>(KVM, KvmDesign.class, LENGTH, 2_000);
        Outcome outcome = many.walk(model, model.law("no-stale"), 1);
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
    }

    @Property(tries = 150)
    void everyLeafIsOneThatAProcessorTakes(@ForAll("onEpt") KvmDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, "wide");
        IntField ept = ept(model);
        int mmio = ept.size() - 1;
        WALKS.keep(model, seed, s -> {
            for (int f = 0; f < ept.size(); f++) {
                int leaf = ept.get(s, f);
                if (leaf != EptLeaf.NONE
                        && !MemType.legalInMtrr(EptLeaf.emt(leaf).code())) {
                    return false;
                }
            }
            int leaf = ept.get(s, mmio);
            return leaf == EptLeaf.NONE || EptLeaf.small(leaf) == EptLeaf.of(MemType.UC, false);
        });
    }

    @Property(tries = 30)
    void everyLeafOnNestedPagingOfAmdSelectsTheFirstEntryOfTheHostsPat(
            @ForAll("onNpt") KvmDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, "wide");
        IntField npt = ept(model);
        WALKS.keep(model, seed, s -> {
            for (int f = 0; f < npt.size(); f++) {
                if (npt.get(s, f) != EptLeaf.NONE && EptLeaf.small(npt.get(s, f)) != EptLeaf.PA0) {
                    return false;
                }
            }
            return true;
        });
    }

    /** The scope's frames 0x200000 and 0x300000, and those below 1 MiB with it, share 2 MiB pages. */
    @Property(tries = 100)
    void aLargeLeafIsOneLeaf(@ForAll("designs") KvmDesign design, @ForAll long seed) {
        Model model = WALKS.model(design, "wide");
        IntField ept = ept(model);
        List<Long> frames = model.scope().get(KvmSettings.FRAMES);
        WALKS.keep(model, seed, s -> {
            for (int f = 1; f < ept.size(); f++) {
                boolean together = frames.get(f) >>> 21 == frames.get(f - 1) >>> 21;
                boolean large = EptLeaf.isLarge(ept.get(s, f)) || EptLeaf.isLarge(ept.get(s, f - 1));
                if (together && large && ept.get(s, f) != ept.get(s, f - 1)) {
                    return false;
                }
            }
            return true;
        });
    }

    @Property(tries = 60)
    void theSameStepsLeadThroughTheSameStates(@ForAll("designs") KvmDesign design, @ForAll long seed) {
        WALKS.repeat(design, "wide", WALKS.steps(WALKS.model(design, "wide"), seed, 40));
    }

    @Property(tries = 120)
    void everyClaimCanBeAskedAtFullWidth(@ForAll("claims") Claim claim, @ForAll long seed) {
        Model model = KVM.model(claim.design(), KVM.widen(claim.scope()));
        Outcome outcome = WALKS.walk(model, model.law(claim.law()), seed);
        if (outcome.verdict() == Verdict.VIOLATED) {
            Trace trace = Trace.replay(model, outcome.steps());
            assertThat(trace.firstViolation(outcome.law()))
                    .isEqualTo(outcome.steps().size());
        }
    }

    @Provide
    Arbitrary<KvmDesign> designs() {
        return WALKS.designs();
    }

    @Provide
    Arbitrary<KvmDesign> onEpt() {
        return designs().filter(design -> design.paging() == KvmDesign.Paging.EPT);
    }

    @Provide
    Arbitrary<KvmDesign> onNpt() {
        return designs().filter(design -> design.paging() == KvmDesign.Paging.NPT);
    }

    @Provide
    Arbitrary<KvmDesign> hostTypes() {
        return WALKS.designs("linux-6.11", "linux-6.12.78", "linux-6.13", "linux-6.16", "linux-6.16-no-quirk");
    }

    @Provide
    Arbitrary<Proof> proofs() {
        return Arbitraries.of(KVM.proofs());
    }

    @Provide
    Arbitrary<Claim> claims() {
        return Arbitraries.of(KVM.claims());
    }

    private static IntField ept(Model model) {
        return model.layout().fields().stream()
                .filter(f -> f.name().equals("ept") || f.name().equals("npt"))
                .map(IntField.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static void holds(Model model, String law, long seed) {
        holds(WALKS, model, law, seed);
    }

    private static void holds(WideWalks<KvmDesign> walks, Model model, String law, long seed) {
        Outcome outcome = walks.walk(model, model.law(law), seed);
        assertThat(outcome.premiseHeld())
                .as("states in which something was at stake")
                .isPositive();
        assertThat(outcome.steps()).isEmpty();
    }
}
