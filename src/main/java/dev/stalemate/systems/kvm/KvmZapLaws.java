package dev.stalemate.systems.kvm;

import com.google.common.collect.ImmutableRangeSet;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.Wrong;
import java.util.ArrayList;
import java.util.List;

/** What is zapped: how many zaps there are in a round of MTRR updates, and what clearing CR0.CD zaps, neither too little nor too much. */
final class KvmZapLaws {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final Law.Condition quiescent;
    private final boolean whatDiffers;
    private final ImmutableRangeSet<Long> expected;
    private final long[] scratch;
    /** The machine with CD clear. */
    private final PackedVm cleared;

    private final OneFrame oneFrame;

    KvmZapLaws(KvmMachine machine, Law.Condition quiescent) {
        this.machine = machine;
        this.fields = machine.fields;
        this.quiescent = quiescent;
        String zap = fields.scope.get(KvmSettings.EXPECT_ZAP);
        this.whatDiffers = zap.equals(ZapRanges.WHAT_DIFFERS);
        this.expected = whatDiffers ? ImmutableRangeSet.of() : ZapRanges.parse(zap);
        this.scratch = fields.layout.blank();
        this.cleared = PackedVm.withoutCd(fields);
        this.oneFrame = new OneFrame(fields.scope.gpa);
    }

    /** Finds out whether one frame is zapped. */
    private static final class OneFrame extends FrameZap {
        private int watched;
        private boolean zapped;

        OneFrame(long[] gpa) {
            super(gpa);
        }

        OneFrame watch(int f) {
            watched = f;
            zapped = false;
            return this;
        }

        @Override
        void frame(int f) {
            zapped |= f == watched;
        }
    }

    /** The laws that make sense in the scope. */
    List<Law> all() {
        List<Law> all = new ArrayList<>();
        if (fields.zaps.bound() > 1) {
            all.add(Law.always(
                            KvmLaws.ONE_ZAP_A_ROUND,
                            Breaks.SPEED,
                            "a round of MTRR updates that leaves all vCPUs alike costs one zap, not one for each vCPU")
                    .where(s -> fields.zaps.get(s, 0) > 0 && quiescent.test(s))
                    .holds(s -> fields.zaps.get(s, 0) <= 1)
                    .saying(s -> fields.zaps.get(s, 0) + " zaps in this round so far"));
        }
        if (!expected.isEmpty()) {
            all.add(Law.always(
                            KvmLaws.ZAPS_EXACTLY,
                            Breaks.SPEED,
                            "clearing CR0.CD zaps the expected ranges and nothing else, the fixed ranges in one call")
                    .where(s -> fields.cd.is(s, 0))
                    .holds(this::zapsExactly)
                    .saying(s -> "clearing CD zaps " + zapped(s).text()));
            all.add(Law.always(
                            KvmLaws.CODE_KEEPS_LEAF,
                            Breaks.SPEED,
                            "clearing CR0.CD keeps the leaf of the first frame, where the guest's code runs")
                    .where(s -> fields.cd.is(s, 0) && fields.leaf.get(s, 0) != EptLeaf.NONE)
                    .holds(this::keepsCode));
        }
        if (whatDiffers && keepsNothing()) {
            all.add(Wrong.none(
                    Law.always(
                                    KvmLaws.ZAPS_WHAT_DIFFERS,
                                    Breaks.COHERENCE,
                                    "clearing CR0.CD zaps every frame that would get another leaf without CD than with it, by the same MTRRs")
                            .where(fields.frame.any(fields.vcpu, this::differs)),
                    fields.frame,
                    fields.vcpu,
                    (s, f, v) -> differs(s, f, v) && !zaps(s, f, v),
                    this::missed));
        }
        return all;
    }

    /** Whether the design can be asked what it would zap without changing a copy of the state. */
    private boolean keepsNothing() {
        KvmDesign design = machine.design;
        return design.mtrrCopies() == 0 && !design.marks() && design.keeps().isEmpty();
    }

    /** Whether a vCPU with CD=1 would install another leaf if its CD were clear. */
    private boolean differs(long[] s, int f, int v) {
        return fields.cd.is(s, v) && leaf(machine.asked.at(s), f, v) != leaf(cleared.at(s), f, v);
    }

    private int leaf(PackedVm vm, int f, int v) {
        return machine.design.leaf(vm, v, fields.scope.gpa[f]);
    }

    private boolean zaps(long[] s, int f, int v) {
        machine.design.cdWritten(cleared.at(s), v, oneFrame.watch(f));
        return oneFrame.zapped;
    }

    private Wrong missed(long[] s, int f, int v) {
        int is = leaf(machine.asked.at(s), f, v);
        int without = leaf(cleared.at(s), f, v);
        return new Wrong(
                "vCPU " + v + " gets " + EptLeaf.text(is) + " for gpa " + fields.frame.text(f) + ", would get "
                        + EptLeaf.text(without) + " without CD, and clearing it does not zap that frame",
                EptLeaf.hazards(is, without));
    }

    /** Clears vCPU 0's CD in a copy of the state, and tells the design. */
    private void clearCd(long[] s, Zap zap) {
        System.arraycopy(s, 0, scratch, 0, s.length);
        fields.cd.set(scratch, 0, 0);
        machine.design.cdWritten(machine.at(scratch).vm, 0, zap);
    }

    private ZapRanges zapped(long[] s) {
        ZapRanges zapped = new ZapRanges(fields.scope.get(KvmSettings.MAXPHYADDR));
        clearCd(s, zapped);
        return zapped;
    }

    private boolean zapsExactly(long[] s) {
        ZapRanges zapped = zapped(s);
        return zapped.union().equals(expected)
                && zapped.calls().size() == expected.asRanges().size();
    }

    private boolean keepsCode(long[] s) {
        clearCd(s, machine.leaves);
        return fields.leaf.get(scratch, 0) != EptLeaf.NONE;
    }
}
