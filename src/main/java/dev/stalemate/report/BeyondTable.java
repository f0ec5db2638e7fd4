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
                    new Cell(words(known), isProved(known) ? Tone.GOOD : Tone.NORMAL));
        }
        return table.render(width, style) + "\n" + numbers(claims) + "\n";
    }

    /** Such as {@code 600 claims hold up to their scopes; 40 of them are proved beyond, and for 50 more a proof is written down}. */
    public static String numbers(List<BeyondScope> claims) {
        long proved = claims.stream().filter(BeyondTable::isProved).count();
        long more = claims.stream().filter(BeyondScope::hasProof).count() - proved;
        return Amounts.count(claims.size(), "claim") + " hold up to their scopes; " + proved
                + " of them are proved beyond"
                + (more == 0 ? "" : ", and for " + more + " more a proof is written down");
    }

    private static boolean isProved(BeyondScope known) {
        return Proved.of(known.claim()) != null;
    }

    /** What is proved, and by which certificate; what a proof is written down for, or why there is none. */
    public static String words(BeyondScope known) {
        Proved proved = Proved.of(known.claim());
        return proved == null ? known.words() : "proved: " + proved.says() + " (proofs/" + proved.certificate() + ")";
    }

    /** {@code {"claims": [...]}}, with one object for each. */
    public static ObjectNode json(List<BeyondScope> claims) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode array = root.putArray("claims");
        for (BeyondScope known : claims) {
            ObjectNode claim = array.addObject();
            claim.put("id", known.claim().id())
                    .put("system", known.claim().system().name())
                    .put("variant", known.claim().design().name())
                    .put("property", known.claim().law())
                    .put("proof", known.hasProof())
                    .put("says", words(known));
            Proved.fill(claim, Proved.of(known.claim()));
        }
        return root;
    }
}
