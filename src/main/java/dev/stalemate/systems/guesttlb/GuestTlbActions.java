package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Domain;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.AtArrival;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.AtSwitch;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.NewVpid;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.Tag;
import java.util.ArrayList;
import java.util.List;

/** What vCPUs do, and the hypervisor between their exits and entries. */
final class GuestTlbActions {
    private final GuestTlbFields f;
    private final GuestTlbDesign design;
    private final boolean vpid;
    private final Acts acts;

    GuestTlbActions(GuestTlbFields fields, GuestTlbDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
        this.vpid = fields.scope.get(GuestTlbSystem.VPID);
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        all.add(enter());
        all.add(touch());
        all.add(change());
        f.vcpus.step("guest").called("exit").atWill().then("exited");
        all.addAll(f.vcpus.actions());
        if (f.scope.get(GuestTlbSystem.REQUESTS)) {
            all.add(request());
        }
        if (f.context.size() > 1) {
            all.add(switchLevel());
        }
        return all;
    }

    private boolean isFree(long[] s, long c) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            if (f.vcpus.isAt(s, v, f.guest) && f.place.get(s, v) == c + 1) {
                return false;
            }
        }
        return true;
    }

    /** A vCPU runs on a CPU, and the flushes that it owes are made there (vcpu_enter_guest(), and kvm_arch_vcpu_load() before it). */
    private Action enter() {
        return Action.named("enter")
                .over(f.vcpu)
                .over(f.cpu)
                .when((s, a) -> f.vcpus.isAt(s, (int) a[0], f.exited) && isFree(s, a[1]))
                .then((s, a) -> {
                    int v = (int) a[0];
                    int c = (int) a[1];
                    arrive(s, v, c);
                    f.place.set(s, v, c + 1);
                    serve(s, v, "vcpu_enter_guest()");
                    f.vcpus.goTo(s, v, f.guest);
                });
    }

    private void arrive(long[] s, int v, int c) {
        boolean moved = f.place.get(s, v) != c + 1;
        boolean another = f.lastRan.get(s, c) != v + 1;
        if ((design.atArrival == AtArrival.LOADED_IF_IT_MOVED && moved)
                || (design.atArrival == AtArrival.LOADED_IF_ANOTHER_RAN_LAST && another)) {
            request(s, v, GuestTlbFields.HARDWARE);
        }
        if (design.atArrival == AtArrival.ALL_IF_IT_MOVED && moved) {
            f.flushAll(s, v, c);
        }
        if (acts.on()) {
            acts.did(design.arrival(), arrival(v, c, moved, another));
            if (moved || design.tag == Tag.VM) {
                f.couldFlush(acts, s, v, c);
            }
        }
        f.lastRan.set(s, c, f.lastRan.bound() > 1 ? v + 1 : 0);
    }

    private String arrival(int v, int c, boolean moved, boolean another) {
        String where = ": vCPU " + v + (moved ? " was not on CPU " : " was on CPU ") + c + " last";
        return switch (design.atArrival) {
            case ALL_IF_IT_MOVED -> (moved ? "flushes all its tags" : "flushes nothing") + where;
            case LOADED_IF_IT_MOVED -> (moved ? "requests a flush of the loaded root" : "requests nothing") + where;
            case LOADED_IF_ANOTHER_RAN_LAST ->
                another ? "requests a flush: another vCPU ran here last" : "requests nothing: this vCPU ran here last";
            case NEVER -> "flushes nothing";
        };
    }

    private void request(long[] s, int v, int what) {
        f.request.set(s, v, Math.max(what, f.request.get(s, v)));
    }

    /** Makes the flushes that were requested, on the CPU where the vCPU is and under the root that is loaded. */
    private void serve(long[] s, int v, String function) {
        int what = f.request.get(s, v);
        if (acts.on()) {
            acts.did(
                    function,
                    what == GuestTlbFields.NONE ? "flushes nothing: nothing is requested" : served(s, v, what));
        }
        if (what != GuestTlbFields.NONE) {
            flushLoaded(s, v);
        }
        if (what == GuestTlbFields.GUEST && f.shadowed) {
            f.shadow.flush(s, f.shadowOf(s, v));
        }
        f.request.set(s, v, GuestTlbFields.NONE);
    }

    private String served(long[] s, int v, int what) {
        return "flushes " + root(s, v) + " on CPU " + (f.place.get(s, v) - 1)
                + (what == GuestTlbFields.GUEST && f.shadowed ? ", and its shadow table" : "");
    }

    /** The tag of the root that is loaded. */
    private String root(long[] s, int v) {
        return f.context.size() == 1 ? "the tag" : "the tag of " + f.context.text(f.runs.get(s, v));
    }

    private void flushLoaded(long[] s, int v) {
        f.tlb.flush(s, f.tag(s, v));
    }

    /** An access misses the TLB, and is translated by the guest's tables, or by the shadow of them. */
    private Action touch() {
        return Action.named("touch")
                .over(f.vcpu)
                .over(f.page)
                .when((s, a) -> f.vcpus.isAt(s, (int) a[0], f.guest) && !f.canUse(s, (int) a[0], (int) a[1]))
                .then((s, a) -> {
                    int v = (int) a[0];
                    int p = (int) a[1];
                    int target = f.walk(s, v, p);
                    if (f.shadowed) {
                        int shadow = f.shadowOf(s, v);
                        if (f.shadow.has(s, shadow, p)) {
                            target = f.shadow.target(s, shadow, p);
                        } else {
                            f.shadow.keep(s, shadow, p, target);
                        }
                    }
                    f.tlb.keep(s, f.tag(s, v), p, target);
                });
    }

    /** A context's tables change in memory: its own code may write there, or L1. */
    private Action change() {
        return Action.named("change-table")
                .over(f.vcpu)
                .over(f.context)
                .over(f.page)
                .then((s, a) -> {
                    int e = (int) ((a[0] * f.context.size() + a[1]) * f.page.size() + a[2]);
                    f.table.set(s, e, 1 - f.table.get(s, e));
                });
    }

    /** Another vCPU, or the hypervisor, requests a flush of what a vCPU runs, and the vCPU is kicked out of the guest. */
    private Action request() {
        return Action.named("request-flush")
                .over(f.vcpu)
                .when((s, a) -> f.vcpus.isAt(s, (int) a[0], f.guest))
                .then((s, a) -> {
                    int v = (int) a[0];
                    f.promise(s, v, f.runs.get(s, v));
                    request(s, v, GuestTlbFields.GUEST);
                    f.vcpus.goTo(s, v, f.exited);
                    if (acts.on()) {
                        acts.did(
                                "kvm_make_vcpus_request_mask()",
                                "requests a flush, kicks vCPU " + v + " out of the guest");
                    }
                });
    }

    /** L1 enters L2, or L2 exits to L1. */
    private Action switchLevel() {
        return Action.named("switch")
                .over(f.vcpu)
                .over("to", Domain.of(f.context))
                .when((s, a) -> f.vcpus.isAt(s, (int) a[0], f.exited)
                        && f.place.get(s, (int) a[0]) != 0
                        && (f.runs.get(s, (int) a[0]) == 0) != (a[1] == 0))
                .then((s, a) -> switchTo(s, (int) a[0], (int) a[1]));
    }

    private void switchTo(long[] s, int v, int to) {
        if (f.request.get(s, v) != GuestTlbFields.NONE) {
            if (design.servesBeforeSwitch) {
                serve(s, v, "kvm_service_local_tlb_flush_requests()");
            } else if (acts.on()) {
                acts.did(
                        to != 0 ? "nested_vmx_enter_non_root_mode()" : "nested_vmx_vmexit()",
                        "does not make the flush that was requested for " + root(s, v));
                f.couldFlush(acts, s, v, f.place.get(s, v) - 1);
            }
        }
        boolean atOnce = false;
        if (!vpid) {
            f.promise(s, v, -1);
            atOnce = design.atSwitch == AtSwitch.ROOT_LEFT
                    || (design.atSwitch == AtSwitch.ROOT_LEFT_AT_ENTRY && to != 0);
            if (atOnce) {
                flushLoaded(s, v);
            }
        }
        String left = acts.on() ? root(s, v) : "";
        f.runs.set(s, v, to);
        boolean newVpid = to != 0 && f.lastL2.bound() > 1 && f.lastL2.get(s, v) != to;
        if (!vpid && design.atSwitch == AtSwitch.ROOT_LOADED) {
            request(s, v, GuestTlbFields.GUEST);
        }
        if (newVpid) {
            f.lastL2.set(s, v, to);
            if (design.newVpid != NewVpid.NOTHING) {
                request(s, v, design.newVpid == NewVpid.HARDWARE ? GuestTlbFields.HARDWARE : GuestTlbFields.GUEST);
            }
        }
        if (acts.on()) {
            acts.did(design.transition(to != 0), atTransition(s, v, newVpid, atOnce ? left : ""));
            if (!vpid || newVpid) {
                f.couldFlush(acts, s, v, f.place.get(s, v) - 1);
            }
            if (newVpid && f.shadowed) {
                f.shadow.could(acts, s, f.shadowOf(s, v));
            }
        }
    }

    /**
     * What a switch flushes or requests.
     *
     * @param flushed the root that it flushes at once; empty if it flushes none
     */
    private String atTransition(long[] s, int v, boolean newVpid, String flushed) {
        if (!flushed.isEmpty()) {
            return "flushes " + flushed + ", which is left";
        }
        if (!vpid && design.atSwitch == AtSwitch.ROOT_LOADED) {
            return "requests a flush of " + root(s, v);
        }
        if (!newVpid) {
            return vpid ? "requests nothing: L2 has VPIDs" : "flushes nothing";
        }
        return "finds another VPID, "
                + switch (design.newVpid) {
                    case NOTHING -> "requests nothing";
                    case HARDWARE -> "requests a flush of TLBs alone";
                    case HARDWARE_AND_SHADOW -> "requests a flush of TLBs and shadow tables";
                };
    }
}
