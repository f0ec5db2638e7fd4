package dev.stalemate.systems.grants;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Program;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.grants.GrantDesign.Held;
import java.util.ArrayList;
import java.util.List;

/**
 * The guest's two hypercalls, step by step.
 *
 * <pre>
 * map a status frame (XENMAPSPACE_grant_table):
 *     map         grant lock; the frame is found, and held as the design has it; unlock, unless that is kept
 *     look-up     where it is mapped already, by the M2P: a step of its own if not under the p2m lock
 *     enter       p2m lock; what is at the gfn goes, the frame goes from its old gfn, and comes to the new one
 *     put         the reference, and the grant lock
 * change the version from 2 to 1 (GNTTABOP_set_version), under the grant lock, each frame:
 *     remove      it goes from the gfn that the M2P has, if there is one
 *     give-up     the reference for its being allocated; if there are others, the domain is crashed
 *   and then
 *     free        all of them
 * </pre>
 */
final class GrantCalls {
    private static final String FINDS = "gnttab_map_frame()";
    private static final String MAPS = "xenmem_add_to_physmap_one()";
    private static final String UNPOPULATES = "gnttab_unpopulate_status_frames()";

    private final GrantFields f;
    private final GrantDesign design;
    private final Acts acts;
    private final int lookUp;
    private final int enter;
    private final int remove;

    GrantCalls(GrantFields fields, GrantDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
        this.lookUp = fields.cpus.place("look-up");
        this.enter = fields.cpus.place("enter");
        this.remove = fields.cpus.place("remove");
    }

