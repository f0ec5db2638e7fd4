package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.systems.amdiommu.IommuDesign.Assertion;
import dev.stalemate.systems.amdiommu.IommuDesign.EntryWrite;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import dev.stalemate.systems.amdiommu.IommuDesign.UnmapFlush;
import dev.stalemate.systems.amdiommu.IommuFields.Entry;
import java.util.ArrayList;
import java.util.List;

/** What a design does about locks, levels, entries and flushes, and tells; its methods are only called while somebody listens. */
final class ToldEntries {
    static final String UPDATES = "update_paging_mode()";
    private static final String SETS_ROOT = "amd_iommu_set_root_page_table()";
    private static final String SETS_UP = "amd_iommu_setup_domain_device()";

    private final IommuMachine machine;
    private final IommuFields f;
    private final IommuDesign design;
    private final Acts acts;

    ToldEntries(IommuMachine machine) {
        this.machine = machine;
        this.f = machine.fields;
        this.design = machine.design;
        this.acts = f.layout.acts();
    }

    /** Whether anybody listens. */
    boolean on() {
        return acts.on();
    }

    private String dfn(int d) {
        return "dfn " + f.dfn.text(d);
    }

    private static String levels(int levels) {
        return levels + (levels == 1 ? " level" : " levels");
    }

    /** The state of the PCI-devices lock, as a CPU sees it. */
    private String lock(long[] s, int c) {
        int holder = f.pcidevs.get(s, 0) - 1;
        return holder == c ? "with the PCI-devices lock held" : "without the PCI-devices lock";
    }

    /** A caller begins to map. */
    void maps(Caller by, int d) {
        String function =
                switch (by) {
                    case RAM -> "guest_physmap_add_entry()";
                    case MMIO -> "set_mmio_p2m_entry()";
                    case UNITY -> "amd_iommu_reserve_domain_unity_map()";
                };
        String locked =
                design.locksFirst(by) ? ", and takes the PCI-devices lock for it" : ", without the PCI-devices lock";
        if (design.notifies(by)) {
            acts.did(function, "announces " + dfn(d) + locked);
        } else if (design.growth == Growth.NOTIFIED) {
            acts.did(function, "does not announce " + dfn(d));
        } else {
            acts.did(function, "maps " + dfn(d) + (design.growth == Growth.NEVER ? "" : locked));
        }
    }

    /** A CPU has the PCI-devices lock. */
    void lockedPcidevs() {
        acts.routine("pcidevs_lock()", "takes the PCI-devices lock");
    }

    /** A CPU is about to let go of the mapping lock, if it has it, and perhaps of the PCI-devices lock. */
    void unlocked(long[] s, int c, boolean pcidevs) {
        if (f.mapping.get(s, 0) == c + 1) {
            acts.routine(maps(s, c), "releases the mapping lock");
        }
        if (pcidevs) {
            acts.routine("pcidevs_unlock()", "releases the PCI-devices lock");
        }
    }

    private String maps(long[] s, int c) {
        return f.notifying.is(s, c) ? "notify_dfn()" : "amd_iommu_map_page()";
    }

    /** Growth has got a table. */
    void allocated(long[] s, int c) {
        acts.routine("alloc_amd_iommu_pgtable()", "allocates table " + (f.fresh.get(s, c) - 1));
    }

    /** A leaf was written. */
    void installed(long[] s, int c) {
        acts.routine("set_iommu_pte_present()", "maps " + dfn(f.ofDfn.get(s, c)) + " to mfn " + f.ofMfn.get(s, c));
    }

    /** A CPU has the IOMMU's lock, and is to write an entry's fields. */
    void began(int dev, boolean grows) {
        acts.routine(
                grows ? SETS_ROOT : SETS_UP,
                "takes the IOMMU's lock, and writes the entry of device " + dev + " field by field");
    }

    /** A CPU has the mapping lock, and has looked whether the levels suffice. */
    void lockedMapping(long[] s, int c, boolean mayGrow, boolean grows) {
        String of = dfn(f.ofDfn.get(s, c)) + " with " + levels(f.levels.get(s, 0));
        acts.did(
                maps(s, c),
                "takes the mapping lock"
                        + (mayGrow ? " " + lock(s, c) + ": " + (grows ? "can't reach " : "reaches ") + of : ""));
    }

    /** The assertion was reached. */
    void asserted(long[] s, boolean looks, boolean held) {
        if (design.assertion != Assertion.NOTHING) {
            int holder = f.pcidevs.get(s, 0) - 1;
            acts.did(
                    UPDATES,
                    !looks
                            ? "asserts nothing, as the levels suffice"
                            : held
                                    ? "asserts that the PCI-devices lock is held, as it is by CPU " + holder
                                    : "asserts that the PCI-devices lock is held, and finds that it is not");
        }
    }

