package dev.stalemate.systems.nested;

import dev.stalemate.model.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What L1 may expect of each of its vCPUs, kept by hand along a run and without a look at shadows or caches: of each entry of its EPTs the
 * values that it has had since the vCPU's last INVEPT of that EPT.
 */
final class L1View {
    private record Entry(int vcpu, int eptp, int frame) {}

    private final NestedFields fields;
    private final Map<Entry, Set<Integer>> allowed = new HashMap<>();

    L1View(NestedFields fields, long[] initial) {
        this.fields = fields;
        for (int e = 0; e < fields.eptp.size(); e++) {
            forget(initial, -1, e);
        }
    }

    /** A step was taken. */
    void after(Step step, long[] s) {
        switch (step.action().name()) {
            case "l1-maps" ->
                allowed.forEach((entry, values) -> {
                    if (entry.eptp == step.arg(0) && entry.frame == step.arg(1)) {
                        values.add(fields.composed(s, entry.eptp, entry.frame));
                    }
                });
            case "invept-single" -> forget(s, (int) step.arg(0), (int) step.arg(1));
            case "invept-all" -> {
                for (int e = 0; e < fields.eptp.size(); e++) {
                    forget(s, (int) step.arg(0), e);
                }
            }
            default -> {}
        }
    }

    private void forget(long[] s, int vcpu, int e) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            for (int g = 0; (vcpu < 0 || v == vcpu) && g < fields.l2Frame.size(); g++) {
                Set<Integer> now = new HashSet<>();
                now.add(fields.composed(s, e, g));
                allowed.put(new Entry(v, e, g), now);
            }
        }
    }

    /** Whether no vCPU in L2 can use what it may not expect. */
    boolean isKept(long[] s) {
        for (Map.Entry<Entry, Set<Integer>> entry : allowed.entrySet()) {
            int v = entry.getKey().vcpu;
            int t = fields.active.get(s, v) - 1;
            if (!fields.isIn(s, v) || t < 0 || fields.loaded.get(s, v) != entry.getKey().eptp + 1) {
                continue;
            }
            for (int target = 1; target <= fields.frames.index().size(); target++) {
                boolean used = fields.tables.mayUse(s, fields.cpuOf(s, v), v, t, entry.getKey().frame, target);
                if (used && !entry.getValue().contains(target)) {
                    return false;
                }
            }
        }
        return true;
    }
}
