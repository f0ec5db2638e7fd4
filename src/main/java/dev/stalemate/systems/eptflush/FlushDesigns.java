package dev.stalemate.systems.eptflush;

import dev.stalemate.systems.eptflush.FlushDesign.Marks;
import dev.stalemate.systems.eptflush.FlushDesign.TableFree;
import java.util.List;

/** The designs that come with the tool: Xen by fix, and two mutants. */
final class FlushDesigns {
    static final FlushDesign NOT_DEFERRED = new FlushDesign(
            "not-deferred",
            "8eb2235599 to 09fc40ed30 (2015 to 2016, in no release): a flush is done as it is asked for, with the p2m lock held",
            Marks.OWN,
            false,
            false,
            TableFree.NOT_DEFERRED);
    static final FlushDesign OWN_MASK = new FlushDesign(
            "own-mask",
            "09fc40ed30 to 6b792e28bc (Xen 4.7 to 4.9): each table marks its own mask, and a CPU looks at the host table's",
            Marks.OWN,
            false,
            false,
            TableFree.FLUSHED_FIRST);
    static final FlushDesign HOST_MASK_SINGLE = new FlushDesign(
            "host-mask-single",
            "a nested table marks the host table's mask, but a CPU flushes the host table alone",
            Marks.HOST,
            false,
            false,
            TableFree.FLUSHED_FIRST);
    static final FlushDesign HOST_MASK_ALL = new FlushDesign(
            "host-mask-all",
            "6b792e28bc to 69f7643df6 (Xen 4.10.0 to 4.10.3, 4.11.0, 4.11.1): a nested table marks the host table's mask, and a CPU flushes all tables",
            Marks.HOST,
            true,
            false,
            TableFree.FLUSHED_FIRST);
    static final FlushDesign EACH_MASK = new FlushDesign(
            "each-mask",
            "since 69f7643df6 (Xen 4.12), but for 4a59e6bb3a to 4bc2e5333a (Xen 4.17 to 4.21): as host-mask-all, and a CPU looks at the marks of views, too",
            Marks.HOST,
            true,
            true,
            TableFree.FLUSHED_FIRST);
    static final FlushDesign FREED_WHEN_UNLINKED = new FlushDesign(
            "freed-when-unlinked",
            "4a59e6bb3a to 4bc2e5333a (XSA-480; Xen 4.17.0 to 4.21.0): a table page is freed with its flush still put off",
            Marks.HOST,
            true,
            true,
            TableFree.UNLINKED);
    static final FlushDesign FREED_AFTER_UNLOCK = new FlushDesign(
            "freed-after-unlock",
            "as each-mask, but table pages are freed once the p2m lock was let go and the flush is done",
            Marks.HOST,
            true,
            true,
            TableFree.UNLOCKED);

    static final List<FlushDesign> ALL = List.of(
            NOT_DEFERRED,
            OWN_MASK,
            HOST_MASK_SINGLE,
            HOST_MASK_ALL,
            EACH_MASK,
            FREED_WHEN_UNLINKED,
            FREED_AFTER_UNLOCK);

    private FlushDesigns() {}
}
