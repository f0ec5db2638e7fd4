package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmScenario;
import java.util.ArrayList;
import java.util.List;

/** Runs that are not as they were recorded. */
final class Altered {
    private Altered() {}

    /** With others in the place of a leaf. */
    static KvmRun leaf(KvmRun run, int taken, int leaf, List<Leaf> others) {
        Taken dump = run.taken().get(taken);
        List<Leaf> leaves = new ArrayList<>(dump.leaves());
        leaves.remove(leaf);
        leaves.addAll(others);
        List<Taken> all = new ArrayList<>(run.taken());
        all.set(
                taken,
                new Taken(
                        dump.op(),
                        dump.fault(),
                        dump.value(),
                        dump.exit(),
                        dump.refused(),
                        ImmutableList.copyOf(leaves)));
        return with(run, all, true);
    }

    /** Up to an operation. */
    static KvmRun cut(KvmRun run, int ops) {
        return with(run, run.taken().subList(0, ops), false);
    }

    /** Without all operations of a kind. */
    static KvmRun without(KvmRun run, String word) {
        return with(
                run,
                run.taken().stream()
                        .filter(t -> !t.op().verb().word().equals(word))
                        .toList(),
                true);
    }

    /** Without all operations of a kind. */
    static KvmScenario without(KvmScenario scenario, String word) {
        return KvmScenario.of(
                scenario.name(),
                scenario.options(),
                scenario.ops().stream()
                        .filter(op -> !op.verb().word().equals(word))
                        .toList());
    }

    private static KvmRun with(KvmRun run, List<Taken> taken, boolean ended) {
        return new KvmRun(run.name(), run.cr0(), run.refused(), ImmutableList.copyOf(taken), ended, "", run.trace());
    }
}
