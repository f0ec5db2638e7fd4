package dev.stalemate.systems.effective;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.Consequence;
import dev.stalemate.sources.Code;
import java.util.List;
import java.util.function.BiPredicate;

/** One access with an MTRR type and a PAT type: a model of thirty cells. */
public final class EffectiveSystem extends SystemPage<EffectiveTable> {
    private static final List<MemType> MTRR = List.of(MemType.UC, MemType.WC, MemType.WT, MemType.WB, MemType.WP);
    private static final List<MemType> PAT =
            List.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WT, MemType.WB, MemType.WP);

    private static final String EVERY_CELL = "table-is-sdm";
    private static final String BUT_FOR_ONE = "table-is-sdm-but-for-wt-wp";
    private static final String BUT_FOR_TWO = "table-is-sdm-but-for-two";

    /** The system, which has nothing to set. */
    public EffectiveSystem() {
        super(
                "effective-type",
                "Effective-type tables, MTRR type by PAT type, against SDM table 11-7",
                EffectiveTable.ALL,
                new Settings());
    }

    @Override
    protected void claim(Claims claims) {
        claims.from(Code.BOCHS, Code.SDM_EFFECTIVE_TYPES);
        claims.of("R7", EffectiveTable.BOCHS, EVERY_CELL)
                .violated("Bochs' table of effective types differs from the SDM's 30 cells.");
        claims.of("R7b", EffectiveTable.BOCHS, BUT_FOR_ONE)
                .violated("Bochs' table of effective types differs from the SDM's in more cells than WT x WP.");
        claims.of("R7c", EffectiveTable.BOCHS, BUT_FOR_TWO)
                .holds("Bochs' table of effective types is the SDM's in every cell but WT x WP and WP x UC-.");
    }

    @Override
    protected void describe(EffectiveTable table, Scope scope, Model.Builder model) {
        Index mtrr = new Index("mtrr", MTRR.size(), i -> MTRR.get(i).toString());
        Index pat = new Index("pat", PAT.size(), i -> PAT.get(i).toString());
        Layout.Builder b = new Layout.Builder().actor("CPU", "access");
        // 0 before the access, then 1 + the number of the cell
        IntField cell = b.number("cell", 1 + MTRR.size() * PAT.size(), EffectiveSystem::text);
        Layout layout = b.build();
        Action access = Action.named("access")
                .over(mtrr)
                .over(pat)
                .when((s, a) -> cell.get(s, 0) == 0)
                .then((s, a) -> {
                    cell.set(s, 0, (int) (1 + a[0] * PAT.size() + a[1]));
                    if (layout.acts().on() && !table.function().isEmpty()) {
                        layout.acts()
                                .did(
                                        table.function(),
                                        "answers " + table.of(mtrr(cell.get(s, 0)), pat(cell.get(s, 0))));
                    }
                });
        model.layout(layout)
                .actions(List.of(access))
                .laws(List.of(
                        law(EVERY_CELL, "every cell is the SDM's", cell, table, (m, p) -> true),
                        law(BUT_FOR_ONE, "every cell but WT x WP is the SDM's", cell, table, (m, p) -> !isWtWp(m, p)),
                        law(
                                BUT_FOR_TWO,
                                "every cell but WT x WP and WP x UC- is the SDM's",
                                cell,
                                table,
                                (m, p) -> !isWtWp(m, p) && !(m == MemType.WP && p == MemType.UC_MINUS))));
    }

    private static Law law(
            String name, String says, IntField cell, EffectiveTable table, BiPredicate<MemType, MemType> asked) {
        return Law.always(name, Breaks.COHERENCE, says)
                .where(s -> cell.is(s, 0) && asked.test(mtrr(cell.get(s, 0)), pat(cell.get(s, 0))))
                .holds(s -> {
                    MemType mtrr = mtrr(cell.get(s, 0));
                    MemType pat = pat(cell.get(s, 0));
                    return table.of(mtrr, pat) == EffectiveType.of(mtrr, pat);
                })
                .explainedBy(s -> difference(cell.get(s, 0), table));
    }

    private static Diagnosis difference(int cell, EffectiveTable table) {
        MemType defined = EffectiveType.of(mtrr(cell), pat(cell));
        MemType found = table.of(mtrr(cell), pat(cell));
        Hazards hazards = Hazards.of(found, defined);
        return new Diagnosis(
                Consequence.breaks(hazards),
                List.of(text(cell) + " is " + defined + " by the SDM, and " + found + " by " + table.name() + ": "
                        + Consequence.text(hazards)));
    }

    private static boolean isWtWp(MemType mtrr, MemType pat) {
        return mtrr == MemType.WT && pat == MemType.WP;
    }

    private static MemType mtrr(int cell) {
        return MTRR.get((cell - 1) / PAT.size());
    }

    private static MemType pat(int cell) {
        return PAT.get((cell - 1) % PAT.size());
    }

    private static String text(int cell) {
        return cell == 0 ? "none" : mtrr(cell) + " x " + pat(cell);
    }
}
