package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Action;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Index;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Law.Diagnosis;
import dev.stalemate.model.Scope;
import dev.stalemate.systems.zaplist.UpdateCode.Branch;
import dev.stalemate.systems.zaplist.UpdateCode.Call;
import dev.stalemate.systems.zaplist.UpdateCode.Content;
import dev.stalemate.systems.zaplist.UpdateCode.Place;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A vCPU that runs a design's code: each call or access is a step. */
final class ZapListRun implements ZapListAt {
    private static final Set<Call> LIST_READS = EnumSet.of(Call.FIRST, Call.NEXT, Call.EMPTY);
    private static final Set<Call> LIST_WRITES = EnumSet.of(Call.ADD, Call.ADD_TAIL, Call.DEL);
    private static final Set<Call> USES = EnumSet.of(Call.NEXT, Call.ADD, Call.ADD_TAIL, Call.DEL, Call.ENTRY);

    private final ZapListFields f;
    private final ZapListTold told;
    private final UpdateCode code;
    private final Place[] places;
    private final boolean[] waits;
    private final boolean[] writes;
    private final boolean spins;
    /** The steps as they are printed, and which one each place is before. */
    private final List<String> steps;

    private final int[] stepOf;

    ZapListRun(ZapListFields fields, UpdateCode code, Scope scope) {
        this.f = fields;
        this.told = new ZapListTold(fields);
        this.code = code;
        this.spins = scope.get(ZapListSystem.SPIN);
        this.places = code.places().toArray(Place[]::new);
        this.waits = new boolean[places.length];
        this.writes = new boolean[places.length];
        this.steps = code.places().stream().map(Place::step).distinct().toList();
        this.stepOf = code.places().stream()
                .mapToInt(place -> steps.indexOf(place.step()))
                .toArray();
        for (int i = 0; i < places.length; i++) {
            waits[i] = places[i].waits(i);
            writes[i] = places[i].writes();
        }
    }

    /** How an update begins, and each of its steps. A call that code makes, but never reaches, is no mistake of the model. */
    List<Action> actions() {
        return List.of(
                f.update((s, a) -> {
                    f.owe(s, (int) a[0], (int) a[1]);
                    goTo(s, (int) a[0], code.starts().get(f.changed((int) a[1]) - 1));
                }),
                Action.named("step")
                        .over(f.vcpu)
                        .over(new Index(
                                "call", Math.max(1, steps.size()), i -> steps.isEmpty() ? "none" : steps.get(i)))
                        .when((s, a) -> {
                            int at = at(s, (int) a[0]);
                            return at >= 0 && stepOf[at] == a[1] && isPossible(s, (int) a[0]);
                        })
                        .fairly()
                        .then((s, a) -> step(s, (int) a[0])));
    }

    /** The number of the place where a vCPU is, or -1. */
    private int at(long[] s, int v) {
        return f.program.at().get(s, v) - 1;
    }

    private boolean isAt(long[] s, int v, Call call) {
        int at = at(s, v);
        return at >= 0 && places[at].call() == call;
    }

    private void goTo(long[] s, int v, int place) {
        int live = place < 0 ? 0 : places[place].live();
        for (int p = 0; p < code.pointers(); p++) {
            if ((live >>> p & 1) == 0) {
                point(s, v, p, 0);
            }
        }
        f.program.goTo(s, v, place + 1);
    }

    private int pointer(long[] s, int v, int p) {
        return f.pointers.get(s, v * Math.max(1, code.pointers()) + p);
    }

    private void point(long[] s, int v, int p, int to) {
        f.pointers.set(s, v * Math.max(1, code.pointers()) + p, to);
    }

    /** A loop that does nothing but wait is one step, which is possible once it ends; unless the scope wants to see each look. */
    private boolean isPossible(long[] s, int v) {
        int at = at(s, v);
        return switch (places[at].call()) {
            case LOCK -> f.lock.get(s, 0) == 0;
            case KMALLOC -> f.spare(s) >= 0;
            default -> spins || !waits[at] || !branch(s, v, places[at]).isWait(at);
        };
    }

