package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.Acts;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.systems.linuxamd.LinuxAmdDesign.DeviceTable;
import dev.stalemate.systems.linuxamd.LinuxAmdSettings.Caller;

/** What a design does as CPUs map, unmap and add levels, and tells. */
final class ToldGrowth {
    private static final String GROWS = "increase_address_space()";
    private static final String LATER = "it writes the device table later";

    private final LinuxAmdFields f;
    private final LinuxAmdDesign design;
    private final Acts acts;

    ToldGrowth(LinuxAmdFields fields, LinuxAmdDesign design) {
        f = fields;
        this.design = design;
        acts = fields.layout.acts();
    }

    private static String pgtable(int call) {
        return call == LinuxAmdFields.MAP ? "alloc_pte()" : "fetch_pte()";
    }

    private String page(long[] s, int c) {
        return "page " + f.page.text(f.called.get(s, c));
    }

    private String read(long[] s, int c, boolean all) {
        int root = f.reader.get(s, c, LinuxAmdFields.ROOT);
        int mode = f.reader.get(s, c, LinuxAmdFields.MODE);
        String words = f.tables.rootText(root) + " as the root of " + mode + " levels";
        return all ? words : mode > 0 ? "mode " + mode : "root: " + f.tables.rootText(root);
    }

    /** A word was read, or both. */
    void read(long[] s, int c) {
        if (acts.on()) {
            boolean all = f.reader.isDone(s, c);
            acts.did(pgtable(f.call.get(s, c)), (all ? "has read " : "reads ") + read(s, c, all));
            acts.could(f.reader.field(LinuxAmdFields.ROOT), c);
            acts.could(f.reader.field(LinuxAmdFields.MODE), c);
        }
    }

    /** The sequence count has changed. */
    void readsAgain() {
        if (acts.on()) {
            acts.did("read_seqcount_retry()", "finds that the count has changed, and reads again");
        }
    }

    /** A map needs one more level. */
    void needsLevel(long[] s, int c) {
        if (acts.on()) {
            acts.routine(
                    "alloc_pte()",
                    page(s, c) + " is out of reach of " + f.reader.get(s, c, LinuxAmdFields.MODE) + " levels");
        }
    }

    /** A map fails. */
    void mapFails(long[] s, int c) {
        if (acts.on()) {
            acts.did("alloc_pte()", "gets no place for " + page(s, c) + ": ENOMEM");
        }
    }

    /** A leaf was written. */
    void mapped(long[] s, int c, int leaf) {
        if (acts.on()) {
            acts.did("iommu_v1_map_pages()", "maps " + page(s, c) + " below " + read(s, c, true));
            acts.could(f.tables.entries(), leaf);
        }
    }

    /** An unmap has cleared a leaf, or found none. */
    void unmapped(long[] s, int c, boolean found) {
        if (acts.on()) {
            Caller caller = f.scope.get(LinuxAmdSettings.CALLER);
            acts.did(
                    "iommu_v1_unmap_pages()",
                    found
                            ? "clears the leaf of " + page(s, c)
                            : "finds nothing below " + read(s, c, true)
                                    + (design.reports
                                            ? ", and says so"
                                            : ", and returns the size of the entry where it stopped"));
            int p = f.called.get(s, c);
            int leaf = f.leaf(s, p);
            if (!found && leaf != IoPageTables.FAULT) {
                acts.left(f.tables.entries(), leaf, "it takes " + read(s, c, true));
            }
            if (!found && design.reports) {
                acts.routine(
                        "iommu_unmap()",
                        switch (caller) {
                            case FREES -> "the caller warns, and goes on";
                            case KEEPS -> "the caller keeps the page";
                            case RETRIES -> "the caller tries again";
                        });
            }
        }
    }

    /** A page's frame was looked up. */
    void lookedUp(long[] s, int c, int leaf) {
        if (acts.on()) {
            int target = leaf == IoPageTables.FAULT ? IoPageTables.FAULT : f.tables.target(s, leaf);
            acts.did("iova_to_phys()", "finds " + f.targetText(target) + " for " + page(s, c));
        }
    }

    /** Under the lock a CPU finds that another one has added the level. */
    void suffices(long[] s, int c) {
        if (acts.on()) {
            acts.did(GROWS, "finds that " + f.domain.get(s, 0, LinuxAmdFields.MODE) + " levels reach " + page(s, c));
        }
    }

    /** A table was allocated. */
    void linked(long[] s, int table) {
        if (acts.on()) {
            acts.did(
                    GROWS,
                    (design.locks ? "takes the lock, and" : "takes no lock, and") + " makes table " + table
                            + " point to " + f.tables.rootText(f.domain.get(s, 0, LinuxAmdFields.ROOT)));
        }
    }

    /** The sequence count was raised. */
    void raised(boolean begins) {
        if (acts.on()) {
            acts.routine(begins ? "write_seqcount_begin()" : "write_seqcount_end()", "raises the sequence count");
        }
    }

    /** A word was stored, or both. */
    void stored(long[] s) {
        if (acts.on()) {
            acts.did(
                    GROWS,
                    "stores: the root is " + f.tables.rootText(f.domain.get(s, 0, LinuxAmdFields.ROOT)) + ", the mode "
                            + f.domain.get(s, 0, LinuxAmdFields.MODE));
            acts.could(f.domain.field(LinuxAmdFields.ROOT), 0);
            acts.could(f.domain.field(LinuxAmdFields.MODE), 0);
            if (design.deviceTable != DeviceTable.BEFORE) {
                acts.left(f.copyRoot, 0, LATER);
                acts.left(f.copyMode, 0, LATER);
            }
        }
    }

    /** The device table's entry was written. */
    void wroteEntry(long[] s) {
        if (acts.on()) {
            acts.did(
                    "set_dte_entry()",
                    "writes " + f.tables.rootText(f.entryRoot.get(s, 0)) + " and mode " + f.entryMode.get(s, 0)
                            + (design.deviceTable == DeviceTable.BEFORE ? ", before they are published" : ""));
        }
    }

    /** The IOMMU's copy of it was flushed, or not. */
    void flushedEntry(long[] s) {
        if (acts.on()) {
            acts.did(
                    "device_flush_dte()",
                    design.flushesEntry ? "flushes the IOMMU's copy of the entry" : "flushes nothing");
            acts.could(f.copyRoot, 0);
            acts.could(f.copyMode, 0);
        }
    }

    /** A page is flushed in the IOTLB. */
    void flushes(long[] s, int p) {
        if (acts.on()) {
            acts.did("amd_iommu_iotlb_sync()", "flushes page " + f.page.text(p) + " in the IOTLB");
            f.iotlb.could(acts, s, 0, p);
        }
    }

    /** A page is freed. */
    void frees(long[] s, int p) {
        if (acts.on()) {
            acts.did("put_page()", "frees pfn " + p);
            f.iotlb.could(acts, s, 0, p);
        }
    }
}
