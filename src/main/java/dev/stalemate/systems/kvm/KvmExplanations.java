package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.paging.Consequence;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What would be installed now, what a guest believes, and how a leaf that differs from either is explained. */
final class KvmExplanations {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final int[] patIndexes;

    KvmExplanations(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.patIndexes = fields.scope.get(KvmSettings.PAT_INDEX).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** As {@link ExpectedLeaf#like}. */
    int freshLike(int f, int leaf) {
        return ExpectedLeaf.like(machine.design, machine, fields.gpa[f], leaf);
    }

    /** The PAT type of an access that a guest believes uncached while the leaf makes it cached; null if there is none. */
    @Nullable
    MemType weakerPat(Vcpu vcpu, int f, int leaf) {
        for (int index : patIndexes) {
            MemType pat = Pat.entry(vcpu.pat(), index);
            if (Belief.ifWeaker(vcpu, fields.gpa[f], pat, leaf) != null) {
                return pat;
            }
        }
        return null;
    }

    /** Each leaf that is not what would be installed now. */
    Diagnosis staleLeaves(long[] s) {
        return leaves(s, (f, leaf) -> freshLike(f, leaf), leaf -> "would get " + EptLeaf.text(leaf) + " now");
    }

    /** Each leaf whose EMT is not what the MTRRs of the vCPUs on line, all equal, say. */
    Diagnosis notByMtrrs(long[] s, IntFunction<MemType> mtrrs) {
        return leaves(
                s,
                (f, leaf) -> machine.mmio(fields.gpa[f])
                        ? EptLeaf.small(leaf)
                        : EptLeaf.of(mtrrs.apply(f), EptLeaf.ipat(leaf)),
                leaf -> "the MTRRs of the vCPUs on line say " + EptLeaf.emt(leaf));
    }

    /** Each leaf that is not the expected one, and what can go wrong with it. */
    private Diagnosis leaves(long[] s, IntBinaryOperator expected, IntFunction<String> says) {
        machine.at(s);
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (int f = 0; f < fields.gpa.length; f++) {
            int leaf = fields.leaf.get(s, f);
            int right = leaf == EptLeaf.NONE ? leaf : expected.applyAsInt(f, leaf);
            if (right != EptLeaf.small(leaf)) {
                Hazards hazards = EptLeaf.hazards(leaf, right);
                all = all.and(hazards);
                details.add("gpa " + fields.frame.text(f) + " has " + EptLeaf.text(leaf) + ", " + says.apply(right)
                        + ": " + Consequence.text(hazards));
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
    }

    /**
     * What is wrong with a frame.
     *
     * @param text in words
     * @param hazards what can go wrong with its accesses
     */
    record Wrong(String text, Hazards hazards) {}

    /** Each frame that something is wrong with. */
    Diagnosis frames(long[] s, IntFunction<@Nullable Wrong> wrong) {
        machine.at(s);
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (int f = 0; f < fields.gpa.length; f++) {
            Wrong what = wrong.apply(f);
            if (what != null) {
                all = all.and(what.hazards());
                details.add(
                        "gpa " + fields.frame.text(f) + " " + what.text() + ": " + Consequence.text(what.hazards()));
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
    }

    /** Each access of the given vCPUs that is cached though the guest believes it uncached. */
    Diagnosis weakerAccesses(long[] s, Predicate<Vcpu> of) {
        machine.at(s);
        List<String> details = new ArrayList<>();
        Hazards all = Hazards.NONE;
        for (int v = 0; v < machine.vcpus(); v++) {
            Vcpu vcpu = machine.vcpu(v);
            for (int f = 0; f < fields.gpa.length; f++) {
                int leaf = fields.leaf.get(s, f);
                boolean asked = vcpu.online() && of.test(vcpu) && leaf != EptLeaf.NONE;
                MemType pat = asked ? weakerPat(vcpu, f, leaf) : null;
                MemType believed = pat == null ? null : Belief.of(vcpu, fields.gpa[f], pat);
                if (pat != null && believed != null) {
                    MemType access = EptLeaf.effective(leaf, pat);
                    Hazards hazards = Hazards.of(access, believed);
                    all = all.and(hazards);
                    details.add("vCPU " + v + " believes gpa " + fields.frame.text(f) + " " + because(vcpu, f, pat)
                            + ", but the leaf is " + EptLeaf.text(leaf) + " and the access " + access + ": "
                            + Consequence.text(hazards));
                }
            }
        }
        return new Diagnosis(Consequence.breaks(all), details);
    }

    private String because(Vcpu vcpu, int f, MemType pat) {
        if (vcpu.cd()) {
            return "UC (CR0.CD=1)";
        }
        String mtrr = vcpu.hasMtrrs() ? "MTRR " + Mtrrs.type(vcpu, fields.gpa[f]) : "no MTRRs, so UC";
        return Belief.of(vcpu, fields.gpa[f], pat) + " (" + mtrr + ", PAT " + pat + ")";
    }
}
