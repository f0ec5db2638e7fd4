package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Program;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.ApicRetry;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.Checked;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.CounterRead;
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
    private static final String RELOAD = "vmx_set_apic_access_page_addr()";

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
        if (f.permissions) {
            all.addAll(new KvmMmuWriteFaults(f, design, new KvmMmuProtection(f, design)).all());
        }
        vcpus.step("fault").choose(this::begin, "guest", "look-up");
        boolean readsLast = design.counterRead == CounterRead.AFTER_PAGE;
        vcpus.step("look-up").choose(this::lookUp, "fault", readsLast ? "read-counter" : "install");
        if (readsLast) {
            vcpus.step("read-counter").then(this::readCounter, "install");
        }
        if (design.checked == Checked.UNDER_MMU_LOCK) {
            vcpus.step("install").when((s, v) -> !f.lock.is(s, 0)).choose(this::install, "guest", "fault");
        } else {
            vcpus.step("install").choose(this::check, "check-again", "fault");
            vcpus.step("check-again").choose(this::install, "guest", "fault");
        }
        if (f.apic) {
            reloads();
        }
        all.addAll(vcpus.actions());
        return all;
    }

    private boolean isIn(long[] s, long v) {
        return f.isInGuest(s, (int) v);
    }

    /** An access that the TLB misses, and that the tables have. */
    private Action touch() {
        return Action.named("touch")
                .over(f.vcpu)
                .over(f.gfn)
                .when((s, a) -> isIn(s, a[0])
                        && f.leaf.is(s, f.leafOf(s, (int) a[0], (int) a[1]))
                        && !f.tlb.has(s, f.tag((int) a[0], f.loaded.get(s, (int) a[0])), (int) a[1]))
                .then((s, a) -> {
                    int v = (int) a[0];
                    int r = f.loaded.get(s, v);
                    f.tlb.keep(s, f.tag(v, r), (int) a[1], f.cached(f.leaf.get(s, f.leafOf(s, v, (int) a[1]))));
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
                        && !f.leaf.is(s, f.leafOf(s, (int) a[0], (int) a[1]))
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
        int leaf = f.leafOf(s, v, f.wanted.get(s, v));
        if (f.leaf.is(s, leaf) && !(f.writes.toWrite.is(s, v) && !f.isWritable(s, leaf))) {
            if (acts.on()) {
                acts.routine(design.called(KvmMmuFunction.FAULT), "finds gfn " + f.wanted.get(s, v) + " mapped by now");
            }
            f.enter(s, v);
            return 0;
        }
        f.sized.set(s, v, f.sizes ? f.host.version(s, f.wanted.get(s, v)) : 0);
        if (acts.on()) {
            begun(s, v);
        }
        if (design.counterRead == CounterRead.AT_FAULT) {
            readCounter(s, v);
        }
        return 1;
    }

    private void begun(long[] s, int v) {
        if (!f.invalidates()) {
            acts.routine(design.called(KvmMmuFunction.FAULT), "begins with root " + f.loaded.get(s, v));
        } else if (design.seqCheck == SeqCheck.NEVER) {
            acts.did(design.called(KvmMmuFunction.FAULT), "does not read the counter");
        }
        if (f.sizes) {
            acts.did(
                    design.called(KvmMmuFunction.FAULT),
                    "finds the size of gfn " + f.wanted.get(s, v) + ": " + f.sized.text(s, v));
        }
    }

    private void readCounter(long[] s, int v) {
        if (design.seqCheck != SeqCheck.NEVER) {
            f.readCounter(s, v);
            if (acts.on() && f.invalidates()) {
                acts.did(
                        design.called(KvmMmuFunction.FAULT),
                        "reads the counter" + (f.inSteps ? "" : ": " + f.seq.get(s, 0)));
            }
        }
    }

    private int lookUp(long[] s, int v) {
        boolean checks = design.rootCheck == RootCheck.BEFORE_LOCK;
        boolean live = f.isLive(s, f.loaded.get(s, v));
        if (acts.on() && f.deletes && checks) {
            acts.did(
                    design.called(KvmMmuFunction.LOOK_UP),
                    "finds root " + f.loaded.get(s, v) + (live ? " live" : " dead, and retries"));
        }
        if (checks && !live) {
            return 0;
        }
        if (design.counterRead == CounterRead.AFTER_SIZE) {
            readCounter(s, v);
        }
        f.found.set(s, v, f.host.version(s, f.wanted.get(s, v)));
        if (acts.on()) {
            acts.did(
                    design.called(KvmMmuFunction.LOOK_UP),
                    "finds the " + f.found.text(s, v) + " of gfn " + f.wanted.get(s, v));
        }
        return 1;
    }

    /** The first half of a check under the page's own lock, which is held if it finds nothing. */
    private int check(long[] s, int v) {
        boolean counterFirst = design.checked == Checked.COUNTER_FIRST;
        return retries(s, v, counterFirst, !counterFirst) ? 1 : 0;
    }

    private int install(long[] s, int v) {
        boolean all = design.checked == Checked.UNDER_MMU_LOCK;
        if (retries(
                s, v, all || design.checked == Checked.COUNT_FIRST, all || design.checked == Checked.COUNTER_FIRST)) {
            return 1;
        }
        int leaf = f.leafOf(s, v, f.wanted.get(s, v));
        f.leaf.set(s, leaf, f.newLeaf(s, v));
        if (acts.on()) {
            acts.did(
                    design.called(KvmMmuFunction.MAP),
                    "maps gfn " + f.wanted.get(s, v) + " in root " + f.loaded.get(s, v));
        }
        f.writes.install(s, v, f.wanted.get(s, v), acts);
        if (f.loaded.get(s, v) == 0 && f.table.get(s, 0) == KvmMmuFields.FREED) {
            f.table.set(s, 0, KvmMmuFields.LINKED);
        }
        f.enter(s, v);
        return 0;
    }

    /** Whether a fault is late, by the counter, by what is in progress, or both; if so it begins again. */
    private boolean retries(long[] s, int v, boolean counter, boolean count) {
        boolean dead = design.rootCheck == RootCheck.UNDER_LOCK && !f.isLive(s, f.loaded.get(s, v));
        boolean late = dead || (count && isInProgress(s, f.wanted.get(s, v))) || (counter && isStale(s, v));
        if (acts.on()) {
            String checked = checked(s, v, dead, counter, count);
            if (late) {
                acts.did(design.called(KvmMmuFunction.LATE_CHECK), "retries: " + checked);
            } else if (!checked.isEmpty()) {
                acts.did(design.called(KvmMmuFunction.LATE_CHECK), checked);
                acts.could(f.leaf, f.leafOf(s, v, f.wanted.get(s, v)));
            }
        }
        if (late) {
            f.found.set(s, v, 0);
            f.sized.set(s, v, 0);
            f.forgetCounter(s, v);
        }
        return late;
    }

    /** What a fault finds under the lock, of what can happen in the scope. */
    private String checked(long[] s, int v, boolean dead, boolean counter, boolean count) {
        List<String> checked = new ArrayList<>();
        int r = f.loaded.get(s, v);
        if (f.deletes) {
            checked.add(
                    design.rootCheck == RootCheck.UNDER_LOCK
                            ? "finds root " + r + (dead ? " dead" : " live")
                            : "does not check root " + r);
        }
        if (f.inSteps && count && !dead) {
            checked.add(asked(s, f.wanted.get(s, v)));
        }
        if (f.invalidates() && counter && !dead) {
            checked.add(design.seqCheck == SeqCheck.NEVER ? "does not check the counter" : compared(s, v));
        }
        return String.join(", ", checked);
    }

    private String asked(long[] s, int g) {
        return switch (design.inProgress) {
            case RANGE -> "finds gfn " + g + (isInProgress(s, g) ? " in" : " not in") + " the range in progress";
            case COUNT -> "finds " + (isInProgress(s, g) ? "an" : "no") + " invalidation in progress";
            case NEVER -> "does not ask what is in progress";
        };
    }

    private String compared(long[] s, int v) {
        if (f.inSteps) {
            return "finds the counter " + (isStale(s, v) ? "raised" : "as before");
        }
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

    /** Whether an invalidation is in progress that a page may be part of, as the design asks. */
    private boolean isInProgress(long[] s, int g) {
        return switch (design.inProgress) {
            case RANGE -> f.invalidations.inRange(s, g);
            case COUNT -> f.invalidations.inProgress(s);
            case NEVER -> false;
        };
    }

    /** Whether the counter is another, as the design compares it. In steps it is far from half its range. */
    private boolean isStale(long[] s, int v) {
        int was = f.snapshot.get(s, v);
        return switch (design.seqCheck) {
            case FULL -> f.seq.get(s, 0) != was || f.invalidations.counterChanged(s, v);
            // A number whose sign bit is set gets ones above it, which the counter does not have.
            case TRUNCATED -> f.seq.get(s, 0) != asSigned(was) || f.invalidations.counterChanged(s, v);
            case NEVER -> false;
        };
    }

    /** The APIC's page, if the vCPU was asked to look it up again (vmx_set_apic_access_page_addr()). */
    private void reloads() {
        vcpus.step("guest")
                .called("look-up-apic-page")
                .when((s, v) -> f.apicRequest.is(s, v))
                .then(
                        (s, v) -> {
                            f.apicRequest.set(s, v, 0);
                            if (design.apicRetry != ApicRetry.NEVER) {
                                f.readCounter(s, v);
                            }
                            f.found.set(s, v, f.host.version(s, 0));
                            if (acts.on()) {
                                acts.did(RELOAD, "finds the " + f.found.text(s, v) + " of the APIC");
                            }
                        },
                        "store-apic-page");
        vcpus.step("store-apic-page").when((s, v) -> !f.lock.is(s, 0)).then(this::storeApicPage, "guest");
    }

    private void storeApicPage(long[] s, int v) {
        boolean late =
                switch (design.apicRetry) {
                    case NEVER -> false;
                    case IF_RAISED -> isStale(s, v);
                    case IF_LATE -> isStale(s, v) || isInProgress(s, 0);
                };
        if (late) {
            f.apicRequest.set(s, v, 1);
        } else {
            f.apicPage.set(s, v, f.found.get(s, v));
        }
        if (acts.on()) {
            acts.did(
                    RELOAD,
                    late
                            ? "asks itself again: the page is being invalidated, or was"
                            : "stores the " + f.found.text(s, v)
                                    + (design.apicRetry == ApicRetry.NEVER ? ", without a check" : ""));
            acts.could(f.apicPage, v);
        }
        f.enter(s, v);
    }
}
