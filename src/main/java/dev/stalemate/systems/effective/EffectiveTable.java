package dev.stalemate.systems.effective;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Design;
import java.util.List;

/** An implementation's table of effective types. */
interface EffectiveTable extends Design {
    /** The type of an access, given that of the MTRRs (never UC-) and that of the PAT. */
    MemType of(MemType mtrr, MemType pat);

    /** The reference itself: what the other tables are compared with can't differ from it. */
    EffectiveTable SDM = new EffectiveTable() {
        @Override
        public String name() {
            return "sdm";
        }

        @Override
        public String says() {
            return "the reference's own table, SDM table 11-7";
        }

        @Override
        public MemType of(MemType mtrr, MemType pat) {
            return EffectiveType.of(mtrr, pat);
        }
    };

    /** Bochs 783b58fd6d, cpu/paging.cc resolve_memtype(). */
    EffectiveTable BOCHS = new EffectiveTable() {
        @Override
        public String name() {
            return "bochs";
        }

        @Override
        public String says() {
            return "Bochs 783b58fd6d, resolve_memtype(): WT x WP gives WT, and WP x UC- gives UC";
        }

        @Override
        public MemType of(MemType mtrr, MemType pat) {
            if (mtrr == MemType.WT && pat == MemType.WP) {
                return MemType.WT;
            }
            if (mtrr == MemType.WP && pat == MemType.UC_MINUS) {
                return MemType.UC;
            }
            return EffectiveType.of(mtrr, pat);
        }
    };

    /** The tables that come with the tool. */
    List<EffectiveTable> ALL = List.of(SDM, BOCHS);
}
