package dev.stalemate.systems.unsnooped;

import static dev.stalemate.systems.unsnooped.WalkFields.ABSENT;
import static dev.stalemate.systems.unsnooped.WalkFields.LEAF;
import static dev.stalemate.systems.unsnooped.WalkFields.POINTER;
import static dev.stalemate.systems.unsnooped.WalkFields.UPPER;
import static dev.stalemate.systems.unsnooped.WalkFields.lineOf;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.unsnooped.WalkDesign.Flush;
import dev.stalemate.systems.unsnooped.WalkDesign.Table;
import dev.stalemate.systems.unsnooped.WalkDesign.Target;
import dev.stalemate.systems.unsnooped.WalkSettings.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * How the hypervisor changes the tables, one store or write-back a step. Which steps there are, and in which order, depends on the design.
 *
 * <pre>
 * fill-table, write-back-table   a new table gets the superpage's pages, or none
 * link, write-back-link          the upper entry points to it
 * store, write-back-entry        the entry that maps or unmaps
 * flush-iotlb, free              what is removed
 * </pre>
 */
final class WalkChange {
    private static final String FILL = "fill-table";
    private static final String BACK_TABLE = "write-back-table";
    private static final String LINK = "link";
    private static final String BACK_LINK = "write-back-link";
    private static final String STORE = "store";
    private static final String BACK_ENTRY = "write-back-entry";
    private static final String FLUSH_IOTLB = "flush-iotlb";
    private static final String FREE = "free";
    static final String DONE = "done";

    private static final String SET_ENTRY = "set_entry()";

    private final WalkFields f;
    private final List<String> labels;
    private final Acts acts;

    WalkChange(WalkFields fields, List<String> labels) {
        f = fields;
        this.labels = labels;
        acts = fields.layout.acts();
    }

    /** The labels of a design in a scope. */
    static List<String> labels(WalkDesign design, Scope scope) {
        Change change = scope.get(WalkSettings.CHANGE);
        boolean newTable = change == Change.SPLIT || change == Change.MAP;
        boolean lowest = change != Change.SUPERPAGE;
        boolean backEntry = design.target == Target.ANY_LEVEL || (design.target == Target.LOWEST && lowest);
        List<String> all = new ArrayList<>();
        addIf(all, newTable, FILL);
        addIf(all, newTable && design.table == Table.BEFORE_LINK, BACK_TABLE);
        addIf(all, newTable, LINK);
        addIf(all, newTable && design.link, BACK_LINK);
        addIf(all, newTable && design.table == Table.AFTER_LINK, BACK_TABLE);
        all.add(STORE);
        boolean removes = change != Change.MAP;
        addIf(all, removes && design.flush == Flush.BEFORE_WRITE_BACK, FLUSH_IOTLB);
        addIf(all, backEntry, BACK_ENTRY);
        addIf(all, removes && design.flush == Flush.LAST, FLUSH_IOTLB);
        addIf(all, removes, FREE);
        all.add(DONE);
        return all;
    }

    private static void addIf(List<String> all, boolean condition, String label) {
        if (condition) {
            all.add(label);
        }
    }

    List<Action> actions() {
        for (int i = 0; i + 1 < labels.size(); i++) {
            String label = labels.get(i);
            var step = f.hypervisor.step(label);
            if (i == 0) {
                step.atWill();
            }
            step.then((s, self) -> take(s, label), labels.get(i + 1));
        }
        return f.hypervisor.actions();
    }

    private void take(long[] s, String label) {
        switch (label) {
            case FILL -> fill(s);
            case LINK -> store(s, UPPER, POINTER, "points the upper entry to the table", BACK_LINK);
            case STORE -> storeTarget(s);
            case BACK_TABLE -> writeBackTable(s);
            case BACK_LINK -> writeBack(s, UPPER);
            case BACK_ENTRY -> writeBack(s, target());
            case FLUSH_IOTLB -> flushIotlb(s);
            case FREE -> free(s);
            default -> throw new IllegalStateException("no step " + label);
        }
    }

    private int target() {
        return f.change == Change.SUPERPAGE ? UPPER : lineOf(0);
    }

    private void fill(long[] s) {
        for (int p = 0; p < f.page.size(); p++) {
            f.lines.store(s, 0, lineOf(p), MemType.WB, f.change == Change.MAP ? ABSENT : LEAF);
        }
        if (acts.on()) {
            String what =
                    f.change == Change.MAP ? "zeroes a new table" : "fills a new table with the superpage's pages";
            acts.did(SET_ENTRY, what + unlessWritten(BACK_TABLE));
            for (int p = 0; p < f.page.size(); p++) {
                left(s, lineOf(p), BACK_TABLE);
            }
        }
    }

    private void storeTarget(long[] s) {
        boolean maps = f.change == Change.MAP;
        store(s, target(), maps ? LEAF : ABSENT, maps ? "maps the page" : "clears the entry", BACK_ENTRY);
    }

    private void store(long[] s, int line, int data, String what, String later) {
        f.lines.store(s, 0, line, MemType.WB, data);
        if (acts.on()) {
            acts.did(SET_ENTRY, what + unlessWritten(later));
            left(s, line, later);
        }
    }

    private String unlessWritten(String later) {
        return labels.contains(later) ? "" : ", and does not write it back";
    }

    private void left(long[] s, int line, String later) {
        if (!labels.contains(later)) {
            f.lines.left(acts, s, 0, line, "not written back");
        }
    }

    private void writeBackTable(long[] s) {
        tell("writes the table back to RAM");
        for (int p = 0; p < f.page.size(); p++) {
            f.lines.flush(s, lineOf(p));
        }
    }

    private void writeBack(long[] s, int line) {
        tell("writes the entry back to RAM");
        f.lines.flush(s, line);
    }

    /** What was removed, which is page 0 or all of the superpage. */
    private int removed() {
        return f.change == Change.SUPERPAGE ? f.page.size() : 1;
    }

    private void flushIotlb(long[] s) {
        if (acts.on()) {
            acts.did("iommu_iotlb_flush()", "flushes what was removed");
            for (int p = 0; p < removed(); p++) {
                f.iotlb.could(acts, s, 0, p);
            }
        }
        for (int p = 0; p < removed(); p++) {
            f.iotlb.flush(s, 0, p);
        }
    }

    private void free(long[] s) {
        for (int p = 0; p < removed(); p++) {
            f.frames.own(s, p, Owner.FREE);
        }
        if (acts.on()) {
            acts.routine("put_page()", "frees what was removed");
        }
    }

    private void tell(String what) {
        if (acts.on()) {
            acts.did("iommu_sync_cache()", what);
        }
    }
}