    private void step(long[] s, int v) {
        Place place = places[at(s, v)];
        Branch branch = branch(s, v, place);
        act(s, v, place);
        int given = branch.isNew() ? given(s, v, place) : 0;
        if (branch.flag() >= 0) {
            told.flag(s, branch.flag());
        } else if (place.call() == Call.FLAG) {
            told.did(f.zapping.is(s, 0) ? "finds the flag set" : "finds the flag clear");
        }
        for (Content content : branch.contents()) {
            boolean isGiven = branch.isNew() && content.pointer() == branch.answer();
            f.start.set(s, (isGiven ? given : pointer(s, v, content.pointer())) - 1, content.range());
        }
        if (branch.to() == UpdateCode.RETURNED) {
            told.did("returns");
            told.could(s, v);
        }
        goTo(s, v, branch.to());
        if (branch.isNew() && branch.to() >= 0 && (places[branch.to()].live() >>> branch.answer() & 1) != 0) {
            point(s, v, branch.answer(), given);
        }
        if (branch.to() == UpdateCode.RETURNED && f.lock.get(s, 0) == v + 1) {
            throw new DesignFault("update_mtrr() returns with the lock held, after " + place.label());
        }
    }

    /** The entry that a step gives, as a pointer: one that is allocated, or one of the list. */
    private int given(long[] s, int v, Place place) {
        if (place.call() != Call.KMALLOC) {
            return target(s, v, place);
        }
        int spare = f.spare(s);
        f.allocated.set(s, spare, 1);
        told.did("allocates ", spare + 1, "");
        return spare + 1;
    }

    private Branch branch(long[] s, int v, Place place) {
        int answer =
                switch (place.call()) {
                    case TRY_LOCK -> f.lock.get(s, 0) == 0 ? 1 : 0;
                    case EMPTY -> f.first.get(s, 0) == 0 ? 1 : 0;
                    case FLAG -> f.zapping.get(s, 0);
                    case ENTRY -> f.start.get(s, pointer(s, v, place.pointer()) - 1);
                    default -> 0;
                };
        boolean searches = place.call() == Call.FIRST || place.call() == Call.NEXT;
        int target = searches ? target(s, v, place) : 0;
        @Nullable Branch found = null;
        for (Branch branch : place.branches()) {
            boolean follows = !searches
                    ? branch.answer() == answer || place.call() == Call.KMALLOC
                    : branch.isNew()
                            ? target != 0 && found == null
                            : target == (branch.answer() < 0 ? 0 : pointer(s, v, branch.answer()));
            found = follows ? branch : found;
        }
        if (found == null) {
            throw place.call() == Call.FAULT ? new DesignFault(place.says()) : new IllegalStateException(place.label());
        }
        return found;
    }

    /** What a search of the list finds. */
    private int target(long[] s, int v, Place place) {
        return place.call() == Call.FIRST ? f.first.get(s, 0) : f.next.get(s, pointer(s, v, place.pointer()) - 1);
    }

