package dev.stalemate.systems.grantcopy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.grantcopy.CopyDesign.Again;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of another domain, each on a CPU of its own, and what the guest does that has granted the page.
 *
 * <pre>
 * copy (GNTTABOP_copy):
 *     read, write    grant lock: the page is found, and held; unlock; it is mapped
 *     end            the page is released, and the grant if nobody else uses it
 *   in between, the copy writes at any time
 * the guest:
 *     change-entry   writes another page into the entry
 *     free-page      gives a page back, which is free once nobody holds it
 *     make-table     begins to use a page as a page table, which needs that nobody writes to it
 * </pre>
 */
final class CopyCalls {
    private static final String ACQUIRES = "acquire_grant_for_copy()";

    private final CopyFields f;
    private final CopyDesign design;
    private final Acts acts;

    CopyCalls(CopyFields fields, CopyDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
    }

    List<Action> all(boolean reads, boolean tables) {
        List<Action> all = new ArrayList<>();
        if (reads) {
            f.cpus.step("idle")
                    .called("read")
                    .atWill()
                    .when((s, c) -> mayUse(s))
                    .choose(this::read, "idle", "reads");
        }
        f.cpus.step("idle").called("write").atWill().when((s, c) -> mayUse(s)).choose(this::write, "idle", "writes");
        if (reads) {
            f.cpus.step("reads").called("end-read").then(this::end, "idle");
        }
        f.cpus.step("writes").called("end-write").then(this::end, "idle");
        all.addAll(f.cpus.actions());
        all.add(changeEntry());
        all.add(freePage());
        if (tables) {
            all.add(table("make-table", 0));
            all.add(table("unmake-table", 1));
        }
        all.add(f.frames.givenAway());
        all.add(f.frames.writtenByOther(s -> true));
        return all;
    }

    /** A grant is in use, or its entry names a page of the guest. */
    private boolean mayUse(long[] s) {
        return f.active.is(s, 0) || f.isGuests(s, f.entry.get(s, 0));
    }

    private int read(long[] s, int c) {
        int m = f.active.is(s, 0) ? f.active.get(s, 0) - 1 : f.entry.get(s, 0);
        return isThere(s, m, true) ? use(s, c, m, m) : fails(m, "is not the guest's");
    }

    private int write(long[] s, int c) {
        boolean more = design.again == Again.READ_BY_WRITES || !f.some(s, f.writes);
        int inUse = f.active.get(s, 0) - 1;
        int named = f.entry.get(s, 0);
        int found = inUse < 0 || (more && design.again != Again.HELD) ? named : inUse;
        boolean there = isThere(s, found, found == inUse);
        if (!there || (design.typed && f.table.is(s, found))) {
            return fails(found, there ? "is a page table" : "is not the guest's");
        }
        if (inUse >= 0 && found != inUse && design.again == Again.CHECKED) {
            return fails(found, "is not the page of the grant in use");
        }
        return use(s, c, found, inUse < 0 ? found : inUse);
    }

    /** Whether a copy can hold a page; one in use may have been given back. */
    private boolean isThere(long[] s, int m, boolean inUse) {
        return !design.checksOwner || (inUse ? f.frames.owner(s, m) == Owner.GUEST : f.isGuests(s, m));
    }

    private int fails(int m, String why) {
        if (acts.on()) {
            acts.did(ACQUIRES, "fails, because mfn " + m + " " + why);
        }
        return 0;
    }

    private int use(long[] s, int c, int held, int mapped) {
        f.references.take(s, held);
        f.holds.set(s, c, held + 1);
        f.maps.set(s, c, mapped + 1);
        f.active.set(s, 0, mapped + 1);
        if (acts.on()) {
            acts.did(ACQUIRES, "holds mfn " + held + ", and returns mfn " + mapped + " to be mapped");
            acts.could(f.maps, c);
        }
        return 1;
    }

    private void end(long[] s, int c) {
        int m = f.holds.get(s, c) - 1;
        if (acts.on()) {
            acts.routine("release_grant_for_copy()", "drops the reference to mfn " + m);
        }
        f.references.drop(s, m);
        f.holds.set(s, c, 0);
        f.maps.set(s, c, 0);
        if (!f.cpu.any((t, other) -> f.holds.is(t, other)).test(s)) {
            f.active.set(s, 0, 0);
        }
    }

    private Action changeEntry() {
        return Action.named("change-entry")
                .over(f.frames.index())
                .when((s, a) -> f.entry.get(s, 0) != (int) a[0])
                .then((s, a) -> f.entry.set(s, 0, (int) a[0]));
    }

    private Action freePage() {
        return Action.named("free-page")
                .over(f.frames.index())
                .when((s, a) -> f.isGuests(s, (int) a[0]) && !f.table.is(s, (int) a[0]))
                .then((s, a) -> {
                    f.gone.set(s, (int) a[0], 1);
                    f.references.drop(s, (int) a[0]);
                });
    }

    private Action table(String name, int before) {
        return Action.named(name)
                .over(f.frames.index())
                .when((s, a) -> f.isGuests(s, (int) a[0])
                        && f.table.get(s, (int) a[0]) == before
                        && !(design.typed && f.isWritable(s, (int) a[0])))
                .then((s, a) -> f.table.set(s, (int) a[0], 1 - before));
    }
}
