package dev.stalemate.lab.xen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.real.xen.XenStaleLeaf;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stale leaves with the same kind of cause.
 *
 * @param cause the kind of command since which they are stale
 * @param scenarios in how many scenarios there are any
 * @param leaves how many, each dump's counted
 * @param everywhere how many of them are stale for every vCPU
 * @param weaker how many of them make accesses weaker than they should be
 * @param example the one that came soonest in its scenario
 */
public record XenStaleGroup(
        String cause, long scenarios, int leaves, long everywhere, long weaker, XenStaleLeaf example) {
    static List<XenStaleGroup> of(Map<String, List<XenStaleLeaf>> byCause) {
        return byCause.entrySet().stream()
                .map(e -> of(e.getKey(), e.getValue()))
                .sorted(Comparator.comparing(XenStaleGroup::scenarios).reversed())
                .toList();
    }

    private static XenStaleGroup of(String cause, List<XenStaleLeaf> leaves) {
        return new XenStaleGroup(
                cause,
                leaves.stream().map(XenStaleLeaf::run).distinct().count(),
                leaves.size(),
                leaves.stream().filter(XenStaleLeaf::everywhere).count(),
                leaves.stream().filter(XenStaleLeaf::weaker).count(),
                leaves.stream().min(Comparator.comparing(XenStaleLeaf::since)).orElseThrow());
    }

    /** The kind of a command: what it does, without addresses and values. */
    static String cause(XenStaleLeaf leaf) {
        String[] words = leaf.cause().split(" ", -1);
        String who = leaf.everywhere() ? "" : ", for some vCPUs";
        return what(words) + who;
    }

    private static String what(String[] words) {
        @Nullable String third = words.length > 2 ? words[2] : null;
        return switch (words[0]) {
            case "iomem", "ioport" -> words[0] + ("0".equals(third) ? " denied" : " permitted");
            case "mmap" -> "0".equals(third) ? "memory_mapping removed" : "memory_mapping added";
            case "pin" -> words.length > 4 && words[4].equals("del") ? "unpinned" : "pinned";
            case "wrmsr" -> "MTRR written";
            case "rd", "wr" -> "touched";
            case "saverestore" -> "restored";
            case "ram" -> "RAM populated";
            case "physmap" -> "add_to_physmap";
            case "mapgrant" -> "grant mapped";
            default -> words[0];
        };
    }

    /** One line. */
    String text() {
        return String.format(
                Locale.ROOT,
                "  %s: %d scenario%s, %,d leaves, %,d for every vCPU, %,d weaker; first %s: (%d) %s, then gfn %x of %s has %s and would get %s",
                cause,
                scenarios,
                scenarios == 1 ? "" : "s",
                leaves,
                everywhere,
                weaker,
                example.run(),
                example.since(),
                example.cause(),
                example.gfn(),
                example.domain(),
                example.has(),
                example.now());
    }

    void write(ObjectNode to) {
        to.put("cause", cause)
                .put("scenarios", scenarios)
                .put("leaves", leaves)
                .put("everyVcpu", everywhere)
                .put("weaker", weaker)
                .put("scenario", example.run())
                .put("since", example.since())
                .put("command", example.cause())
                .put("gfn", "0x" + Long.toHexString(example.gfn()))
                .put("has", example.has())
                .put("now", example.now());
    }
}
