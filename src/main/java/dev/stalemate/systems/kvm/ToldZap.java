package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.EptLeaf;
import java.util.BitSet;

/** Zaps leaves as {@link PackedLeaves} does, and tells what was zapped and what was left; only while somebody listens. */
final class ToldZap implements Zap {
    private final KvmFields fields;
    private final Acts acts;
    private final PackedLeaves leaves;
    private final ZapRanges ranges;
    /** The frames that a zap by types left alone. */
    private final BitSet writeBack = new BitSet();

    private boolean everything;
    private long[] state = new long[0];

    ToldZap(KvmFields fields, PackedLeaves leaves) {
        this.fields = fields;
        this.acts = fields.layout.acts();
        this.leaves = leaves;
        this.ranges = new ZapRanges(fields.scope.get(KvmSettings.MAXPHYADDR));
    }

    /** What a design zaps with in a state: this, or the leaves themselves while nobody listens. */
    Zap at(long[] newState) {
        if (!acts.on()) {
            return leaves;
        }
        state = newState;
        ranges.calls().clear();
        writeBack.clear();
        everything = false;
        return this;
    }

    /** Tells what a function has zapped since {@link #at}. */
    void tell(String function) {
        if (!acts.on()) {
            return;
        }
        acts.did(function, "zaps " + zapped());
        for (int f = 0; f < fields.scope.gpa.length; f++) {
            if (fields.leaf.get(state, f) != EptLeaf.NONE) {
                acts.left(fields.leaf, f, writeBack.get(f) ? "WB by now" : "");
            }
        }
    }

    private String zapped() {
        String text = ranges.text();
        return everything ? "everything" : text.equals("none") ? "nothing" : text.replace("+", ", ");
    }

    @Override
    public void all() {
        everything = true;
        leaves.all();
    }

    @Override
    public void range(long first, long last) {
        ranges.range(first, last);
        leaves.range(first, last);
    }

    @Override
    public void notWriteBack(MtrrRegisters mtrrs) {
        ranges.notWriteBack(mtrrs);
        leaves.notWriteBack(mtrrs);
        for (int f = 0; f < fields.scope.gpa.length; f++) {
            writeBack.set(f, Mtrrs.type(mtrrs, fields.scope.gpa[f]) == MemType.WB);
        }
    }
}
