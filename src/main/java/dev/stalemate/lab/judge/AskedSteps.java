package dev.stalemate.lab.judge;

import dev.stalemate.lab.judge.KvmRun.Refusal;
import dev.stalemate.lab.judge.KvmRun.Taken;
import dev.stalemate.lab.scenario.KvmOp;
import dev.stalemate.lab.scenario.KvmScenario;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a machine did what a scenario says. */
final class AskedSteps {
    private AskedSteps() {}

    /** The first thing that is not the scenario's, as far as the run got; null if there is none. */
    static @Nullable KvmDifference other(KvmScenario scenario, KvmRun run) {
        int vcpus = scenario.options().vcpus();
        for (int v : run.cr0().keySet()) {
            if (v >= vcpus) {
                return start("the machine has a vCPU " + v + ", and the scenario has " + vcpus);
            }
        }
        for (int v = 0; v < vcpus && (run.ended() || !run.taken().isEmpty()); v++) {
            if (!run.cr0().containsKey(v)) {
                return start("the machine does not say with which CR0 vCPU " + v + " starts");
            }
        }
        for (int i = 0; i < run.taken().size(); i++) {
            KvmOp taken = run.taken().get(i).op();
            @Nullable KvmOp asked = i < scenario.ops().size() ? scenario.ops().get(i) : null;
            if (asked == null || !asked.text().equals(taken.text())) {
                return other(i + 1, taken.text(), asked == null ? "none" : asked.text());
            }
            if (!taken.isDump() && asked.vcpu() != taken.vcpu()) {
                return other(
                        i + 1,
                        taken.text() + "' by vCPU '" + taken.vcpu(),
                        asked.text() + "' by vCPU '" + asked.vcpu());
            }
        }
        int done = run.taken().size();
        return run.ended() && done < scenario.ops().size()
                ? other(done + 1, "the end", scenario.ops().get(done).text())
                : null;
    }

    private static KvmDifference other(int at, String is, String asked) {
        String says = "the machine did '" + is + "', and the scenario has '" + asked + "'";
        return new KvmDifference(at, "operation " + at, says, "another operation than the scenario's");
    }

    private static KvmDifference start(String says) {
        return new KvmDifference(1, "the start", says, "other vCPUs than the scenario's");
    }

    /** What went wrong in a run in which all must succeed; null if nothing did. */
    static @Nullable String failed(KvmScenario scenario, KvmRun run) {
        @Nullable KvmDifference other = other(scenario, run);
        if (other != null) {
            return other.toString();
        }
        if (!run.refused().isEmpty()) {
            return "at the start KVM refused " + text(run.refused());
        }
        for (long cr0 : run.cr0().values()) {
            if (((cr0 & KvmPlay.CR0_CD) != 0) != scenario.options().resetCr0()) {
                return "a vCPU starts with CR0 " + PlayedModel.hex(cr0);
            }
        }
        for (int i = 0; i < run.taken().size(); i++) {
            @Nullable String failed = failed(run.taken().get(i));
            if (failed != null) {
                return "operation " + (i + 1) + ", " + run.taken().get(i).op().text() + ": " + failed;
            }
        }
        return null;
    }

    private static @Nullable String failed(Taken taken) {
        if (taken.fault()) {
            return "it raised #GP";
        }
        if (taken.exit() != null) {
            return "the guest ended in exit " + taken.exit();
        }
        return taken.refused().isEmpty() ? null : "KVM refused " + text(taken.refused());
    }

    /** What was refused, with the numbers of the errors. */
    static String text(List<Refusal> refused) {
        return String.join(
                ", ",
                refused.stream().map(r -> r.what() + " with error " + r.errno()).toList());
    }
}