    /** The actions that the design leaves. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        all.add(map());
        all.add(setVersion());
        Program cpus = f.cpus;
        if (!design.looksUpLocked) {
            cpus.step("look-up").then(this::lookedUp, "enter");
        }
        cpus.step("enter").choose(this::entered, "idle", "put");
        if (design.held != Held.NOTHING) {
            cpus.step("put").then(this::put, "idle");
        }
        cpus.step("remove").then(this::removed, "give-up");
        cpus.step("give-up").choose(this::givenUp, "idle", "remove", "free");
        cpus.step("free").then(this::free, "idle");
        all.addAll(cpus.actions());
        all.add(f.frames.givenAway());
        all.add(f.frames.writtenByOther(s -> true));
        return all;
    }

    private Action map() {
        return Action.named("map")
                .over(f.cpu)
                .over(f.frames.index())
                .over(f.gfn)
                .when((s, a) -> f.mayCall(s, (int) a[0]) && f.frames.owner(s, (int) a[1]) == Owner.GUEST)
                .then((s, a) -> {
                    int c = (int) a[0];
                    f.frame.set(s, c, (int) a[1]);
                    f.at.set(s, c, (int) a[2]);
                    if (design.held != Held.NOTHING) {
                        f.references.take(s, (int) a[1]);
                    }
                    if (design.held == Held.LOCK) {
                        f.grantLock.set(s, 0, c + 1);
                    }
                    if (acts.on()) {
                        acts.did(FINDS, "finds mfn " + a[1] + ", and " + holds() + " from here on");
                    }
                    f.cpus.goTo(s, c, design.looksUpLocked ? enter : lookUp);
                });
    }

    private Action setVersion() {
        return Action.named("set-version-1")
                .over(f.cpu)
                .when((s, a) -> f.mayCall(s, (int) a[0])
                        && f.statusFrame(s, 0) >= 0
                        && !(design.copiesCounted && f.isCopying(s)))
                .then((s, a) -> {
                    f.frame.set(s, (int) a[0], Math.max(f.statusFrame(s, 0), 0));
                    f.grantLock.set(s, 0, (int) a[0] + 1);
                    if (acts.on()) {
                        acts.routine("gnttab_set_version()", "takes the grant lock");
                    }
                    f.cpus.goTo(s, (int) a[0], remove);
                });
    }

    private String holds() {
        return switch (design.held) {
            case NOTHING -> "holds nothing";
            case REFERENCE -> "holds a reference to it";
            case LOCK -> "holds a reference to it and the grant lock";
        };
    }

    private void lookedUp(long[] s, int c) {
        int m = f.frame.get(s, c);
        f.old.set(s, c, f.m2p.get(s, m));
        if (acts.on()) {
            acts.did(MAPS, "looks up mfn " + m + " in the M2P, without the p2m lock: " + place(f.m2p.get(s, m)));
        }
    }

    private String place(int at) {
        return at == 0 ? "it is mapped nowhere" : "it is mapped at gfn " + f.gfn.text(at - 1);
    }

    private void removed(long[] s, int c) {
        int m = f.frame.get(s, c);
        int at = f.m2p.get(s, m);
        if (acts.on()) {
            acts.did(
                    UNPOPULATES,
                    (at == 0 ? "has no mapping of mfn " + m + " to remove: " : "removes mfn " + m + ": ") + place(at));
        }
        if (at != 0) {
            f.unmap(s, at - 1, m);
        }
    }

    private int entered(long[] s, int c) {
        int m = f.frame.get(s, c);
        int g = f.at.get(s, c);
        int from = design.looksUpLocked ? f.m2p.get(s, m) : f.old.get(s, c);
        f.old.set(s, c, 0);
        int displaced = f.mapped(s, g);
        if (displaced >= 0) {
            f.unmap(s, g, displaced);
        }
        if (from != 0) {
            f.unmap(s, from - 1, m);
        }
        f.p2m.set(s, g, m + 1);
        f.m2p.set(s, m, g + 1);
        if (acts.on()) {
            tellEntered(s, m, g, from);
        }
        if (design.held != Held.NOTHING) {
            return 1;
        }
        f.settle(s, c);
        return 0;
    }

    private void tellEntered(long[] s, int m, int g, int from) {
        boolean held = design.held != Held.NOTHING;
        acts.did(
                MAPS,
                "maps mfn " + m + (held ? "" : ", which nothing holds,") + " at gfn " + f.gfn.text(g)
                        + (from == 0 ? "" : ", and no longer at gfn " + f.gfn.text(from - 1)));
        for (int other = 0; other < f.gfn.size(); other++) {
            if (other == g && !held) {
                acts.could(f.p2m, other);
            } else if (other != g && f.mapped(s, other) == m) {
                acts.left(f.p2m, other, "it was not there yet at the look-up");
            }
        }
    }

    /** A frame whose allocation was given up before is lost with its crashed domain: put_page() doesn't free pages of Xen's heap. */
    private void put(long[] s, int c) {
        if (!f.crashed.is(s, 0)) {
            f.references.drop(s, f.frame.get(s, c));
        }
        if (design.held == Held.LOCK) {
            f.grantLock.set(s, 0, 0);
        }
        if (acts.on()) {
            acts.did(MAPS, "drops its reference" + (design.held == Held.LOCK ? " and the grant lock" : ""));
        }
        f.settle(s, c);
    }

    private int givenUp(long[] s, int c) {
        int m = f.frame.get(s, c);
        if (acts.on()) {
            tellGivenUp(s, m);
            acts.could(f.crashed, 0);
        }
        if (f.references.isShared(s, m)) {
            f.crashed.set(s, 0, 1);
            f.grantLock.set(s, 0, 0);
            f.settle(s, c);
            return 0;
        }
        int following = f.statusFrame(s, m + 1);
        f.frame.set(s, c, Math.max(following, 0));
        return following < 0 ? 2 : 1;
    }

    private void tellGivenUp(long[] s, int m) {
        acts.did(
                UNPOPULATES,
                f.references.isShared(s, m)
                        ? "finds a reference to mfn " + m + ", and crashes the domain"
                        : "gives mfn " + m + " up, and does not look for a mapping again");
        for (int g = 0; g < f.gfn.size(); g++) {
            if (design.held == Held.REFERENCE && f.mapped(s, g) == m) {
                acts.could(f.p2m, g);
            }
        }
    }

    private void free(long[] s, int c) {
        if (acts.on()) {
            acts.did(UNPOPULATES, "frees the frames");
        }
        for (int m = f.statusFrame(s, 0); m >= 0; m = f.statusFrame(s, m + 1)) {
            f.references.drop(s, m);
        }
        f.grantLock.set(s, 0, 0);
        f.settle(s, c);
    }
}
