package dev.stalemate.real.kvm;

import dev.stalemate.lab.judge.KvmRun;
import dev.stalemate.lab.judge.Recorded;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the kernel itself said in a recorded run: the leaves read from its page tables at each dump, and for each page that was touched what
 * it had before every entry was dropped, and what it got on each vCPU when it was touched again. The files explain themselves in
 * kvm-lab/README.txt.
 */
record LabTruth(List<Dump> dumps, Set<Long> touched) {
    private static final Map<String, Recorded> RECORDED = new ConcurrentHashMap<>();

    /** The leaves at a mark, by {@code gfn/level}. */
    record Dump(String label, Map<String, String> leaves) {
        /** The type of the leaf that maps a frame, or none. */
        String at(long gfn) {
            for (int level = 1; level <= 3; level++) {
                long first = gfn & -(1L << (9 * (level - 1)));
                String type = leaves.get(Long.toHexString(first) + "/" + level);
                if (type != null) {
                    return type;
                }
            }
            return "none";
        }
    }

    /** Of a run such as {@code 6.1-tdp/thread_quirk}. */
    static LabTruth of(String run) {
        String[] parts = run.split("-tdp/", -1);
        KvmRun recorded = RECORDED.computeIfAbsent(parts[0], Recorded::of).run(parts[1]);
        List<Dump> dumps = new ArrayList<>();
        Set<Long> touched = new LinkedHashSet<>();
        for (KvmRun.Taken taken : recorded.taken()) {
            taken.op().pages().forEach(page -> touched.add(page >> 12));
            if (taken.op().isDump()) {
                Map<String, String> leaves = new TreeMap<>();
                taken.leaves()
                        .forEach(leaf -> leaves.put(
                                Long.toHexString(leaf.gfn()) + "/" + leaf.level(),
                                EptLeaf.text(EptLeaf.small(leaf.packed()))));
                dumps.add(new Dump(taken.op().label(), leaves));
            }
        }
        return new LabTruth(dumps, touched);
    }

    /** The dumps that the oracle made after it dropped every entry, one for each vCPU. */
    List<Dump> afterwards() {
        return dumps.stream().filter(d -> d.label.startsWith("after-vcpu")).toList();
    }

    /** The oracle's own verdict, in the words of marks, or none for a page without a leaf. */
    String verdict(Dump before, long gfn) {
        String had = before.at(gfn);
        long same = afterwards().stream().filter(d -> d.at(gfn).equals(had)).count();
        if (had.equals("none")) {
            return "none";
        }
        return same == afterwards().size() ? "ok" : same == 0 ? "stale" : "split";
    }
}
