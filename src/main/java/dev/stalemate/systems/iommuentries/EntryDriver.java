package dev.stalemate.systems.iommuentries;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import dev.stalemate.paging.SplitWriter;
import dev.stalemate.systems.iommuentries.EntryDesign.FlushOrder;
import dev.stalemate.systems.iommuentries.EntryDesign.Ids;
import dev.stalemate.systems.iommuentries.EntryDesign.IotlbFlush;
import dev.stalemate.systems.iommuentries.EntrySettings.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The driver's steps, see {@link EntryScript}, and the flushes that the IOMMU makes for it. */
final class EntryDriver {
    private static final String DRIVER = "the driver";

    private static final int ONE = EntryFields.ONE;

    private final EntryFields f;
    private final EntryDesign design;
    private final Acts acts;
    private final boolean looksAtId;

    EntryDriver(EntryFields fields) {
        f = fields;
        design = fields.design;
        acts = fields.layout.acts();
        looksAtId = fields.scope.get(EntrySettings.TAG) == Tag.SOURCE_AND_DOMAIN;
    }

    List<Action> all() {
        List<Action> all = new ArrayList<>();
        for (int i = 0; i + 1 < f.script.size(); i++) {
            String step = f.script.get(i);
            switch (step) {
                case EntryScript.ZERO -> all.add(stored(i, f.zeroes));
                case EntryScript.STORE -> all.add(stored(i, f.stores));
                default -> step(i);
            }
        }
        all.addAll(f.driver.actions());
        if (!design.waits) {
            all.addAll(owed());
        }
        if (!f.snoops()) {
            all.add(Action.named("write-back").when((s, a) -> f.isDirty(s)).then((s, a) -> f.writeBack(s)));
        }
        return all;
    }

    private void step(int i) {
        String next = f.script.get(i + 1);
        var step = f.driver.step(f.script.get(i));
        if (i == 0) {
            step.atWill();
        }
        step.then(
                (s, self) -> {
                    take(s, f.script.get(i));
                    f.enter(s, next);
                },
                next);
    }

    private void take(long[] s, String step) {
        switch (step) {
            case EntryScript.CLEAR_PRESENT -> present(s, false);
            case EntryScript.SET_PRESENT -> present(s, true);
            case EntryScript.FLUSH_ENTRY -> flush(s, f.entryOwed, this::flushEntry);
            case EntryScript.FLUSH_IOTLB -> flush(s, f.iotlbOwed, this::flushIotlb);
            case EntryScript.FLUSH_ABSENT -> drop(s);
            case EntryScript.FLUSH_SET_UP -> flushSetUp(s);
            case EntryScript.LEAVE -> leave(s);
            case EntryScript.REUSE_ID -> f.other.set(s, 0, EntryFields.IN_C);
            default -> throw new IllegalStateException("no step " + step);
        }
    }

    private Action stored(int i, SplitWriter writer) {
        int at = f.driver.place(f.script.get(i));
        String next = f.script.get(i + 1);
        Action.Builder action = Action.named(f.script.get(i))
                .over(writer.pieces())
                .when((s, a) -> f.driver.isAt(s, ONE, at) && writer.isNext(s, ONE, (int) a[0]))
                .touching((a, footprint) -> footprint.everything());
        return (i == 0 ? action : action.fairly()).then((s, a) -> {
            writer.store(s, ONE, (int) a[0]);
            f.stored(s, writer.isDone(s, ONE));
            tellStored(s, writer);
            if (writer.isDone(s, ONE)) {
                f.driver.goTo(s, ONE, f.driver.place(next));
                f.enter(s, next);
            }
        });
    }

    private void tellStored(long[] s, SplitWriter writer) {
        if (acts.on()) {
            List<String> words = new ArrayList<>();
            for (int w = 0; w < f.format.words(); w++) {
                words.add(f.format.text(w, f.cached.get(s, ONE, w)));
            }
            acts.did(
                    DRIVER,
                    "leaves [" + String.join(" | ", words) + "]" + (writer.isDone(s, ONE) ? "" : ", and goes on"));
            tellKept(s);
            tellWords();
        }
    }