    /** A table was linked above the root so far. */
    void linked(long[] s, int c, int table, boolean publishes) {
        acts.did(
                UPDATES,
                "puts table " + table + " above the root" + (publishes ? ", and is to publish it " + lock(s, c) : ""));
    }

    /** A new root was published. */
    void published(long[] s) {
        acts.did(UPDATES, "makes table " + f.root.get(s, 0) + " the root, of " + levels(f.levels.get(s, 0)));
    }

    /** A growth has failed. */
    void failed(long[] s, int c) {
        boolean published = machine.at(s, c) == At.REWRITE;
        String why = machine.at(s, c) == At.ALLOCATE
                ? "can't allocate a table: ENOMEM"
                : "finds no IOMMU of device " + f.ofDevice.get(s, c) + ": ENODEV";
        acts.did(UPDATES, why + (design.freesAfterError ? "; frees what it allocated" : "; undoes nothing"));
        for (int dev = 0; published && dev < f.device.size(); dev++) {
            if (f.isGuests(s, dev)) {
                couldDiffer(s, f.dte.root, dev, f.root.get(s, 0));
                couldDiffer(s, f.dte.mode, dev, f.levels.get(s, 0));
            }
        }
    }

    private void couldDiffer(long[] s, IntField field, int dev, int wanted) {
        if (field.get(s, dev) != wanted) {
            acts.could(field, dev);
        }
    }

    /** Growth has written the first part of a device's entry, or the rest of it. */
    void rewrote(long[] s, int c, int dev, EntryWrite how, boolean first) {
        if (how == EntryWrite.ANY_ORDER) {
            began(dev, true);
            return;
        }
        Entry e = f.dte;
        List<IntField> begun =
                switch (how) {
                    case AT_ONCE, ANY_ORDER -> parts();
                    case WORDS -> List.of(e.id);
                    case ROOT_THEN_MODE -> List.of(e.id, e.root);
                    case MODE_THEN_ROOT -> List.of(e.mode);
                    case TRANSLATION_OFF -> List.of(e.valid);
                };
        List<IntField> rest = new ArrayList<>(parts());
        rest.removeAll(how == EntryWrite.TRANSLATION_OFF ? List.of() : begun);
        rewrote(s, c, dev, first ? begun : rest, first ? rest : List.of());
    }

    /** Growth has written the upper half of the root; the lower one is still the old root's. */
    void rewroteHigh(long[] s, int c, int dev) {
        acts.did(
                SETS_ROOT,
                "writes the upper half of the address of table " + f.root.get(s, 0) + " to the entry of device " + dev
                        + whose(s, c, dev) + ", before the lower half and the mode");
        acts.could(f.dte.root, dev);
        acts.could(f.dte.mode, dev);
    }

    private String whose(long[] s, int c, int dev) {
        return f.isGuests(s, dev) ? "" : ", which is quarantine's, " + lock(s, c);
    }

    /** Growth has written some parts of a device's entry; others come later. */
    void rewrote(long[] s, int c, int dev, List<IntField> now, List<IntField> later) {
        wrote(s, SETS_ROOT, dev, whose(s, c, dev), now, later);
    }

    /** The same, as a device is set up for another domain. */
    void setUp(long[] s, int dev, List<IntField> now, List<IntField> later) {
        wrote(s, SETS_UP, dev, "", now, later);
    }

    /** The same where the domain id comes before the rest of an entry that translates, or after it. */
    void setUpFirst(long[] s, int dev, boolean idFirst) {
        List<IntField> tables = List.of(f.dte.root, f.dte.mode);
        List<IntField> id = List.of(f.dte.id);
        setUp(s, dev, idFirst ? id : tables, idFirst ? tables : id);
    }

    /** The compiler's next part of an entry was written. */
    void wroteField(long[] s, int c, int dev, int part, boolean grows) {
        List<IntField> later = new ArrayList<>();
        for (int other = 0; other < parts().size(); other++) {
            if (f.unwritten.has(s, c, other)) {
                later.add(parts().get(other));
            }
        }
        if (grows) {
            rewrote(s, c, dev, List.of(parts().get(part)), later);
        } else {
            setUp(s, dev, List.of(parts().get(part)), later);
        }
    }

