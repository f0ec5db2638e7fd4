package dev.stalemate.systems.eptflush;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/**
 * How flushes of EPTs are asked for, and which CPUs do them (ept_sync_domain(), vmx_vmenter_helper()): Xen's designs, fix by fix, and two that
 * Xen never had.
 */
final class FlushDesign extends ChosenDesign<FlushDesign> {
    /** Whose mask a flush of a nested table marks. */
    enum Marks {
        /** The nested table's. */
        OWN,
        /** The host table's. */
        HOST
    }

    /** When a table page is freed. */
    enum TableFree {
        /** After its flush, as no flush is put off. */
        NOT_DEFERRED,
        /** After the flush that was put off, which is done at once then. */
        FLUSHED_FIRST,
        /** As soon as nothing points to it. */
        UNLINKED,
        /** After the p2m lock is released and the flush is done. */
        UNLOCKED
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Marks> NESTED_MARKS =
            WAYS.choice("nested-marks", Marks.class, Marks.OWN, "whose mask a flush of a nested table marks");
    static final Setting<Boolean> FLUSHES_ALL = WAYS.flag(
            "flushes-all",
            false,
            "whether a CPU that finds the host table's mark flushes the nested table as well as the host table");
    static final Setting<Boolean> VIEWS =
            WAYS.flag("views", false, "whether a CPU looks at the marks of the domain's views as well");
    static final Setting<TableFree> TABLE_FREE =
            WAYS.choice("table-free", TableFree.class, TableFree.FLUSHED_FIRST, "when a table page is freed");

    static final ChosenDesigns<FlushDesign> ALL = new ChosenDesigns<>(FlushDesign.class, FlushDesign::new, WAYS);

    static final FlushDesign NOT_DEFERRED = ALL.design(
                    "not-deferred",
                    "8eb2235599 to 09fc40ed30 (2015 to 2016, in no release): a flush is done when it is asked for, with the "
                            + "p2m lock held")
            .with(TABLE_FREE, TableFree.NOT_DEFERRED);
    static final FlushDesign OWN_MASK = ALL.design(
            "own-mask",
            "09fc40ed30 to 6b792e28bc (Xen 4.7 to 4.9): each table marks its own mask, and a CPU looks at the host table's");
    static final FlushDesign HOST_MASK_SINGLE = ALL.design(
                    "host-mask-single",
                    "a nested table marks the host table's mask, but a CPU flushes the host table alone")
            .with(NESTED_MARKS, Marks.HOST);
    static final FlushDesign HOST_MASK_ALL = HOST_MASK_SINGLE
            .as(
                    "host-mask-all",
                    "6b792e28bc to 69f7643df6 (Xen 4.10.0 to 4.10.3, 4.11.0, 4.11.1): a nested table marks the host table's mask, and a CPU"
                            + " flushes all tables")
            .with(FLUSHES_ALL, true);
    static final FlushDesign EACH_MASK = HOST_MASK_ALL
            .as(
                    "each-mask",
                    "since 69f7643df6 (Xen 4.12), but for 4a59e6bb3a to 4bc2e5333a (Xen 4.17 to 4.21): as host-mask-all, and a CPU looks at the"
                            + " marks of views, too")
            .with(VIEWS, true);
    static final FlushDesign FREED_WHEN_UNLINKED = EACH_MASK
            .as(
                    "freed-when-unlinked",
                    "4a59e6bb3a to 4bc2e5333a (XSA-480; Xen 4.17.0 to 4.21.0): a table page is freed while its flush is still put off")
            .with(TABLE_FREE, TableFree.UNLINKED);
    static final FlushDesign FREED_AFTER_UNLOCK = EACH_MASK
            .as(
                    "freed-after-unlock",
                    "as each-mask, but table pages are freed after the p2m lock is released and the flush is done")
            .with(TABLE_FREE, TableFree.UNLOCKED);

    final Marks nestedMarks = get(NESTED_MARKS);
    final boolean flushesAll = get(FLUSHES_ALL);
    final boolean views = get(VIEWS);
    final TableFree tableFree = get(TABLE_FREE);

    private FlushDesign(Choice<FlushDesign> choice) {
        super(choice);
    }
}
