package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What has the same cause in many runs: leaves that are wrong, or differences from the model.
 *
 * @param signature the cause
 * @param difference whether KVM differs from the model; else both have wrong leaves
 * @param laws the properties that are broken; none of a difference
 * @param seen how often it was seen: leaves at dumps, or differences
 * @param runs the names of the runs, each once, in their order
 */
public record KvmGroup(
        String signature, boolean difference, ImmutableSortedSet<String> laws, int seen, ImmutableList<String> runs) {
    /** Groups what was found: differences first, then by how many runs have it. */
    public static List<KvmGroup> of(List<KvmVerdict> verdicts) {
        Map<String, Open> differences = new LinkedHashMap<>();
        Map<String, Open> wrong = new LinkedHashMap<>();
        for (KvmVerdict verdict : verdicts) {
            for (KvmDifference found : verdict.differences()) {
                open(differences, found.signature()).see(verdict);
            }
            for (WrongLeaf found : verdict.wrong()) {
                Open group = open(wrong, found.signature());
                group.see(verdict);
                group.laws.add(found.law());
            }
        }
        List<KvmGroup> groups = new ArrayList<>();
        differences.forEach((signature, group) -> groups.add(group.close(signature, true)));
        List<KvmGroup> ofWrong = new ArrayList<>();
        wrong.forEach((signature, group) -> ofWrong.add(group.close(signature, false)));
        Comparator<KvmGroup> most = Comparator.comparingInt(g -> -g.runs.size());
        groups.sort(most.thenComparing(KvmGroup::signature));
        ofWrong.sort(most.thenComparing(KvmGroup::signature));
        groups.addAll(ofWrong);
        return groups;
    }

    private static Open open(Map<String, Open> groups, String signature) {
        return groups.computeIfAbsent(signature, s -> new Open());
    }

    /** A group that is still growing. */
    private static final class Open {
        private final TreeSet<String> laws = new TreeSet<>();
        private final List<String> runs = new ArrayList<>();
        private int seen;

        private void see(KvmVerdict verdict) {
            seen++;
            if (runs.isEmpty() || !runs.get(runs.size() - 1).equals(verdict.name())) {
                runs.add(verdict.name());
            }
        }

        private KvmGroup close(String signature, boolean difference) {
            return new KvmGroup(
                    signature, difference, ImmutableSortedSet.copyOf(laws), seen, ImmutableList.copyOf(runs));
        }
    }
}
