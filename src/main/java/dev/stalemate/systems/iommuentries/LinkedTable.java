package dev.stalemate.systems.iommuentries;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.paging.CacheLines;
import dev.stalemate.systems.iommuentries.EntryDesign.TableFlush;
import java.util.ArrayList;
import java.util.List;

/**
 * A new table of PASID entries is linked into a directory (intel_pasid_get_entry()): it is allocated and zeroed, its address is stored to the
 * directory's entry, and both are written back to RAM, for an IOMMU that does not snoop. Devices may use any PASID at any time.
 */
final class LinkedTable {
    private static final String ALLOCATE = "allocate-table";
    private static final String FLUSH_TABLE = "flush-table";
    private static final String LINK = "link-table";
    private static final String FLUSH_DIRECTORY = "flush-directory";
    private static final String FUNCTION = "intel_pasid_get_entry()";

    /** Cache lines, and what they have. */
    private static final int DIRECTORY = 0;

    private static final int TABLE = 1;
    private static final int OLD = 0;
    private static final int ZEROES = 1;
    private static final int POINTER = 2;
    private static final String[] DATA = {"old contents", "zeroes", "the table's address"};

    /** How far a fetch has come. */
    private static final int NOTHING = 0;

    private static final int HAS_TABLE = 1;
    private static final int OLD_ENTRY = 2;
    private static final String[] FOUND = {"nothing", "the table's address", "old contents as an entry"};

    private final EntryDesign design;
    private final boolean snoops;
    private final Layout layout;
    private final Program driver;
    private final CacheLines lines;
    private final IntField found;
    private final List<String> script = new ArrayList<>();

    LinkedTable(Scope scope, EntryDesign design) {
        this.design = design;
        snoops = scope.get(EntrySettings.SNOOPS);
        checkSettings(scope);
        script.add(ALLOCATE);
        if (design.tableFlush == TableFlush.BEFORE_LINK) {
            script.add(FLUSH_TABLE);
        }
        script.add(LINK);
        if (design.tableFlush == TableFlush.AFTER_LINK) {
            script.add(FLUSH_TABLE);
        }
        if (design.tableFlush != TableFlush.NONE) {
            script.add(FLUSH_DIRECTORY);
        }
        script.add(EntryScript.DONE);
        Layout.Builder b = new Layout.Builder();
        driver = new Program(b, Index.single("driver"), script.toArray(String[]::new));
        Index frame = new Index("line", 2, i -> i == DIRECTORY ? "directory" : "table");
        lines = CacheLines.of(Index.single("cache"), frame, DATA.length, d -> DATA[d])
                .declare(b);
        found = b.number("found", FOUND.length, f -> FOUND[f]);
        b.called(found, "what the IOMMU has found").kept(found).actor("device 0", "fetch-directory", "fetch-table");
        layout = b.build();
    }

    private static void checkSettings(Scope scope) {
        for (Setting<?> setting : EntrySettings.ALL.all()) {
            boolean counts = setting.equals(EntrySettings.CHANGE) || setting.equals(EntrySettings.SNOOPS);
            if (!counts && scope.changes().containsKey(setting.name())) {
                throw new IllegalArgumentException(
                        "scope setting " + setting.name() + ": with change=link there is no entry that changes");
            }
        }
    }

    void describe(Model.Builder model) {
        long[] initial = layout.blank();
        lines.setRam(initial, DIRECTORY, ZEROES);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i + 1 < script.size(); i++) {
            String label = script.get(i);
            Program.Step step = driver.step(label);
            if (i == 0) {
                step.atWill();
            }
            step.then((s, self) -> take(s, label), script.get(i + 1));
        }
        actions.addAll(driver.actions());
        actions.add(lines.actions().writeBacks());
        actions.add(fetch("fetch-directory", NOTHING, DIRECTORY, POINTER, HAS_TABLE));
        actions.add(fetch("fetch-table", HAS_TABLE, TABLE, OLD, OLD_ENTRY));
        model.layout(layout).startingAt(initial).actions(actions).laws(laws());
    }

    private void take(long[] s, String label) {
        switch (label) {
            case ALLOCATE -> lines.store(s, 0, TABLE, MemType.WB, ZEROES);
            case LINK -> lines.store(s, 0, DIRECTORY, MemType.WB, POINTER);
            case FLUSH_TABLE -> lines.flush(s, TABLE);
            default -> lines.flush(s, DIRECTORY);
        }
        Acts acts = layout.acts();
        if (acts.on()) {
            acts.did(
                    FUNCTION,
                    switch (label) {
                        case ALLOCATE -> "allocates a table, and zeroes it in the cache";
                        case LINK ->
                            "stores the table's address to the directory"
                                    + (design.tableFlush == TableFlush.BEFORE_LINK
                                            ? ""
                                            : ", before the table is written back");
                        case FLUSH_TABLE -> "writes the table back to RAM";
                        default -> "writes the directory back to RAM";
                    });
            lines.could(acts, s, TABLE);
            lines.could(acts, s, DIRECTORY);
        }
    }

    /** A fetch gets from one stage to the next if it finds something; otherwise it ends in a fault. */
    private Action fetch(String name, int from, int line, int data, int to) {
        return Action.named(name)
                .when((s, a) -> found.get(s, 0) == from)
                .then((s, a) -> found.set(s, 0, lines.deviceReads(s, line, snoops) == data ? to : NOTHING));
    }

    private List<Law> laws() {
        int done = driver.place(EntryScript.DONE);
        return List.of(
                Law.always(
                                EntryLaws.STRAY,
                                Breaks.ISOLATION,
                                "what the IOMMU takes for an entry was stored as one: it is not what was in a page before")
                        .where(s -> found.is(s, 0))
                        .holds(s -> found.get(s, 0) != OLD_ENTRY)
                        .saying(s -> "the IOMMU takes what the table's page had before for an entry of device 0"),
                Law.always(
                                EntryLaws.LINKED,
                                Breaks.COHERENCE,
                                "once a table was linked, the IOMMU finds its address in the directory")
                        .where(s -> driver.isAt(s, 0, done))
                        .holds(s -> !driver.isAt(s, 0, done) || lines.deviceReads(s, DIRECTORY, snoops) == POINTER)
                        .saying(s -> "the IOMMU finds " + DATA[lines.deviceReads(s, DIRECTORY, snoops)]
                                + " in the directory, so that DMA is refused"));
    }
}
