package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Action;
import dev.stalemate.model.Program;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.linuxamd.LinuxAmdDesign.DeviceTable;
import dev.stalemate.systems.linuxamd.LinuxAmdSettings.Caller;
import java.util.ArrayList;
import java.util.List;

/**
 * What CPUs do, in steps.
 *
 * <pre>
 * map, unmap, look-up   a call begins
 * read                  a CPU reads root and mode, one of them in a step, or both (alloc_pte(), fetch_pte())
 * walk                  a map writes its leaf, an unmap clears it, a look-up finds it, or not; a map that needs a level grows
 * grow                  takes the lock, allocates a table, and makes its first entry point to the root (increase_address_space())
 * raise, raise-again    raises the sequence count
 * store                 stores root and mode, one of them in a step, or both
 * write-entry           writes the device table's entry
 * flush-entry           flushes the IOMMU's copy of it; the last step of a growth releases the lock
 * flush                 an unmap flushes the IOTLB
 * free                  the caller of an unmap frees the page
 * </pre>
 */
final class LinuxAmdCalls {
    private static final String IDLE = "idle";

    /** What can follow a walk. */
    private static final String[] WALKED = {IDLE, "read", "grow", "write-entry", "flush", "free"};

    private static final int ENDS = 0;
    private static final int READS = 1;
    private static final int GROWS = 2;
    private static final int WRITES_ENTRY = 3;
    private static final int FLUSHES = 4;
    private static final int FREES = 5;

    private final LinuxAmdFields f;
    private final LinuxAmdDesign design;
    private final ToldGrowth told;
    private final Program cpus;
    private final Caller caller;
    private final int read;

    LinuxAmdCalls(LinuxAmdFields fields, LinuxAmdDesign design) {
        f = fields;
        this.design = design;
        read = fields.cpus.place("read");
        told = new ToldGrowth(fields, design);
        cpus = fields.cpus;
        caller = fields.scope.get(LinuxAmdSettings.CALLER);
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        boolean unmaps = f.scope.get(LinuxAmdSettings.UNMAPS);
        if (f.grows || f.scope.get(LinuxAmdSettings.REMAPS)) {
            all.add(begun("map", LinuxAmdFields.MAP));
        }
        if (unmaps) {
            all.add(begun("unmap", LinuxAmdFields.UNMAP));
        }
        if (f.scope.get(LinuxAmdSettings.LOOK_UPS)) {
            all.add(begun("look-up", LinuxAmdFields.LOOK_UP));
        }
        cpus.step("read").when(this::mayRead).choose(this::read, "read", "walk");
        cpus.step("walk").choose(this::walk, WALKED);
        if (f.grows) {
            addGrowth();
        }
        if (unmaps) {
            if (design.flushes) {
                cpus.step("flush").then(this::flush, "free");
            }
            cpus.step("free").then(this::free, IDLE);
        }
        all.addAll(cpus.actions());
        return all;
    }

    private void addGrowth() {
        String publishes = design.raises ? "raise" : "store";
        boolean before = design.deviceTable == DeviceTable.BEFORE;
        String after = design.deviceTable == DeviceTable.AFTER ? "write-entry" : "read";
        cpus.step("grow").when(this::mayLock).choose(this::grow, before ? "write-entry" : publishes, "read", IDLE);
        cpus.step("store").choose(this::store, "store", design.raises ? "raise-again" : after);
        if (design.raises) {
            cpus.step("raise").then((s, c) -> raise(s), "store");
            cpus.step("raise-again").then(this::raiseAgain, after);
        }
        boolean takesLock = design.deviceTable == DeviceTable.AFTER_MAPPING;
        cpus.step("write-entry").when((s, c) -> !takesLock || mayLock(s, c)).then(this::writeEntry, "flush-entry");
        cpus.step("flush-entry").then(this::flushEntry, before ? publishes : takesLock ? IDLE : "read");
    }

