package dev.stalemate.lab.judge;

import com.google.common.collect.ImmutableList;
import dev.stalemate.lab.judge.KvmRun.Leaf;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.Mapped;
import dev.stalemate.lab.scenario.Mapped.Expected;
import dev.stalemate.model.Law;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a saved counterexample was seen on a real KVM: each of its steps was taken and nothing of it was refused, after each of them each of
 * its frames has the leaf that the model says, and by these leaves its property is violated.
 *
 * @param seen whether it was
 * @param says what was seen, or what was not as in the model
 * @param leaves how many leaves were compared
 * @param differences what was not as in the model
 */
public record KvmSeen(boolean seen, String says, int leaves, ImmutableList<String> differences) {
    /**
     * The verdict on a run of a counterexample's scenario.
     *
     * @param kernel the machine that it ran on
     */
    public static KvmSeen of(Mapped mapped, RealKernel kernel, KvmRun run) {
        List<String> differences = new ArrayList<>();
        if (!kernel.hasTdpMmu()) {
            differences.add("the kernel runs without the TDP MMU, which the model is about");
        }
        @Nullable String failed = AskedSteps.failed(mapped.scenario(), run);
        if (failed != null) {
            differences.add(failed);
        }
        int compared = 0;
        for (Expected expected : mapped.expected()) {
            @Nullable Taken dump = dump(run, expected.label());
            if (dump == null) {
                differences.add("there is no dump after (" + expected.steps() + ")");
                continue;
            }
            for (Map.Entry<Long, Integer> frame : expected.leaves().entrySet()) {
                compared++;
                @Nullable Leaf leaf = dump.at(frame.getKey());
                int there = leaf == null ? EptLeaf.NONE : leaf.packed();
                if (there != frame.getValue() || (leaf != null && there == EptLeaf.NONE)) {
                    differences.add(
                            "after (" + expected.steps() + ") gpa 0x" + Long.toHexString(frame.getKey()) + " has "
                                    + (leaf == null ? "none" : leaf.text()) + ", in the model "
                                    + EptLeaf.text(frame.getValue()));
                }
            }
        }
        return new KvmSeen(
                differences.isEmpty() && run.ended() && compared > 0,
                says(mapped, run, compared, differences),
                compared,
                ImmutableList.copyOf(differences));
    }

    private static @Nullable Taken dump(KvmRun run, String label) {
        return run.dumps().stream()
                .filter(d -> d.op().label().equals(label))
                .findFirst()
                .orElse(null);
    }

    private static String says(Mapped mapped, KvmRun run, int compared, List<String> differences) {
        if (!run.ended()) {
            return "the run did not end: " + (run.failure().isEmpty() ? "the machine said no more" : run.failure());
        }
        if (!differences.isEmpty()) {
            return "differs from the model: " + differences.get(0)
                    + (differences.size() == 1 ? "" : ", and " + (differences.size() - 1) + " more");
        }
        if (compared == 0) {
            return "nothing was compared";
        }
        Law law = mapped.trace().model().law(mapped.counterexample().law());
        return law.name() + " is violated after (" + mapped.trace().firstViolation(law) + "); all " + compared
                + " leaves as in the model";
    }
}
