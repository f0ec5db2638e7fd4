package dev.stalemate.systems.xen.model;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.xen.design.XenFunctions;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.P2mType;
import dev.stalemate.systems.xen.model.GuestFrames.Has;
import java.util.ArrayList;
import java.util.List;

/** What happens to machine frames: they are removed from the p2m and freed, referenced by hypercalls, and used by another guest. */
final class FrameActions {
    private static final String REMOVE_PAGE = "guest_remove_page()";
    private static final String SWEEP = "p2m_pod_zero_check()";

    private final XenMachine machine;
    private final XenFields fields;
    private final GuestFrames frames;
    private final Acts acts;
    private final XenFunctions functions;

    FrameActions(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.frames = fields.frames;
        this.acts = fields.acts;
        this.functions = machine.design.functions();
    }

    /** Those of the scope; none if frames have no owners. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (frames.present()) {
            if (fields.kinds.contains(PageKind.RAM)) {
                removals(all);
            }
            if (fields.scope.get(XenSettings.POD)) {
                populateOnDemand(all);
            }
            if (frames.foreign()) {
                foreign(all);
            }
            if (fields.scope.get(XenSettings.LOOK_UPS)) {
                lookUps(all);
            }
            all.addAll(frames.reuse());
        }
        return all;
    }

    private void removals(List<Action> all) {
        all.add(Action.named("decrease-reservation")
                .over(fields.gfn)
                .when((s, a) -> isRemovable(s, (int) a[0]))
                .then((s, a) -> remove(s, (int) a[0])));
        if (fields.scope.get(XenSettings.SCARCE)) {
            all.add(Action.named("decrease-reservation-without-memory")
                    .over(fields.gfn)
                    .when((s, a) -> isRemovable(s, (int) a[0]) && machine.ept.leafLevel(a[0]) > 0)
                    .then((s, a) -> removeInVain(s, (int) a[0])));
        }
    }

    /** get_page(page, d): the p2m, marked or not, has RAM there that is still the guest's. */
    private boolean isRemovable(long[] s, int gfn) {
        long leaf = machine.at(s).ept.leaf(gfn);
        return fields.created(s)
                && machine.started()
                && EptWord.isPresent(leaf)
                && PageKind.of(EptWord.mfn(leaf)) == PageKind.RAM
                && frames.isGuests(s, gfn)
                && !frames.isCached(s, gfn);
    }

    /** The entry is removed; then the page is freed, whatever holds its entry now. */
    private void remove(long[] s, int gfn) {
        clear(s, gfn);
        frames.drop(s, gfn);
        if (acts.on()) {
            acts.did(REMOVE_PAGE, "frees the page");
        }
    }

    private boolean clear(long[] s, int gfn) {
        machine.at(s).ept.unmap(gfn, 0);
        machine.told.tellTypes();
        boolean cleared = !EptWord.isPresent(machine.ept.leaf(gfn));
        if (acts.on()) {
            acts.did(functions.setEntry(), "removes gfn 0x" + Integer.toHexString(gfn));
            if (cleared) {
                acts.could(fields.tables.entries(0), gfn);
            } else {
                acts.left(fields.tables.entries(0), gfn, "marked, so no processor takes it");
            }
        }
        return cleared;
    }

    /** There is no memory to split the large leaf, so that the entry stays. */
    private void removeInVain(long[] s, int gfn) {
        boolean kept = machine.at(s).design.keepsPageIfNotRemoved();
        if (!kept) {
            frames.drop(s, gfn);
        }
        tellInVain(gfn, REMOVE_PAGE, kept ? "keeps the page" : "frees the page, and does not look at the error");
    }

    private void tellInVain(int gfn, String function, String decided) {
        if (acts.on()) {
            int level = machine.ept.leafLevel(gfn);
            acts.did(functions.setEntry(), "has no memory to split the large leaf");
            acts.left(fields.tables.entries(level), gfn >> machine.ept.order(level), "");
            acts.did(function, decided);
        }
    }

