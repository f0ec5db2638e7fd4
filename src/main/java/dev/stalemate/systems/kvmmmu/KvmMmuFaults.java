package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Program;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.RootCheck;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.SeqCheck;
import java.util.ArrayList;
import java.util.List;

/**
 * What vCPUs do: accesses, and faults in steps (kvm_tdp_page_fault()).
 *
 * <pre>
 * fault      the counter is read, with the root that is loaded
 * look-up    the host's page, without the MMU lock
 * install    under the MMU lock: if nothing has changed the leaf is written; otherwise the guest is entered and faults again
 * </pre>
 */
final class KvmMmuFaults {
    private final KvmMmuFields f;
    private final KvmMmuDesign design;
    private final Program vcpus;
    private final Acts acts;

    KvmMmuFaults(KvmMmuFields fields, KvmMmuDesign design) {
        this.f = fields;
        this.design = design;
        this.vcpus = fields.vcpus;
        this.acts = fields.layout.acts();
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        all.add(touch());
        all.add(violation());
        if (!f.deletes && f.root.size() > 1) {
            all.add(loadRoot());
        }
        vcpus.step("fault").choose(this::begin, "guest", "look-up");
        vcpus.step("look-up").choose(this::lookUp, "fault", "install");
        vcpus.step("install").when((s, v) -> !f.lock.is(s, 0)).choose(this::install, "guest", "fault");
        all.addAll(vcpus.actions());
        return all;
    }

    private boolean isIn(long[] s, long v) {
        return vcpus.isAt(s, (int) v, f.guest);
    }

    private int leafOf(long[] s, int v, int g) {
        return f.leafAt(f.loaded.get(s, v), g);
    }

    /** An access that the TLB misses, and that the tables have. */
    private Action touch() {
        return Action.named("touch")
                .over(f.vcpu)
                .over(f.gfn)
                .when((s, a) -> isIn(s, a[0])
                        && f.leaf.is(s, leafOf(s, (int) a[0], (int) a[1]))
                        && !f.tlb.has(s, f.tag((int) a[0], f.loaded.get(s, (int) a[0])), (int) a[1]))
                .then((s, a) -> {
                    int v = (int) a[0];
                    int r = f.loaded.get(s, v);
                    f.tlb.keep(s, f.tag(v, r), (int) a[1], f.leaf.get(s, leafOf(s, v, (int) a[1])) - 1);
                    if (f.recovers && r == 0 && f.table.get(s, 0) == KvmMmuFields.LINKED) {
                        f.pointer.set(s, v, 1);
                    }
                });
    }

    /** An access that the TLB misses, and that the tables do not have. */
    private Action violation() {
        return Action.named("ept-violation")
                .over(f.vcpu)
                .over(f.gfn)
                .when((s, a) -> isIn(s, a[0])
                        && !f.leaf.is(s, leafOf(s, (int) a[0], (int) a[1]))
                        && !f.tlb.has(s, f.tag((int) a[0], f.loaded.get(s, (int) a[0])), (int) a[1]))
                .then((s, a) -> {
                    f.wanted.set(s, (int) a[0], (int) a[1]);
                    vcpus.goTo(s, (int) a[0], f.faulting);
                });
    }

    private Action loadRoot() {
        return Action.named("load-root")
                .over(f.vcpu)
                .over(f.root)
                .when((s, a) -> isIn(s, a[0]) && f.loaded.get(s, (int) a[0]) != a[1])
                .then((s, a) -> f.loaded.set(s, (int) a[0], (int) a[1]));
    }

    private int begin(long[] s, int v) {
        f.reload(s, v);
        if (f.leaf.is(s, leafOf(s, v, f.wanted.get(s, v)))) {
            if (acts.on()) {
                acts.routine(design.fault(), "finds gfn " + f.wanted.get(s, v) + " mapped by now");
            }
            f.enter(s, v);
            return 0;
        }
        f.snapshot.set(s, v, design.seqCheck == SeqCheck.NEVER ? 0 : f.seq.get(s, 0));
        if (acts.on()) {
            begun(s, v);
        }
        return 1;
    }

