package dev.stalemate.report;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Planted bugs that a claim was tried on: mutants of its design, each with one decision changed. The tests try them, write the file of the
 * counts, and compare it.
 *
 * @param tried how many
 * @param killed how many violate the claim
 * @param example one of those; empty if there is none
 */
record Planted(int tried, int killed, String example) {
    private static final Splitter CELLS = Splitter.on(' ').limit(4);
    private static final ImmutableMap<String, Planted> ALL = read();

    /** Those of a claim; null if there are none. */
    static @Nullable Planted of(String claim) {
        return ALL.get(claim);
    }

    private static ImmutableMap<String, Planted> read() {
        ImmutableMap.Builder<String, Planted> all = ImmutableMap.builder();
        try {
            for (String line :
                    Resources.readLines(Resources.getResource(Planted.class, "planted.txt"), StandardCharsets.UTF_8)) {
                List<String> cells = CELLS.splitToList(line);
                all.put(
                        cells.get(0),
                        new Planted(
                                Integer.parseInt(cells.get(1)),
                                Integer.parseInt(cells.get(2)),
                                cells.size() > 3 ? cells.get(3) : ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("planted.txt in the jar can't be read", e);
        }
        return all.buildOrThrow();
    }

    /** In a sentence, such as {@code K4 was tried on 22 mutants of its design, ...}. */
    String says(String claim) {
        String violating =
                killed == 0 ? "none violates it" : killed == 1 ? "1 violates it: " : killed + " violate it, such as ";
        return claim + " was tried on " + Amounts.count(tried, "mutant")
                + " of this design, each with one decision changed: " + violating
                + (example.isEmpty() ? "" : "\"" + example + "\"")
                + ". docs/reference/mutants.md says what became of the others.";
    }
}
