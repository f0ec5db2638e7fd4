package dev.stalemate.real.kvm;

import com.google.common.collect.ImmutableList;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Findings that differ only in their frames, as one row of a table.
 *
 * @param kind "impossible", "stale" or "weaker"
 * @param of the leaves that they are about
 * @param should what these should be
 * @param by what made them wrong
 * @param when the lines at which all that happened
 * @param claim the claim whose pattern it is; empty if none
 * @param lasting whether one is there at the end, was there while every CR0.CD was clear and all MTRRs equal, or can't be at all
 */
public record TraceRow(String kind, Group of, String should, String by, Times when, String claim, boolean lasting) {
    /**
     * Leaves that are alike.
     *
     * @param gfns their frames, as ranges; empty, like the other texts, where it is about no leaf
     * @param size of each: "4K", "2M", "1G"
     * @param leaves how many there are
     * @param has their type
     */
    public record Group(String gfns, String size, int leaves, String has) {
        private static final Group NONE = new Group("", "", 0, "");
    }

    /**
     * When findings came and went.
     *
     * @param installed the lines that installed the leaves
     * @param since the lines that made them wrong
     * @param until the lines that ended it; {@link Lines#NONE} if nothing did
     */
    public record Times(Lines installed, Lines since, Lines until) {}

    private static final int MOST_RANGES = 4;

    /**
     * The first and the last of some lines of the trace; not every line between them has to be one of these.
     *
     * @param first the first, from 1; 0 in {@link #NONE}
     * @param last the last
     */
    public record Lines(long first, long last) {
        /** No line, or none that is known. */
        public static final Lines NONE = new Lines(0, 0);

        private static Lines of(List<LeafFindings.Entry> group, ToLongFunction<LeafFindings.Entry> line) {
            LongSummaryStatistics lines = group.stream().mapToLong(line).summaryStatistics();
            return lines.getMax() == 0 ? NONE : new Lines(Math.max(1, lines.getMin()), lines.getMax());
        }

        /** {@code 18}, {@code 18-24} or {@code not seen}. */
        @Override
        public String toString() {
            return equals(NONE) ? "not seen" : first == last ? Long.toString(last) : first + "-" + last;
        }
    }

    /** The lines that ended it, or "the end"; empty for what can't be at all. */
    public String ends() {
        return kind.equals(Kind.IMPOSSIBLE.text())
                ? ""
                : when.until.equals(Lines.NONE) ? "the end" : when.until.toString();
    }

    private record Key(Kind kind, Shape leaf, String should, long since, String by, boolean lasting) {}

    /** What a leaf is, wherever it stands. */
    private record Shape(int space, int level, int type) {
        /** Instead of a leaf's. */
        static final Shape NONE = new Shape(0, 0, EptLeaf.NONE);

        static Shape of(@Nullable TracedLeaf leaf) {
            return leaf == null
                    ? NONE
                    : new Shape(leaf.key().space(), leaf.key().level(), leaf.type());
        }

        boolean isLeaf() {
            return level > 0;
        }

        String size() {
            return level == 1 ? "4K" : level == 2 ? "2M" : "1G";
        }
    }

    /** The rows of findings, in their order: first the impossible, then those that last. */
    static ImmutableList<TraceRow> of(List<LeafFindings.Entry> findings) {
        Map<Key, List<LeafFindings.Entry>> groups = new LinkedHashMap<>();
        for (LeafFindings.Entry entry : findings) {
            LeafFinding f = entry.finding();
            // Leaves that are wrong from their installation on are alike wherever that was.
            long since = f.since() == installed(entry) ? 0 : f.since();
            Key key = new Key(f.kind(), Shape.of(f.leaf()), f.should(), since, f.by(), lasts(entry));
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
        }
        List<TraceRow> rows = new ArrayList<>();
        groups.values().forEach(group -> rows.add(of(group.get(0), group)));
        ImmutableList.Builder<TraceRow> sorted = ImmutableList.builder();
        rows.stream().filter(row -> row.kind.equals(Kind.IMPOSSIBLE.text())).forEach(sorted::add);
        rows.stream()
                .filter(row -> row.lasting && !row.kind.equals(Kind.IMPOSSIBLE.text()))
                .forEach(sorted::add);
        rows.stream().filter(row -> !row.lasting).forEach(sorted::add);
        return sorted.build();
    }

    private static boolean lasts(LeafFindings.Entry entry) {
        return entry.finding().kind() == Kind.IMPOSSIBLE || entry.until() == 0 || entry.quiescent();
    }

    private static TraceRow of(LeafFindings.Entry first, List<LeafFindings.Entry> group) {
        LeafFinding f = first.finding();
        Shape leaf = Shape.of(f.leaf());
        boolean lasts = group.stream().anyMatch(entry -> entry.until() == 0);
        Group of = leaf.isLeaf()
                ? new Group(
                        gfns(group) + (leaf.space > 0 ? " (SMM)" : ""),
                        leaf.size(),
                        group.size(),
                        EptLeaf.text(leaf.type))
                : Group.NONE;
        Times when = new Times(
                Lines.of(group, TraceRow::installed),
                Lines.of(group, entry -> entry.finding().since()),
                lasts ? Lines.NONE : Lines.of(group, LeafFindings.Entry::until));
        return new TraceRow(
                f.kind().text(),
                of,
                f.should() + (f.kind() == Kind.STALE ? ": " + effect(f) : ""),
                f.by(),
                when,
                f.claim() == null ? "" : f.claim(),
                lasts(first));
    }

    private static long installed(LeafFindings.Entry entry) {
        TracedLeaf leaf = entry.finding().leaf();
        return leaf == null ? 0 : leaf.line();
    }

    /** The text does not mention coherence, because that is what a weaker leaf usually costs. */
    private static String effect(LeafFinding f) {
        return f.effect() + ("order".equals(f.breaks()) ? ", costs order" : "");
    }

    /** The frames as a few ranges, the first and the last included. */
    private static String gfns(List<LeafFindings.Entry> group) {
        List<LeafKey> keys = group.stream()
                .map(entry -> entry.finding().leaf())
                .filter(Objects::nonNull)
                .map(TracedLeaf::key)
                .toList();
        long pages = keys.get(0).pages();
        long[] gfns = keys.stream().mapToLong(LeafKey::gfn).sorted().toArray();
        StringBuilder text = new StringBuilder();
        int ranges = 0;
        for (int i = 0; i < gfns.length; ) {
            int j = i;
            while (j + 1 < gfns.length && gfns[j + 1] <= gfns[j] + pages) {
                j++;
            }
            if (++ranges > MOST_RANGES) {
                return text + ", ...";
            }
            text.append(i == 0 ? "" : ", ").append(hex(gfns[i]));
            if (gfns[j] != gfns[i]) {
                text.append('-').append(hex(gfns[j] + pages - 1));
            }
            i = j + 1;
        }
        return text.toString();
    }

    private static String hex(long gfn) {
        return "0x" + Long.toHexString(gfn);
    }
}