    private void wrote(long[] s, String function, int dev, String whose, List<IntField> now, List<IntField> later) {
        String entry = "the entry of device " + dev + whose;
        String on = f.dte.translates(s, dev) ? "on" : "off";
        List<String> values = new ArrayList<>();
        for (IntField part : now) {
            if (part != f.dte.valid) {
                values.add(name(part) + " " + value(s, part, dev));
            }
        }
        acts.did(
                function,
                values.isEmpty()
                        ? "turns " + entry + " " + on + later(later)
                        : "writes " + String.join(", ", values) + " to " + entry
                                + (now.contains(f.dte.valid) ? ", and turns it " + on : "")
                                + later(later));
        now.forEach(part -> acts.could(part, dev));
        later.forEach(part -> acts.could(part, dev));
    }

    private String later(List<IntField> later) {
        List<String> names = new ArrayList<>();
        for (IntField part : later) {
            if (part != f.dte.valid) {
                names.add("the " + name(part));
            }
        }
        return names.isEmpty() ? "" : ", before " + String.join(" and ", names);
    }

    private String name(IntField part) {
        return part == f.dte.root ? "root" : part == f.dte.mode ? "mode" : "domain id";
    }

    private String value(long[] s, IntField part, int dev) {
        String text = part.text(s, dev);
        int root = part.get(s, dev);
        return part == f.dte.root && root != f.tables.torn()
                ? text + " (of " + levels(f.tables.level.get(s, root)) + ")"
                : text;
    }

    /** The IOMMU's copy of an entry was flushed, or was not. */
    void flushedEntry(int dev) {
        if (design.flushesEntries) {
            acts.did("amd_iommu_flush_device()", "flushes the IOMMU's copy of the entry of device " + dev);
        } else {
            acts.did(UPDATES, "does not flush the IOMMU's copy of the entry of device " + dev);
            acts.could(f.copy.valid, dev);
        }
    }

    /** All of the guest's translations were flushed. */
    void flushedPages() {
        acts.did("amd_iommu_flush_all_pages()", "flushes all translations of the guest");
    }

    /** There is no place for a leaf. */
    void installFailed(long[] s, int c) {
        boolean covered = IoPageTables.covers(f.levels.get(s, 0), f.dfns[f.ofDfn.get(s, c)]);
        acts.did(
                "iommu_pde_from_dfn()",
                (covered ? "gets no table for " : "finds no place in " + levels(f.levels.get(s, 0)) + " for ")
                        + dfn(f.ofDfn.get(s, c)) + ": the domain is crashed");
    }

    /** A dfn was unmapped: whether anything is flushed. */
    void unmapped(long[] s, int d, int m) {
        if (design.unmapFlush != UnmapFlush.NOTHING) {
            acts.routine("amd_iommu_unmap_page()", "unmaps " + dfn(d));
            return;
        }
        acts.did("amd_iommu_unmap_page()", "unmaps " + dfn(d) + ", flushes nothing, and mfn " + m + " is free");
        f.iotlb.could(acts, s, IommuFields.GUEST, d);
    }

    /** A dfn was flushed. */
    void flushedPage(long[] s, int id, int d) {
        acts.did(
                "amd_iommu_flush_pages()",
                "flushes " + dfn(d) + " under the id of " + (id == IommuFields.GUEST ? "the guest" : "quarantine"));
        f.iotlb.could(acts, s, IommuFields.GUEST, d);
    }

    /** A device's entry is turned off before the device changes its domain. */
    void disabled(int dev, boolean on) {
        String function = "amd_iommu_disable_domain_device()";
        if (!on) {
            acts.did(function, "finds the entry of device " + dev + " off");
            return;
        }
        acts.did(
                function,
                "turns the entry of device " + dev + " off: its DMA "
                        + (f.offLetsThrough ? "passes untranslated" : "is refused"));
        acts.could(f.dte.valid, dev);
    }

    /** A device has gone to another domain's list. */
    void moved(long[] s, int dev) {
        List<String> walks = new ArrayList<>();
        for (int c = 0; c < f.cpu.size(); c++) {
            if (At.walksList(machine.at(s, c)) && f.ofDevice.get(s, c) == dev) {
                walks.add("CPU " + c);
            }
        }
        acts.did(
                "reassign_device()",
                "moves device " + dev + " to the list of " + (f.isGuests(s, dev) ? "the guest" : "quarantine")
                        + (walks.isEmpty() ? "" : ", though the walk of " + walks.get(0) + " stands on it"));
    }

    /** The entry of a device that has a new domain is left as it is. */
    void leftAlone(int dev) {
        acts.did(SETS_UP, "leaves the entry of device " + dev + ", as it translates");
        parts().forEach(part -> acts.could(part, dev));
    }

    /** All parts of an entry, by the numbers of {@link UnwrittenFields}. */
    List<IntField> parts() {
        Entry entry = f.dte;
        return List.of(entry.id, entry.root, entry.mode, entry.valid);
    }
}
