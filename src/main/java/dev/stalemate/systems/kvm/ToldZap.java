package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import dev.stalemate.model.LongField;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmDesign.Event;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Zaps a design's leaves, and tells what was zapped, what the design keeps from now on, and which leaves were left; only while somebody
 * listens.
 */
final class ToldZap implements Zap {
    private final KvmFields fields;
    private final Acts acts;
    private final Zap leaves;
    private final ZapRanges ranges;
    /** The frames that a zap by types left alone. */
    private final BitSet writeBack = new BitSet();

    private boolean everything;
    private String why = "";
    private long[] state = new long[0];
    private long[] before = new long[0];

    /**
     * Tells of a design's zaps.
     *
     * @param leaves what zaps the design's leaves
     */
    ToldZap(KvmFields fields, Acts acts, Zap leaves) {
        this.fields = fields;
        this.acts = acts;
        this.leaves = leaves;
        this.ranges = new ZapRanges(fields.scope.get(KvmSettings.MAXPHYADDR));
    }

    /** What a design zaps with in a state: this, or the leaves themselves while nobody listens. */
    Zap at(long[] newState) {
        if (!acts.on()) {
            return leaves;
        }
        state = newState;
        before = newState.clone();
        ranges.calls().clear();
        writeBack.clear();
        everything = false;
        why = "";
        return this;
    }

    /** Tells what a design did since {@link #at}, and which leaves it could have zapped and did not. */
    void tell(KvmDesign design, Event event) {
        if (acts.on()) {
            tell(design.function(event));
            for (int f = 0; event != Event.PAT_WRITTEN && f < fields.scope.gpa.length; f++) {
                if (fields.leaf.get(state, f) != EptLeaf.NONE) {
                    acts.left(fields.leaf, f, writeBack.get(f) ? "WB by now" : "");
                }
            }
        }
    }

    /** Tells what a function did since {@link #at}; what it left is not its decision. */
    void tell(String function) {
        if (acts.on()) {
            acts.did(function, kept(zapped()));
        }
    }

    /** What a design did, and what it has written to what it keeps since {@link #at}. */
    String kept(String did) {
        List<String> all = kept();
        all.add(did);
        return String.join(", ", all);
    }

    private String zapped() {
        String text = ranges.text().replace("+", ", ");
        return "zaps "
                + (everything
                        ? "everything"
                        : text.equals("none") ? "nothing" + (why.isEmpty() ? "" : ": " + why) : text);
    }

    private List<String> kept() {
        List<String> kept = new ArrayList<>();
        for (int n = 0; n < fields.copies.length; n++) {
            String copy = fields.copies.length == 1 ? "its copy" : "its copy " + n;
            for (int msr : fields.scope.everyMsr()) {
                if (msr != Pat.MSR) {
                    LongField field = fields.copies[n].field(msr);
                    if (field.get(before, 0) != field.get(state, 0)) {
                        kept.add("writes " + RegisterNotation.name(msr) + " to " + copy);
                    }
                }
            }
        }
        fields.marks.forEach((msr, mark) -> {
            if (mark.get(before, 0) != mark.get(state, 0)) {
                kept.add((mark.is(state, 0) ? "marks " : "unmarks ") + RegisterNotation.name(msr));
            }
        });
        for (IntField own : fields.own) {
            for (int e = 0; e < own.size(); e++) {
                if (own.get(before, e) != own.get(state, e)) {
                    kept.add("keeps " + own.inWords(e) + ": " + own.text(state, e));
                }
            }
        }
        return kept;
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

    @Override
    public void nothing(String because) {
        why = because;
    }
}