    private void begun(long[] s, int v) {
        if (f.seqBound == 1) {
            acts.routine(design.fault(), "begins with root " + f.loaded.get(s, v));
        } else {
            acts.did(
                    design.fault(),
                    design.seqCheck == SeqCheck.NEVER
                            ? "does not read the counter"
                            : "reads the counter: " + f.seq.get(s, 0));
        }
    }

    private int lookUp(long[] s, int v) {
        boolean checks = design.rootCheck == RootCheck.BEFORE_LOCK;
        boolean live = f.isLive(s, f.loaded.get(s, v));
        if (acts.on() && f.deletes && checks) {
            acts.did(design.lookUp(), "finds root " + f.loaded.get(s, v) + (live ? " live" : " dead, and retries"));
        }
        if (checks && !live) {
            return 0;
        }
        f.found.set(s, v, f.host.get(s, f.wanted.get(s, v)));
        if (acts.on()) {
            acts.did(design.lookUp(), "finds the " + f.found.text(s, v) + " of gfn " + f.wanted.get(s, v));
        }
        return 1;
    }

    private int install(long[] s, int v) {
        boolean dead = design.rootCheck == RootCheck.UNDER_LOCK && !f.isLive(s, f.loaded.get(s, v));
        boolean stale = isStale(s, v);
        String checked = acts.on() ? checked(s, v, dead) : "";
        if (dead || stale) {
            if (acts.on()) {
                acts.did(design.lateCheck(), "retries: " + checked);
            }
            f.found.set(s, v, 0);
            f.snapshot.set(s, v, 0);
            return 1;
        }
        int leaf = leafOf(s, v, f.wanted.get(s, v));
        f.leaf.set(s, leaf, f.found.get(s, v) + 1);
        if (acts.on()) {
            if (!checked.isEmpty()) {
                acts.did(design.lateCheck(), checked);
                acts.could(f.leaf, leaf);
            }
            acts.did("kvm_tdp_mmu_map()", "maps gfn " + f.wanted.get(s, v) + " in root " + f.loaded.get(s, v));
        }
        if (f.loaded.get(s, v) == 0 && f.table.get(s, 0) == KvmMmuFields.FREED) {
            f.table.set(s, 0, KvmMmuFields.LINKED);
        }
        f.enter(s, v);
        return 0;
    }

    /** What a fault finds under the lock, of what can happen in the scope. */
    private String checked(long[] s, int v, boolean dead) {
        List<String> checked = new ArrayList<>();
        int r = f.loaded.get(s, v);
        if (f.deletes) {
            checked.add(
                    design.rootCheck == RootCheck.UNDER_LOCK
                            ? "finds root " + r + (dead ? " dead" : " live")
                            : "does not check root " + r);
        }
        if (f.seqBound > 1 && !dead) {
            checked.add(design.seqCheck == SeqCheck.NEVER ? "does not check the counter" : compared(s, v));
        }
        return String.join(", ", checked);
    }

    private String compared(long[] s, int v) {
        int was = f.snapshot.get(s, v);
        int is = f.seq.get(s, 0);
        String as = design.seqCheck == SeqCheck.TRUNCATED && asSigned(was) != was
                ? ", not at " + asSigned(was) + ", which is " + was + " as an int"
                : is == was ? " as before" : ", not at " + was;
        return "finds the counter at " + is + as;
    }

    private int asSigned(int was) {
        return was > (f.seqBound - 1) / 2 ? was - f.seqBound : was;
    }

    /** mmu_notifier_retry(), as the design calls it. */
    private boolean isStale(long[] s, int v) {
        int was = f.snapshot.get(s, v);
        return switch (design.seqCheck) {
            case FULL -> f.seq.get(s, 0) != was;
            // A number whose sign bit is set gets ones above it, which the counter does not have.
            case TRUNCATED -> f.seq.get(s, 0) != asSigned(was);
            case NEVER -> false;
        };
    }
}
