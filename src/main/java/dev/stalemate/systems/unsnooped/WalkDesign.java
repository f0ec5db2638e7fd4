package dev.stalemate.systems.unsnooped;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** What a hypervisor writes back of the tables that it changes, and in which order. */
final class WalkDesign extends ChosenDesign<WalkDesign> {
    /** When a new table is written back. */
    enum Table {
        BEFORE_LINK,
        AFTER_LINK,
        NEVER
    }

    /** Of which level the entry is written back that the change is about. */
    enum Target {
        ANY_LEVEL,
        /** If it maps a single page. */
        LOWEST,
        NONE
    }

    /** When the IOTLB is flushed. */
    enum Flush {
        LAST,
        /** After the entry is stored, and before it is written back. */
        BEFORE_WRITE_BACK
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Table> TABLE = WAYS.choice(
            "table",
            Table.class,
            Table.BEFORE_LINK,
            "when a new table is written back: before an entry points to it, after that, or never");
    static final Setting<Boolean> LINK =
            WAYS.flag("link", true, "whether an entry is written back that comes to point to a new table");
    static final Setting<Target> TARGET = WAYS.choice(
            "target",
            Target.class,
            Target.ANY_LEVEL,
            "which entry is written back as it maps or unmaps: of any level, of the lowest one, or none");
    static final Setting<Flush> FLUSH =
            WAYS.choice("flush", Flush.class, Flush.LAST, "when the IOTLB is flushed: last, or before the write-back");

    static final ChosenDesigns<WalkDesign> ALL = new ChosenDesigns<>(WalkDesign.class, WalkDesign::new, WAYS);

    static final WalkDesign WRITTEN_BACK = ALL.design(
            "written-back",
            "new tables are written back, then entries that point to them, as all entries, then the IOTLB is flushed");
    static final WalkDesign TARGET_ALONE = WRITTEN_BACK
            .as("target-alone", "only the entry that maps or unmaps is written back")
            .with(TABLE, Table.NEVER)
            .with(LINK, false);
    static final WalkDesign LOWEST_LEVEL = WRITTEN_BACK
            .as("lowest-level", "new tables and entries of the lowest level are written back, and no other entries")
            .with(LINK, false)
            .with(TARGET, Target.LOWEST);
    static final WalkDesign NOTHING = TARGET_ALONE
            .as("nothing", "the IOTLB is flushed, and nothing is written back")
            .with(TARGET, Target.NONE);
    static final WalkDesign FLUSH_FIRST = WRITTEN_BACK
            .as("flush-first", "as written-back, but the IOTLB is flushed before the last write-back")
            .with(FLUSH, Flush.BEFORE_WRITE_BACK);
    static final WalkDesign TABLE_LATE = WRITTEN_BACK
            .as("table-late", "as written-back, but a new table is written back after an entry points to it")
            .with(TABLE, Table.AFTER_LINK);

    final Table table = get(TABLE);
    final boolean link = get(LINK);
    final Target target = get(TARGET);
    final Flush flush = get(FLUSH);

    private WalkDesign(Choice<WalkDesign> choice) {
        super(choice);
    }
}