    private void populateOnDemand(List<Action> all) {
        all.add(Action.named("pod-sweep")
                .over(fields.gfn)
                .when((s, a) -> isRemovable(s, (int) a[0]))
                .then((s, a) -> {
                    clear(s, (int) a[0]);
                    frames.cache(s, (int) a[0], true);
                }));
        if (fields.scope.get(XenSettings.SCARCE)) {
            all.add(Action.named("pod-sweep-without-memory")
                    .over(fields.gfn)
                    .when((s, a) -> isRemovable(s, (int) a[0]) && machine.ept.leafLevel(a[0]) > 0)
                    .then((s, a) -> sweepInVain(s, (int) a[0])));
        }
        all.add(Action.named("pod-populate")
                .over(fields.gfn)
                .when((s, a) -> frames.isCached(s, (int) a[0])
                        && !EptWord.isPresent(machine.at(s).ept.leaf(a[0])))
                .then((s, a) -> {
                    frames.cache(s, (int) a[0], false);
                    machine.at(s).ept.map(a[0], 0, PageKind.RAM.mfn(a[0]), P2mType.RAM);
                    machine.told.tellTypes();
                }));
        all.add(Action.named("pod-free")
                .over(fields.gfn)
                .when((s, a) -> frames.isCached(s, (int) a[0]))
                .then((s, a) -> {
                    frames.cache(s, (int) a[0], false);
                    frames.drop(s, (int) a[0]);
                }));
    }

    private void sweepInVain(long[] s, int gfn) {
        boolean kept = machine.at(s).design.sweepsOnlyRemoved();
        frames.cache(s, gfn, !kept);
        tellInVain(gfn, SWEEP, kept ? "leaves the page where it is" : "takes the page, and does not look at the error");
    }

    private void foreign(List<Action> all) {
        all.add(Action.named("other-domain-frees")
                .when((s, a) -> frames.isLent(s))
                .then((s, a) -> frames.takeBack(s)));
        all.add(Action.named("remove-from-physmap")
                .when((s, a) -> isForeign(s) && !frames.isRemoving(s))
                .then((s, a) -> removeForeign(s)));
        if (machine.design.freesBeforeCleared()) {
            all.add(Action.named("clear-entry")
                    .when((s, a) -> frames.isRemoving(s))
                    .then((s, a) -> {
                        frames.removing(s, false);
                        clear(s, 0);
                    }));
        }
    }

    private boolean isForeign(long[] s) {
        return fields.created(s)
                && EptWord.isPresent(machine.at(s).ept.leaf(0))
                && PageKind.of(EptWord.mfn(machine.ept.leaf(0))) == PageKind.FOREIGN;
    }

    private void removeForeign(long[] s) {
        int frame = frames.of(machine.at(s).ept.leaf(0));
        if (machine.design.freesBeforeCleared()) {
            frames.drop(s, frame);
            frames.removing(s, true);
            if (acts.on()) {
                acts.did("p2m_entry_modify()", "drops the entry's reference, and nobody else holds the page");
                acts.left(fields.tables.entries(0), 0, "cleared later");
            }
        } else if (clear(s, 0)) {
            frames.drop(s, frame);
        }
    }

    private void lookUps(List<Action> all) {
        boolean locked = machine.design.looksUpLocked();
        all.add(Action.named(locked ? "get-page" : "look-up")
                .over(fields.vcpu)
                .over(fields.gfn)
                .when((s, a) -> frames.isIdle(s, (int) a[0]) && canLookUp(s, (int) a[1]))
                .then((s, a) -> {
                    frames.lookUp(s, (int) a[0], frameOf(s, (int) a[1]));
                    if (locked) {
                        reference(s, (int) a[0]);
                    }
                }));
        if (!locked) {
            all.add(Action.named("reference")
                    .over(fields.vcpu)
                    .when((s, a) -> frames.has(s, (int) a[0], Has.LOOKED_UP) != GuestFrames.NONE)
                    .then((s, a) -> reference(s, (int) a[0])));
        }
        all.add(Action.named("end-hypercall")
                .over(fields.vcpu)
                .when((s, a) ->
                        !frames.isIdle(s, (int) a[0]) && frames.has(s, (int) a[0], Has.LOOKED_UP) == GuestFrames.NONE)
                .then((s, a) -> frames.end(s, (int) a[0])));
    }

    private boolean canLookUp(long[] s, int gfn) {
        return fields.created(s) && machine.at(s).started() && frameOf(s, gfn) != GuestFrames.NONE;
    }

    /** The frame behind a gfn by the p2m, marked or not. */
    private int frameOf(long[] s, int gfn) {
        machine.at(s);
        return frames.of(machine.partOf(gfn));
    }

    private void reference(long[] s, int vcpu) {
        frames.reference(s, vcpu, machine.design);
        if (acts.on()) {
            int held = frames.has(s, vcpu, Has.HOLDS);
            acts.did(
                    XenFunctions.LOOK_UP,
                    held != GuestFrames.NONE
                            ? frames.isGuests(s, held)
                                    ? "references the page"
                                    : "references the page, which has a new owner by now"
                            : frames.isIdle(s, vcpu)
                                    ? "fails: the page has no owner, or a new one"
                                    : "goes on without a reference, because the page has no owner by now");
            frames.couldEnd(acts, vcpu);
        }
    }
}
