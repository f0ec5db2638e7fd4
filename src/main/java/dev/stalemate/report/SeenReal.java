package dev.stalemate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.io.Resources;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.model.Claim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That the run of a claim was seen on a real kernel, in an emulator. The tests write the file of these from the recordings beside the
 * counterexamples, and judge each recording again.
 *
 * @param run the last state of the counterexample, in 16 hexadecimal digits
 * @param recording the name of the recording's file in {@code counterexamples/}
 * @param day when it was played, such as 2026-11-30
 * @param says the kernel, and what was seen
 */
public record SeenReal(String run, String recording, String day, String says) {
    private static final Splitter CELLS = Splitter.on(' ').limit(4);
    private static final ImmutableListMultimap<String, SeenReal> ALL = read();

    /** On which kernels the run of a claim was seen. */
    public static ImmutableList<SeenReal> of(Claim claim) {
        return ALL.get(claim.id());
    }

    /** On which kernels this very run of a claim was seen. */
    static ImmutableList<SeenReal> of(@Nullable String claim, Counterexample c) {
        if (claim == null || c.steps().isEmpty()) {
            return ImmutableList.of();
        }
        @Nullable String last = c.steps().get(c.steps().size() - 1).hash();
        return ALL.get(claim).stream().filter(seen -> seen.run.equals(last)).collect(ImmutableList.toImmutableList());
    }

    /** In words. */
    public String text() {
        return says + " (an emulated machine, " + day + "; counterexamples/" + recording + ")";
    }

    /** Adds to an object on which kernels the run of a claim was seen, as {@code seen}. */
    public static void fill(ObjectNode node, Claim claim) {
        ArrayNode all = node.putArray("seen");
        for (SeenReal seen : of(claim)) {
            all.addObject().put("says", seen.says).put("day", seen.day).put("recording", seen.recording);
        }
    }

    private static ImmutableListMultimap<String, SeenReal> read() {
        ImmutableListMultimap.Builder<String, SeenReal> all = ImmutableListMultimap.builder();
        try {
            List<String> cells = List.of();
            for (String line :
                    Resources.readLines(Resources.getResource(SeenReal.class, "seen.txt"), StandardCharsets.UTF_8)) {
                if (line.startsWith(" ")) {
                    all.put(cells.get(0), new SeenReal(cells.get(1), cells.get(2), cells.get(3), line.strip()));
                } else if (!line.startsWith("#")) {
                    cells = CELLS.splitToList(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("seen.txt in the jar can't be read", e);
        }
        return all.build();
    }
}
