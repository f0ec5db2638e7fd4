package dev.stalemate.systems.effective;

import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Verdict;
import dev.stalemate.paging.Consequence;
import java.util.List;
import java.util.Map;

/** One access with an MTRR type and a PAT type: a model of thirty cells. */
public final class EffectiveSystem implements ModelSystem {
    private static final List<MemType> MTRR = List.of(MemType.UC, MemType.WC, MemType.WT, MemType.WB, MemType.WP);
    private static final List<MemType> PAT =
            List.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WT, MemType.WB, MemType.WP);

    @Override
    public String name() {
        return "effective-type";
    }

    @Override
    public String says() {
        return "effective-type tables, MTRR type by PAT type, against SDM table 11-7";
    }

    @Override
    public List<EffectiveTable> designs() {
        return EffectiveTable.ALL;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of();
    }

    @Override
    public Map<String, Scope> scopes() {
        return Map.of("small", Scope.of("small", settings()));
    }

    @Override
    public List<Claim> claims() {
        return List.of(
                claim("R7", "table-is-sdm", Verdict.VIOLATED, "an emulator's table equals the SDM's 30 cells"),
                claim("R7b", "table-is-sdm-but-for-wt-wp", Verdict.VIOLATED, "the same, WT x WP left out"),
                claim("R7c", "table-is-sdm-but-for-two", Verdict.HOLDS, "the same, WT x WP and WP x UC- left out"));
    }

    private Claim claim(String id, String law, Verdict expected, String says) {
        return new Claim(id, this, EffectiveTable.BOCHS, law, scope("small"), expected, says, null);
    }

    @Override
    public Model model(Design asked, Scope scope) {
        if (!(asked instanceof EffectiveTable table)) {
            throw new IllegalArgumentException(asked.name() + " is no table of effective types");
        }
        Index mtrr = new Index("mtrr", MTRR.size(), i -> MTRR.get(i).toString());
        Index pat = new Index("pat", PAT.size(), i -> PAT.get(i).toString());
        Layout.Builder b = new Layout.Builder();
        // 0 before the access, then 1 + the number of the cell
        IntField cell = b.number("cell", 1 + MTRR.size() * PAT.size(), EffectiveSystem::text);
        Action access = Action.named("access")
                .over(mtrr)
                .over(pat)
                .when((s, a) -> cell.get(s, 0) == 0)
                .then((s, a) -> cell.set(s, 0, (int) (1 + a[0] * PAT.size() + a[1])));
        Layout layout = b.build();
        return new Model(name(), table, scope, layout, layout.blank(), List.of(access), laws(cell, table), List.of());
    }

    private static List<Law> laws(IntField cell, EffectiveTable table) {
        return List.of(
                law("table-is-sdm", "every cell is the SDM's", cell, table, (m, p) -> true),
                law(
                        "table-is-sdm-but-for-wt-wp",
                        "every cell but WT x WP is the SDM's",
                        cell,
                        table,
                        (m, p) -> !wtWp(m, p)),
                law(
                        "table-is-sdm-but-for-two",
                        "every cell but WT x WP and WP x UC- is the SDM's",
                        cell,
                        table,
                        (m, p) -> !wtWp(m, p) && !(m == MemType.WP && p == MemType.UC_MINUS)));
    }

    private interface Cells {
        boolean contain(MemType mtrr, MemType pat);
    }

    private static Law law(String name, String says, IntField cell, EffectiveTable table, Cells cells) {
        return Law.always(
                        name,
                        Breaks.COHERENCE,
                        says,
                        s -> cell.get(s, 0) > 0 && cells.contain(mtrr(cell.get(s, 0)), pat(cell.get(s, 0))),
                        s -> {
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

    private static boolean wtWp(MemType mtrr, MemType pat) {
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