    private void act(long[] s, int v, Place place) {
        int entry = place.pointer() < 0 ? 0 : pointer(s, v, place.pointer());
        switch (place.call()) {
            case LOCK -> told.lock(s, v);
            case TRY_LOCK -> {
                if (f.lock.get(s, 0) == 0) {
                    told.lock(s, v);
                } else {
                    told.did("does not get the lock");
                }
            }
            case UNLOCK -> {
                check(f.lock.get(s, 0) == v + 1, place, "releases a lock that the vCPU does not hold");
                told.unlock(s, v);
            }
            case KFREE -> told.free(s, entry);
            case ZAP -> {
                for (int r = 0; r < f.ranges; r++) {
                    if ((place.ranges() >>> r & 1) != 0) {
                        told.zap(s, r);
                    }
                }
            }
            case ADD, ADD_TAIL -> {
                check(!f.isLinked(s, entry - 1), place, "adds an entry that is in the list already");
                if (place.call() == Call.ADD) {
                    f.prepend(s, entry);
                } else {
                    f.append(s, entry);
                }
                told.did("queues ", entry, "");
            }
            case DEL -> {
                check(f.isLinked(s, entry - 1), place, "removes an entry that is not in the list");
                told.unlink(s, entry);
            }
            case FIRST, NEXT ->
                told.did("finds ", target(s, v, place), place.call() == Call.FIRST ? " first" : " next");
            case EMPTY -> told.did(f.first.is(s, 0) ? "finds the list not empty" : "finds the list empty");
            case ENTRY -> told.did("reads ", entry, "");
            default -> {}
        }
    }

    private static void check(boolean right, Place place, String wrong) {
        if (!right) {
            throw new DesignFault(place.label() + " " + wrong);
        }
    }

    @Override
    public boolean isIdle(long[] s, int v) {
        return at(s, v) < 0;
    }

    @Override
    public boolean uses(long[] s, int v) {
        return at(s, v) >= 0 && USES.contains(places[at(s, v)].call());
    }

    /** To add or remove an entry is to write to its neighbours. */
    @Override
    public boolean usesFreed(long[] s, int v) {
        if (!uses(s, v)) {
            return false;
        }
        Place place = places[at(s, v)];
        return f.isFreed(s, pointer(s, v, place.pointer())) || (LIST_WRITES.contains(place.call()) && f.linksFreed(s));
    }

    @Override
    public boolean frees(long[] s, int v) {
        return isAt(s, v, Call.KFREE);
    }

    @Override
    public boolean freesFreed(long[] s, int v) {
        return frees(s, v) && f.isFreed(s, pointer(s, v, places[at(s, v)].pointer()));
    }

    @Override
    public boolean holds(long[] s, int v, int entry) {
        for (int p = 0; p < code.pointers(); p++) {
            if (pointer(s, v, p) == entry + 1) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean waits(long[] s, int v) {
        return at(s, v) >= 0 && waits[at(s, v)];
    }

    @Override
    public Law races(String name) {
        return Law.always(
                        name,
                        Breaks.COHERENCE,
                        "no two vCPUs are about to touch the same plain field, one of them writing")
                .holds(s -> racing(s) == null)
                .explainedBy(s -> new Diagnosis(Breaks.COHERENCE, List.of(String.valueOf(racing(s)))));
    }

    /** Two vCPUs whose next steps race, in words; null if there are none. */
    private @Nullable String racing(long[] s) {
        for (int v = 0; v < f.vcpu.size(); v++) {
            for (int w = 0; w < v; w++) {
                if (at(s, v) >= 0 && at(s, w) >= 0 && race(s, v, w)) {
                    return places[at(s, w)].label() + " vcpu=" + w + " and " + places[at(s, v)].label() + " vcpu=" + v
                            + " meet";
                }
            }
        }
        return null;
    }

    private boolean race(long[] s, int v, int w) {
        Place one = places[at(s, v)];
        Place other = places[at(s, w)];
        // A plain write of a word is taken for atomic, so it does not race with a marked access.
        boolean plain = !one.marked() && !other.marked();
        if (one.call() == Call.FLAG || one.call() == Call.ENTRY) {
            return plain
                    && one.call() == other.call()
                    && (writes[at(s, v)] || writes[at(s, w)])
                    && (one.call() == Call.FLAG || pointer(s, v, one.pointer()) == pointer(s, w, other.pointer()));
        }
        return (LIST_WRITES.contains(one.call()) && isOfList(other))
                || (LIST_WRITES.contains(other.call()) && isOfList(one));
    }

    private static boolean isOfList(Place place) {
        return LIST_READS.contains(place.call()) || LIST_WRITES.contains(place.call());
    }
}
