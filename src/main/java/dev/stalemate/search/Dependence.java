package dev.stalemate.search;

import dev.stalemate.model.Elements;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Footprint;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Kind;
import dev.stalemate.model.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;

/** Which steps of a model depend on each other and which its properties see, by what they declare: sets of steps as bits of longs. */
final class Dependence {
    /** Sets of steps are kept for each step: more than so many would take too much memory, and are not reduced. */
    private static final int MOST_STEPS = 1 << 12;

    private final Footprint[] footprints;
    private final long[][] conflicts;
    private final long[][] writers;
    private final long[][] enablers;
    private final long[] leaders;
    private final boolean useful;

    /** Steps that write what a property reads. */
    final long[] visible;

    Dependence(List<Step> steps, Elements elements, List<Law> laws, List<Figure> figures) {
        int count = steps.size() > MOST_STEPS ? 0 : steps.size();
        this.footprints =
                steps.stream().limit(count).map(s -> s.footprint(elements)).toArray(Footprint[]::new);
        List<Footprint> seen = seen(elements, laws, figures);
        BitSet[] writing = users(elements, Footprint::writes);
        BitSet[] touching = users(elements, Dependence::touched);
        this.writers = longs(writing);
        BitSet[] related = new BitSet[count];
        BitSet[] enabling = new BitSet[count];
        BitSet leading = new BitSet();
        BitSet shown = new BitSet();
        boolean any = false;
        for (int i = 0; i < count; i++) {
            Footprint mine = footprints[i];
            related[i] = union(mine.writes(), touching);
            related[i].or(union(mine.reads(), writing));
            related[i].clear(i);
            BitSet waits = mine.guard();
            waits.andNot(mine.needed());
            enabling[i] = union(waits, writing);
            shown.set(i, seen.stream().anyMatch(mine::isSeenBy));
            // A step that writes nothing leads nowhere new: alone it would never pass the proviso.
            leading.set(i, !mine.writes().isEmpty() && !shown.get(i));
            int meetable = count - 1 - removeExcluded(i, related[i]);
            any |= leading.get(i) && related[i].cardinality() < meetable;
        }
        this.conflicts = longs(related);
        this.enablers = longs(enabling);
        this.leaders = longs(leading);
        this.visible = longs(shown);
        this.useful = any;
    }

    int words() {
        return visible.length;
    }

    /** Whether some step that nothing sees is independent of another that can be possible together with it. */
    boolean useful() {
        return useful;
    }

    /** Whether a set may grow from a step: no property sees it, and it writes something. */
    boolean mayLead(int step) {
        return (leaders[step >>> 6] >>> step & 1) != 0;
    }

    /** The steps that depend on one that is possible, except those that can't become possible while it is. */
    long[] conflicts(int step) {
        return conflicts[step];
    }

    /** Steps of which at least one has to be taken before one that is impossible in a state can be taken. */
    long[] enablers(int step, long[] state) {
        int unmet = footprints[step].unmet(state);
        // With all needs met, some other element that the guard reads has to change; with one unmet, that one.
        return unmet < 0 ? enablers[step] : writers[unmet];
    }

    /** What is seen of all steps. */
    private static List<Footprint> seen(Elements elements, List<Law> laws, List<Figure> figures) {
        List<Footprint> seen = new ArrayList<>();
        laws.forEach(p -> seen.add(p.footprint(elements)));
        // Only what can be read off single states survives when the order of unseen steps is left out; figures look at
        // all states.
        boolean states = laws.stream().allMatch(p -> p.kind() == Kind.ALWAYS || p.kind() == Kind.SOMETIMES);
        if (!states || !figures.isEmpty()) {
            seen.add(Footprint.ofEverything(elements));
        }
        return seen;
    }

    private static BitSet touched(Footprint footprint) {
        BitSet touched = footprint.reads();
        touched.or(footprint.writes());
        return touched;
    }

    /** For each element the steps that use it. */
    private BitSet[] users(Elements elements, Function<Footprint, BitSet> use) {
        BitSet[] users = new BitSet[elements.count()];
        Arrays.setAll(users, e -> new BitSet());
        for (int i = 0; i < footprints.length; i++) {
            int step = i;
            use.apply(footprints[i]).stream().forEach(e -> users[e].set(step));
        }
        return users;
    }

    private static BitSet union(BitSet which, BitSet[] sets) {
        BitSet union = new BitSet();
        which.stream().forEach(e -> union.or(sets[e]));
        return union;
    }

    /** Removes the steps that are never possible together with one; returns how many those are. */
    private int removeExcluded(int step, BitSet from) {
        int excluded = 0;
        for (int i = 0; i < footprints.length; i++) {
            if (footprints[step].excludes(footprints[i])) {
                from.clear(i);
                excluded++;
            }
        }
        return excluded;
    }

    private long[][] longs(BitSet[] sets) {
        return Arrays.stream(sets).map(this::longs).toArray(long[][]::new);
    }

    private long[] longs(BitSet set) {
        return Arrays.copyOf(set.toLongArray(), (footprints.length + Long.SIZE - 1) / Long.SIZE);
    }
}
