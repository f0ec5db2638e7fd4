package dev.stalemate.lab.campaign;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.stalemate.lab.judge.KvmDifference;
import dev.stalemate.lab.judge.KvmVerdict;
import dev.stalemate.lab.judge.WrongLeaf;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a patch changes: the same scenarios on a kernel without and with it.
 *
 * @param rows the causes of wrong leaves; those that make leaves stale first, then by how many runs have them
 * @param compared how many scenarios came to their end on both, with each operation answered as it should be
 * @param leftOut how many did not, and are in no row
 * @param leavesBefore how many leaves the dumps of the scenarios that were compared have without the patch
 * @param leavesAfter how many with it
 */
public record PatchComparison(ImmutableList<Row> rows, int compared, int leftOut, long leavesBefore, long leavesAfter) {
    /** A patched kernel with less than one of so many leaves has hardly run its guests. */
    private static final int FEW = 4;

    /** What becomes of a cause. */
    public enum Fate {
        /** With the patch no run has such a leaf. */
        DISAPPEARS("disappears"),
        /** Both have some. */
        REMAINS("remains"),
        /** Only with the patch some run has one, but of pages that break the same property without it, by another cause. */
        MOVED("moved"),
        /** Only with the patch some run has one, of a page that does not break the property in that run without it. */
        NEW("new");

        private final String word;

        Fate(String word) {
            this.word = word;
        }

        /** In a word. */
        public String word() {
            return word;
        }
    }

    /**
     * How often a cause was seen.
     *
     * @param runs how many runs have such leaves
     * @param leaves how many leaves; one that is wrong at many dumps in a row counts once
     */
    public record Count(int runs, int leaves) {}

    /**
     * A cause.
     *
     * @param signature its words
     * @param laws the properties that such leaves break
     * @param moved whether each page that has it with the patch breaks the same property in the same run without it
     */
    public record Row(String signature, ImmutableSortedSet<String> laws, Count before, Count after, boolean moved) {
        /** What becomes of it. */
        public Fate fate() {
            if (before.runs == 0) {
                return moved ? Fate.MOVED : Fate.NEW;
            }
            return after.runs == 0 ? Fate.DISAPPEARS : Fate.REMAINS;
        }
    }

    /**
     * Compares verdicts on the same scenarios.
     *
     * @param asked how many scenarios there are: those without a verdict of both are left out, too
     */
    public static PatchComparison of(int asked, List<KvmVerdict> before, List<KvmVerdict> after) {
        Map<String, KvmVerdict> patched = new HashMap<>();
        after.forEach(verdict -> patched.put(verdict.name(), verdict));
        Map<String, Open> open = new LinkedHashMap<>();
        Set<Broken> broken = new HashSet<>();
        int compared = 0;
        long leavesBefore = 0;
        long leavesAfter = 0;
        for (KvmVerdict verdict : before) {
            @Nullable KvmVerdict other = patched.get(verdict.name());
            if (other != null && isWhole(verdict) && isWhole(other)) {
                compared++;
                leavesBefore += verdict.leaves();
                leavesAfter += other.leaves();
                verdict.wrong().forEach(w -> broken.add(Broken.of(verdict.name(), w)));
                verdict.wrong().forEach(w -> open(open, w).before.see(verdict.name(), w));
                other.wrong().forEach(w -> open(open, w).after.see(other.name(), w));
            }
        }
        List<Row> rows = new ArrayList<>();
        open.forEach((signature, row) -> rows.add(row.close(signature, broken)));
        rows.sort(Comparator.comparingInt(PatchComparison::rank)
                .thenComparingInt(r -> -r.before.runs)
                .thenComparingInt(r -> -r.after.runs)
                .thenComparing(Row::signature));
        return new PatchComparison(ImmutableList.copyOf(rows), compared, asked - compared, leavesBefore, leavesAfter);
    }

    /** Leaves may be other ones than the model's: that is what a patch is for. But its guests must run. */
    private static boolean isWhole(KvmVerdict verdict) {
        return verdict.ended()
                && verdict.notJudged().isEmpty()
                && verdict.compared()
                && verdict.differences().stream().noneMatch(KvmDifference::isOfOperation);
    }

    /** Whether the patched kernel has so few leaves that its guests hardly ran: then nothing can be told. */
    public boolean hasFewLeaves() {
        return leavesAfter < leavesBefore / FEW;
    }

    private static int rank(Row row) {
        return row.signature.startsWith("stale") ? 0 : row.signature.startsWith("weaker") ? 1 : 2;
    }

    private static Open open(Map<String, Open> rows, WrongLeaf wrong) {
        Open row = rows.computeIfAbsent(wrong.signature(), s -> new Open());
        row.laws.add(wrong.law());
        return row;
    }

    /** Whether the patch brings a cause that there was not. */
    public boolean bringsNew() {
        return rows.stream().anyMatch(r -> r.fate() == Fate.NEW);
    }

    /** The same scenario with a dump after each operation, so that no leaf comes and goes unseen between two dumps. */
    public static KvmScenario dumpedAlways(KvmScenario scenario) {
        List<KvmOp> ops = new ArrayList<>();
        for (int i = 0; i < scenario.ops().size(); i++) {
            KvmOp op = scenario.ops().get(i);
            if (!op.isDump()) {
                ops.add(op);
                ops.add(KvmOp.dump("op-" + (i + 1)));
            }
        }
        return KvmScenario.of(scenario.name(), scenario.options(), ops);
    }

    /** A page that breaks a property in a run, by whatever cause. */
    private record Broken(String run, long gpa, String law) {
        static Broken of(String run, WrongLeaf wrong) {
            return new Broken(run, wrong.gpa(), wrong.law());
        }
    }

    private record Seen(String run, long gpa, int since) {}

    private static final class Tally {
        private final Set<Seen> leaves = new HashSet<>();
        private final Set<Broken> pages = new HashSet<>();

        private void see(String run, WrongLeaf wrong) {
            leaves.add(new Seen(run, wrong.gpa(), wrong.since()));
            pages.add(Broken.of(run, wrong));
        }

        private Count count() {
            return new Count((int) leaves.stream().map(Seen::run).distinct().count(), leaves.size());
        }
    }

    /** A row that is still growing. */
    private static final class Open {
        private final TreeSet<String> laws = new TreeSet<>();
        private final Tally before = new Tally();
        private final Tally after = new Tally();

        private Row close(String signature, Set<Broken> broken) {
            boolean moved = broken.containsAll(after.pages);
            return new Row(signature, ImmutableSortedSet.copyOf(laws), before.count(), after.count(), moved);
        }
    }
}
