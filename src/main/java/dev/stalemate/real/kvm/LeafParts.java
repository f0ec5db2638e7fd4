package dev.stalemate.real.kvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/** The parts of a large leaf that would get different types now: neighbours that are alike are one part. */
final class LeafParts {
    private static final int MOST_NAMED = 4;

    private LeafParts() {}

    /**
     * A part, whose pages are alike.
     *
     * @param gfn the first frame
     * @param pages how many 4 KiB pages
     * @param expected what each vCPU that was asked for would get, as {@link LeafRule#expected}
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Part(long gfn, long pages, int[] expected) {
        /** Its frames: {@code 0x300-0x3ff}. */
        String gfns() {
            return "0x" + Long.toHexString(gfn) + (pages > 1 ? "-0x" + Long.toHexString(gfn + pages - 1) : "");
        }

        /** Whether none of the vCPUs would get a type, which is known of each. */
        boolean isStale(int type) {
            boolean stale = false;
            for (int e : expected) {
                if (e == type || e == LeafRule.UNKNOWN) {
                    return false;
                }
                stale |= e != Marks.NO_VCPU;
            }
            return stale;
        }
    }

    /** What vCPUs would get for an entry, one answer each. */
    interface Rule {
        int[] expected(LeafKey key);
    }

    /** The parts of a leaf, by frame; one if all of it is alike. */
    static List<Part> of(LeafKey key, Rule rule) {
        List<Part> parts = new ArrayList<>();
        add(parts, key, rule);
        return parts;
    }

    /** How many pages they have together. */
    static long pages(List<Part> parts) {
        return parts.stream().mapToLong(Part::pages).sum();
    }

    /** What those parts of a leaf should be that are wrong: a type, or types with the frames for which they are right. */
    static String text(List<Part> parts, LeafKey leaf) {
        if (parts.size() == 1 && pages(parts) == leaf.pages()) {
            return types(parts.get(0));
        }
        StringJoiner should = new StringJoiner(", ");
        for (Part part : parts.subList(0, Math.min(parts.size(), MOST_NAMED))) {
            should.add(part.gfns() + " " + types(part));
        }
        return should + (parts.size() > MOST_NAMED ? ", ..." : "");
    }

    private static String types(Part part) {
        StringJoiner types = new StringJoiner(" or ");
        IntStream.of(part.expected()).distinct().forEach(type -> types.add(LeafRule.text(type)));
        return types.toString();
    }

    private static void add(List<Part> parts, LeafKey key, Rule rule) {
        int[] expected = rule.expected(key);
        if (key.level() > 1 && Arrays.stream(expected).anyMatch(e -> e == LeafRule.MIXED)) {
            for (int i = 0; i < LeafKey.ENTRIES; i++) {
                add(parts, key.below(i), rule);
            }
            return;
        }
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && Arrays.equals(last.expected, expected)) {
            parts.set(parts.size() - 1, new Part(last.gfn, last.pages + key.pages(), expected));
        } else {
            parts.add(new Part(key.gfn(), key.pages(), expected));
        }
    }
}