    /** A call begins for a page that no other CPU is busy with. */
    private Action begun(String name, int call) {
        return Action.named(name)
                .over(cpus.index())
                .over(f.page)
                .when((s, a) -> cpus.isAt(s, (int) a[0], 0)
                        && f.mapped.is(s, (int) a[1]) != (call == LinuxAmdFields.MAP)
                        && f.frames.owner(s, (int) a[1]) == Owner.GUEST
                        && !f.isBusy(s, (int) a[1]))
                .then((s, a) -> {
                    f.call.set(s, (int) a[0], call);
                    f.called.set(s, (int) a[0], (int) a[1]);
                    if (f.layout.acts().on()) {
                        f.layout.acts().routine("iommu_" + name.replace('-', '_') + "()", "begins");
                    }
                    if (call == LinuxAmdFields.UNMAP) {
                        f.mapped.set(s, (int) a[1], 0);
                    }
                    cpus.goTo(s, (int) a[0], read);
                });
    }

    /** A reader that looks at the count does not begin while a write is under way. */
    private boolean mayRead(long[] s, int c) {
        return !design.checks || !f.reader.isDone(s, c) || !f.domain.isWriting(s, 0);
    }

    /** Reads the next word; 1 if that was the last one. If the count has changed, all is read again. */
    private int read(long[] s, int c) {
        if (f.reader.isDone(s, c)) {
            f.reader.begin(s, c, 0);
        }
        f.reader.read(s, c);
        told.read(s, c);
        if (!f.reader.isDone(s, c)) {
            return 0;
        }
        if (f.reader.isOutdated(s, c)) {
            told.readsAgain();
            f.reader.forget(s, c);
            return 0;
        }
        f.reader.settle(s, c);
        return 1;
    }

    /** Which of {@link #WALKED} is next. */
    private int walk(long[] s, int c) {
        int next =
                switch (f.call.get(s, c)) {
                    case LinuxAmdFields.MAP -> map(s, c);
                    case LinuxAmdFields.UNMAP -> unmap(s, c);
                    default -> lookUp(s, c);
                };
        f.reader.forget(s, c);
        if (next == ENDS) {
            end(s, c);
        }
        return next;
    }

    private int map(long[] s, int c) {
        int p = f.called.get(s, c);
        int mode = f.reader.get(s, c, LinuxAmdFields.MODE);
        if (!f.covers(mode, p)) {
            told.needsLevel(s, c);
            return GROWS;
        }
        int leaf = f.tables.make(s, f.reader.get(s, c, LinuxAmdFields.ROOT), mode, p);
        if (leaf == IoPageTables.FAULT) {
            told.mapFails(s, c);
            if (f.grew.is(s, c)) {
                f.grew.set(s, c, LinuxAmdFields.FAILED);
                return WRITES_ENTRY;
            }
            return ENDS;
        }
        f.tables.point(s, leaf, p);
        told.mapped(s, c, leaf);
        if (f.grew.is(s, c)) {
            return WRITES_ENTRY;
        }
        f.mapped.set(s, p, 1);
        return ENDS;
    }

    private int unmap(long[] s, int c) {
        int leaf = f.found(s, c);
        boolean found = leaf != IoPageTables.FAULT && f.tables.target(s, leaf) != IoPageTables.FAULT;
        if (found) {
            f.tables.point(s, leaf, IoPageTables.FAULT);
        }
        told.unmapped(s, c, found);
        if (found) {
            return design.flushes ? FLUSHES : FREES;
        }
        if (!design.reports || caller == Caller.FREES) {
            return FREES;
        }
        return caller == Caller.RETRIES ? READS : ENDS;
    }

    private int lookUp(long[] s, int c) {
        told.lookedUp(s, c, f.found(s, c));
        return ENDS;
    }

    private boolean mayLock(long[] s, int c) {
        return f.lock.get(s, 0) == 0;
    }

