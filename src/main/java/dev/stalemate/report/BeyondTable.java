package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.prove.BeyondScope;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.report.Table.Cell;
import dev.stalemate.text.Amounts;
import java.util.List;

/** What is known of claims beyond their scopes: which are proved, and why the others are not. */
public final class BeyondTable {
    private BeyondTable() {}

    /** A row for each claim, and for how many a proof is written down; each line ended by a line feed. */
    public static String text(List<BeyondScope> claims, int width, Style style) {
        Table table = new Table()
                .left("id")
                .wrapping("system/design")
                .wrapping("property")
                .wrapping("beyond its scope");
        for (BeyondScope known : claims) {
            table.row(
                    known.claim().id(),
                    known.claim().system().name() + "/" + known.claim().design().name(),
                    known.claim().law(),
                    new Cell(known.words(), known.hasProof() ? Tone.GOOD : Tone.NORMAL));
        }
        long proved = claims.stream().filter(BeyondScope::hasProof).count();
        return table.render(width, style) + "\n" + Amounts.count(claims.size(), "claim") + " that hold up to a scope: "
                + "for " + proved + " of them a proof is written down\n";
    }

    /** {@code {"claims": [...]}}, with one object for each. */
    public static ObjectNode json(List<BeyondScope> claims) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("claims");
        for (BeyondScope known : claims) {
            array.addObject()
                    .put("id", known.claim().id())
                    .put("system", known.claim().system().name())
                    .put("variant", known.claim().design().name())
                    .put("property", known.claim().law())
                    .put("proof", known.hasProof())
                    .put("says", known.words());
        }
        return root;
    }
}
