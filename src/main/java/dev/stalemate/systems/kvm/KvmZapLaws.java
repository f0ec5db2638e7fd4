package dev.stalemate.systems.kvm;

import com.google.common.collect.ImmutableRangeSet;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;

/** What zaps may cost: how many there are in a round of MTRR updates, and what clearing CR0.CD zaps. */
final class KvmZapLaws {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final Law.Condition quiescent;
    private final ImmutableRangeSet<Long> expected;
    private final long[] scratch;

    KvmZapLaws(KvmMachine machine, Law.Condition quiescent) {
        this.machine = machine;
        this.fields = machine.fields;
        this.quiescent = quiescent;
        this.expected = ZapRanges.parse(fields.scope.get(KvmSettings.EXPECT_ZAP));
        this.scratch = fields.layout.blank();
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
        return all;
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