    private void lock(long[] s, int c) {
        if (design.locks) {
            f.lock.set(s, 0, c + 1);
        }
    }

    /** Adds a table above the root: 0 if it is to be published, 1 if that is not needed any more, 2 if there is no such level. */
    private int grow(long[] s, int c) {
        int mode = f.domain.get(s, 0, LinuxAmdFields.MODE);
        if (design.rechecks && f.covers(mode, f.called.get(s, c))) {
            told.suffices(s, c);
            return 1;
        }
        if (mode == IoPageTables.MOST_LEVELS) {
            told.mapFails(s, c);
            end(s, c);
            return 2;
        }
        lock(s, c);
        int table = f.tables.allocate(s, mode + 1);
        f.tables.link(s, table, f.domain.get(s, 0, LinuxAmdFields.ROOT));
        f.writer.begin(s, c, 0);
        f.writer.put(s, c, LinuxAmdFields.ROOT, table);
        f.writer.put(s, c, LinuxAmdFields.MODE, mode + 1);
        if (design.deviceTable == DeviceTable.AFTER_MAPPING) {
            f.grew.set(s, c, LinuxAmdFields.ADDED);
        }
        told.linked(s, table);
        return 0;
    }

    private void raise(long[] s) {
        f.domain.beginWrite(s, 0);
        told.raised(true);
    }

    private void raiseAgain(long[] s, int c) {
        f.domain.endWrite(s, 0);
        told.raised(false);
        published(s);
    }

    /** Stores the next word; 1 if that was the last one. The mode is one more than it is now, not than it was. */
    private int store(long[] s, int c) {
        if (f.writer.storesNext(s, c, LinuxAmdFields.MODE)) {
            int mode = f.domain.get(s, 0, LinuxAmdFields.MODE);
            f.writer.put(s, c, LinuxAmdFields.MODE, Math.min(IoPageTables.MOST_LEVELS, mode + 1));
        }
        f.writer.store(s, c);
        told.stored(s);
        if (!f.writer.isDone(s, c)) {
            return 0;
        }
        if (!design.raises) {
            published(s);
        }
        return 1;
    }

    /** Root and mode are published. Unless the entry is written next, that was the last step under the lock. */
    private void published(long[] s) {
        if (design.deviceTable != DeviceTable.AFTER) {
            f.lock.set(s, 0, 0);
        }
    }

    private void writeEntry(long[] s, int c) {
        if (design.deviceTable == DeviceTable.BEFORE) {
            f.writeEntry(s, f.writer.get(s, c, LinuxAmdFields.ROOT), f.writer.get(s, c, LinuxAmdFields.MODE));
        } else {
            lock(s, c);
            f.writeEntry(s, f.domain.get(s, 0, LinuxAmdFields.ROOT), f.domain.get(s, 0, LinuxAmdFields.MODE));
        }
        told.wroteEntry(s);
    }

    private void flushEntry(long[] s, int c) {
        if (design.flushesEntry) {
            f.fetchEntry(s);
        }
        told.flushedEntry(s);
        if (design.deviceTable != DeviceTable.BEFORE) {
            f.lock.set(s, 0, 0);
        }
        if (design.deviceTable == DeviceTable.AFTER_MAPPING) {
            f.mapped.set(s, f.called.get(s, c), f.grew.get(s, c) == LinuxAmdFields.FAILED ? 0 : 1);
            end(s, c);
        }
    }

    private void flush(long[] s, int c) {
        told.flushes(s, f.called.get(s, c));
        f.iotlb.flush(s, 0, f.called.get(s, c));
    }

    private void free(long[] s, int c) {
        told.frees(s, f.called.get(s, c));
        f.frames.own(s, f.called.get(s, c), Owner.FREE);
        end(s, c);
    }

    /** A call is over, and leaves nothing in the state. */
    private void end(long[] s, int c) {
        f.call.set(s, c, 0);
        f.called.set(s, c, 0);
        f.grew.set(s, c, 0);
    }
}
