package dev.stalemate.lab.xen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.lab.xen.XenMapped.Expected;
import dev.stalemate.real.xen.XenRecording.Dump;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether a saved counterexample was seen on a real Xen: the commands are those of its scenario, nothing differs from the model at full
 * width, and each frame of the counterexample has after each step the leaf that it has in the counterexample's own small model.
 *
 * @param mapped the counterexample
 * @param xen the Xen that played it
 * @param seen whether it was
 * @param text a sentence: what was seen, or why it was not
 * @param leaves the frames of the last dump, by domain and gfn: what was seen of them
 */
public record XenSeen(XenMapped mapped, String xen, boolean seen, String text, List<Map<Long, String>> leaves) {
    public XenSeen {
        leaves = List.copyOf(leaves);
    }

    /**
     * Judges what was played of it.
     *
     * @param verdict of the counterexample's scenario
     */
    public static XenSeen of(XenMapped mapped, String xen, XenLabVerdict verdict) {
        if (verdict.outcome() != XenLabVerdict.Outcome.AGREES) {
            return new XenSeen(mapped, xen, false, "not seen: the run " + verdict.outcome(), List.of());
        }
        List<Map<Long, String>> last = new ArrayList<>();
        int leaves = 0;
        try {
            String command = mapped.scenario().other(verdict.commands(), false);
            if (command != null) {
                return new XenSeen(mapped, xen, false, "not seen: " + command, List.of());
            }
            List<Dump> dumps = verdict.scenario().dumps();
            for (Expected expected : mapped.expected()) {
                last.clear();
                String other = other(expected, dumps, last);
                if (other != null) {
                    return new XenSeen(mapped, xen, false, "not seen: " + other, last);
                }
                leaves += last.stream().mapToInt(Map::size).sum();
            }
        } catch (BadFileException e) {
            return new XenSeen(mapped, xen, false, "not seen: " + e.getMessage(), List.of());
        }
        return new XenSeen(mapped, xen, true, says(mapped, leaves), last);
    }

    private static String says(XenMapped mapped, int leaves) {
        return mapped.counterexample().law() + " is violated after ("
                + mapped.trace().steps().size() + "); all " + leaves
                + " leaves as in the model"
                + (mapped.added() == 0
                        ? ""
                        : "; " + mapped.added() + " steps with a range of I/O memory stand for the IOMMU");
    }

    /** What is not as expected in a dump, or null; what was seen is added to a list. */
    private static @Nullable String other(Expected expected, List<Dump> dumps, List<Map<Long, String>> seen) {
        Dump dump = dumps.stream()
                .filter(d -> d.label().equals(expected.label()))
                .findFirst()
                .orElse(null);
        int first = dump == null ? -1 : dump.tables().size() - expected.leaves().size();
        if (dump == null || first < 0) {
            return "there is no dump " + expected.label() + " of each domain";
        }
        for (int d = 0; d < expected.leaves().size(); d++) {
            Map<Long, String> frames = new TreeMap<>();
            seen.add(frames);
            for (Map.Entry<Long, String> frame : expected.leaves().get(d).entrySet()) {
                String leaf = leaf(dump.tables().get(first + d), frame.getKey());
                frames.put(frame.getKey(), leaf);
                if (!SmallLeaves.anyMark(leaf).equals(frame.getValue())) {
                    return String.format(
                            "after (%d), gfn %x is %s, and in the counterexample %s",
                            expected.step(), frame.getKey(), text(leaf), text(frame.getValue()));
                }
            }
        }
        return null;
    }

    private static String text(String leaf) {
        return leaf.isEmpty() ? "nothing" : leaf;
    }

    /** The leaf that maps a gfn, or an empty text. */
    private static String leaf(NavigableMap<Long, String> table, long gfn) {
        Map.Entry<Long, String> at = table.floorEntry(gfn);
        if (at == null) {
            return "";
        }
        int order = Integer.parseInt(at.getValue().split(" ", -1)[1]);
        return gfn < at.getKey() + (1L << order) ? at.getValue() : "";
    }

    /** The same for scripts. */
    public ObjectNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("claim", mapped.counterexample().claim());
        root.put("design", mapped.counterexample().design());
        root.put("property", mapped.counterexample().law());
        root.put("xen", xen);
        root.put("seen", seen);
        root.put("steps", mapped.trace().steps().size());
        root.put("added", mapped.added());
        root.put("ownDesign", mapped.ownDesign());
        root.put("text", text);
        var domains = root.putArray("leaves");
        for (Map<Long, String> frames : leaves) {
            ObjectNode domain = domains.addObject();
            frames.forEach((gfn, leaf) -> domain.put("0x" + Long.toHexString(gfn), leaf));
        }
        return root;
    }
}