    /** Each word could be another by now. */
    private void tellWords() {
        for (int w = 0; w < f.format.words(); w++) {
            acts.could(f.entry.field(w), ONE);
        }
    }

    private void tellKept(long[] s) {
        if (f.keeps(s)) {
            acts.could(f.copy.field(0), ONE);
        }
    }

    private void present(long[] s, boolean present) {
        f.setPresent(s, present);
        if (acts.on()) {
            acts.did(DRIVER, present ? "sets the present bit, after all else" : "clears the present bit alone");
            tellKept(s);
            tellWords();
        }
    }

    /** A flush that is made at once, or asked for. */
    private void flush(long[] s, IntField owed, Consumer<long[]> made) {
        if (design.waits) {
            made.accept(s);
            return;
        }
        owed.set(s, 0, 1);
        if (acts.on()) {
            acts.did(DRIVER, "asks for a flush, and does not wait for it");
            tellKept(s);
        }
    }

    private void flushEntry(long[] s) {
        boolean kept = f.keeps(s);
        int id = kept ? f.id(s) : 0;
        boolean hits = !looksAtId || id == EntryFormat.A || (id == EntryFormat.B && design.ids == Ids.BOTH);
        if (!kept || hits) {
            f.copy.forget(s, ONE);
        }
        if (acts.on()) {
            acts.did(DRIVER, "flushes the entry of device 0" + (looksAtId ? " under " + ids() : ""));
            if (kept && !hits) {
                acts.left(f.copy.field(0), ONE, "it is kept under " + f.idText(id));
            }
        }
    }

    private String ids() {
        return design.ids == Ids.BOTH ? "A's id and B's" : "A's id";
    }

    private void flushIotlb(long[] s) {
        boolean reaches = design.iotlbFlush == IotlbFlush.ALL || f.format == EntryFormat.FIRST_STAGE;
        for (int id = EntryFormat.A; reaches && id <= (design.ids == Ids.BOTH ? EntryFormat.B : EntryFormat.A); id++) {
            f.iotlb.flush(s, id);
        }
        if (acts.on()) {
            acts.did(DRIVER, "flushes " + ids() + (reaches ? "" : " by PASID: second-stage translations stay"));
            for (int id = 0; id < f.id.size(); id++) {
                f.iotlb.could(acts, s, id);
            }
        }
    }

    private void drop(long[] s) {
        f.copy.forget(s, ONE);
        if (acts.on()) {
            acts.did(DRIVER, "flushes the absent entry");
        }
    }

    private void flushSetUp(long[] s) {
        f.copy.forget(s, ONE);
        f.iotlb.flush(s, EntryFormat.B);
        if (acts.on()) {
            acts.did(DRIVER, "flushes the entry that was set up, and B's id");
            f.iotlb.could(acts, s, EntryFormat.ZERO);
        }
    }

    private void leave(long[] s) {
        if (f.frees()) {
            f.tables.free(s, ONE);
        }
        if (acts.on()) {
            acts.did(DRIVER, "takes device 0 out of domain A" + (f.frees() ? ", and frees A's table" : ""));
            if (design.freesFirst) {
                tellKept(s);
            }
        }
    }

    /** The IOMMU makes flushes that nobody has waited for, in the order of its queue. */
    private List<Action> owed() {
        boolean entryFirst = design.flushOrder == FlushOrder.ENTRY_FIRST;
        return List.of(
                Action.named("make-entry-flush")
                        .when((s, a) -> f.entryOwed.is(s, 0) && (entryFirst || !f.iotlbOwed.is(s, 0)))
                        .fairly()
                        .then((s, a) -> {
                            f.entryOwed.set(s, 0, 0);
                            flushEntry(s);
                        }),
                Action.named("make-iotlb-flush")
                        .when((s, a) -> f.iotlbOwed.is(s, 0) && (!entryFirst || !f.entryOwed.is(s, 0)))
                        .fairly()
                        .then((s, a) -> {
                            f.iotlbOwed.set(s, 0, 0);
                            flushIotlb(s);
                        }));
    }
}
