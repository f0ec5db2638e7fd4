package dev.stalemate.systems.nestedpat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept;
import dev.stalemate.model.Layout;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Scope;
import dev.stalemate.model.View;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.paging.MsrNotation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The state as a layout: the PAT on which each level relies, which no design changes, and where KVM keeps PATs.
 *
 * <p>A vCPU is alone with its PATs, so there is one.
 */
final class NestedPatFields {
    static final int MAXPHYADDR = 36;

    /** What no PAT can have: 2 is no type. */
    private static final long ILLEGAL = 0x02;

    final Layout layout;
    final Index guest;
    final long[] pats;
    /** What L1 may write to a VMCB's g_pat. */
    final long[] gpats;

    /** What the processor may run a level with. */
    private final long[] any;

    final boolean nestedNpt;
    /** Whether L1 may write a g_pat that no PAT can have. */
    final boolean illegal;

    private final int patIndex;
    private final MemType mtrr;

    /** 1 + the L2 guest that runs, or 0 for L1. */
    final IntField runs;
    /** What L1 wrote to its PAT last; so did L2, if they share one. */
    final LongField l1Pat;
    /** What an L2 guest wrote to its own last, or L1 to that guest's VMCB. */
    final LongField l2Pat;
    /** Where KVM keeps the MSR: vcpu->arch.pat. */
    final LongField msr;
    /** What the processor runs L1 with. */
    final LongField vmcb01;
    /** What it runs L2 with. */
    final LongField vmcb02;
    /** What is in each guest's VMCB, in L1's memory. */
    final LongField vmcb12;

    NestedPatFields(Scope scope) {
        guest = Index.of("guest", scope.get(NestedPatSystem.GUESTS));
        nestedNpt = scope.get(NestedPatSystem.NESTED_NPT);
        patIndex = scope.get(NestedPatSystem.PAT_INDEX);
        mtrr = scope.get(NestedPatSystem.MEMORY).mtrr;
        pats = scope.get(NestedPatSystem.PATS);
        illegal = scope.get(NestedPatSystem.ILLEGAL);
        LongStream more = illegal ? LongStream.of(ILLEGAL) : LongStream.empty();
        gpats = LongStream.concat(LongStream.of(pats), more).toArray();
        LongStream reset = scope.get(NestedPatSystem.MIGRATES) ? LongStream.of(Pat.RESET) : LongStream.empty();
        any = LongStream.concat(LongStream.of(gpats), reset).distinct().toArray();

        Layout.Builder b = new Layout.Builder()
                .actor("L1", "l1-wrmsr", "write-vmcb12", "vmrun")
                .actor("L2", "l2-wrmsr", "vmexit")
                .actor("VMM", "migrate-msrs-first", "migrate-state-first");
        runs = b.number("runs", guest.size() + 1, this::levelText);
        l1Pat = pat(b, "l1.pat", pats);
        l2Pat = pat(b, "l2.pat", nestedNpt ? gpats : new long[] {pats[0]}, guest);
        msr = pat(b, "arch.pat", any);
        vmcb01 = pat(b, "vmcb01.g_pat", any);
        vmcb02 = pat(b, "vmcb02.g_pat", any);
        vmcb12 = pat(b, "vmcb12.g_pat", any, guest);
        for (LongField kept : List.of(msr, vmcb01, vmcb02, vmcb12)) {
            b.kept(Kept.Instead.ALWAYS_THERE, kept);
        }
        b.interchangeable(guest).reference(runs, guest, 1);
        layout = b.build();
    }

    private static LongField pat(Layout.Builder b, String name, long[] values, Index... index) {
        LongField field = b.values(name, values, index);
        b.told(field, new MsrNotation(Pat.MSR, MAXPHYADDR));
        return field;
    }

    private String levelText(int runs) {
        return runs == 0 ? "L1" : guest.size() == 1 ? "L2" : "L2 guest " + (runs - 1);
    }

    /** Whether L2 runs. */
    boolean inGuest(long[] s) {
        return runs.get(s, 0) != 0;
    }

    /** The guest whose L2 runs. */
    int running(long[] s) {
        return runs.get(s, 0) - 1;
    }

    /** The level that runs, as {@code L1}. */
    String level(long[] s) {
        return levelText(runs.get(s, 0));
    }

    /** The PAT on which the level that runs relies. By the APM L1 and L2 have one PAT if L1 does not use nested paging. */
    long relies(long[] s) {
        return inGuest(s) && nestedNpt ? l2Pat.get(s, running(s)) : l1Pat.get(s, 0);
    }

    /** The PAT with which the processor runs it. */
    long has(long[] s) {
        return (inGuest(s) ? vmcb02 : vmcb01).get(s, 0);
    }

    /** The type of its accesses if a PAT is the processor's: through a leaf of nested tables that selects WB. */
    MemType type(long pat) {
        return EptLeaf.effective(EptLeaf.PA0, selected(pat), mtrr);
    }

    /** Whether the PATs that a level can have give different types, so that one of them can be wrong. */
    boolean typesDiffer() {
        return Arrays.stream(any)
                        .filter(Pat::valid)
                        .mapToObj(this::type)
                        .distinct()
                        .count()
                > 1;
    }

    /** The type that a PAT selects. */
    MemType selected(long pat) {
        return Pat.entry(pat, patIndex);
    }

    /** What accesses of the level that runs are. */
    View access() {
        return new View("access", List.of(), (s, e) -> Pat.valid(has(s)) ? level(s) + " " + type(has(s)) : "none");
    }
}
