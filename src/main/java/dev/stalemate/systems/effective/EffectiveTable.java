package dev.stalemate.systems.effective;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Design;
import dev.stalemate.model.Designs;
import java.util.function.BinaryOperator;

/** An implementation's table of effective types. */
interface EffectiveTable extends Design {
    Designs<EffectiveTable> ALL = new Designs<>(EffectiveTable.class);

    /** The reference itself: what the other tables are compared with can't differ from it. */
    EffectiveTable SDM = ALL.add(new Cells("sdm", "the reference's own table, SDM table 11-7", "", EffectiveType::of));

    /** Bochs 783b58fd6d, cpu/paging.cc resolve_memtype(). */
    EffectiveTable BOCHS = ALL.add(new Cells(
            "bochs",
            "Bochs 783b58fd6d, resolve_memtype(): WT x WP gives WT, and WP x UC- gives UC",
            "resolve_memtype()",
            (mtrr, pat) -> {
                if (mtrr == MemType.WT && pat == MemType.WP) {
                    return MemType.WT;
                }
                return mtrr == MemType.WP && pat == MemType.UC_MINUS ? MemType.UC : EffectiveType.of(mtrr, pat);
            }));

    /** The type of an access, given that of the MTRRs (never UC-) and that of the PAT. */
    MemType of(MemType mtrr, MemType pat);

    /** The function that has the table, with brackets; empty if it is in no code. */
    String function();

    /** A table, cell by cell. */
    record Cells(String name, String says, String function, BinaryOperator<MemType> cells) implements EffectiveTable {
        @Override
        public MemType of(MemType mtrr, MemType pat) {
            return cells.apply(mtrr, pat);
        }
    }
}
