package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Action;
import dev.stalemate.systems.amdiommu.IommuDesign.SetupWrite;
import java.util.List;

/**
 * The program of a CPU that gives a device to another domain, step by step, as a design has it: reassign_device() in {@code pci_amd_iommu.c}.
 * Each method is one atomic step of a CPU that stands where {@link At} says, and moves it on.
 */
final class IommuReassign {
    private final IommuMachine machine;
    private final IommuFields fields;
    private final IommuDesign design;
    private final ToldEntries told;

    IommuReassign(IommuMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.design = machine.design;
        this.told = machine.told;
    }

    /** A device is to go to the other domain. */
    void reassign(long[] s, int c, int dev) {
        fields.op.set(s, c, IommuFields.REASSIGN);
        fields.ofDevice.set(s, c, dev);
        machine.go(s, c, At.LOCK_PCIDEVS);
    }

    /**
     * amd_iommu_disable_domain_device(). It leaves root, mode and id where they are; that matters only where translation can be turned on
     * again before all of them are written.
     */
    void disable(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        boolean on = fields.dte.translates(s, dev);
        if (on) {
            fields.iommuLock.set(s, 0, c + 1);
            if (design.setupWrite == SetupWrite.ANY_ORDER) {
                fields.dte.valid.set(s, dev, 0);
            } else {
                fields.dte.set(s, dev, 0, 0, 0, 0);
            }
        }
        if (told.on()) {
            told.disabled(dev, on);
        }
        machine.go(s, c, on ? At.FLUSH_DISABLED : At.MOVE);
    }

    void move(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        fields.assigned.set(s, dev, fields.isGuests(s, dev) ? 0 : 1);
        if (told.on()) {
            told.moved(s, dev);
        }
        machine.go(s, c, At.SETUP);
    }

    /** amd_iommu_setup_domain_device(): nothing where the entry translates already, unless devices go straight from domain to domain. */
    void setup(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        boolean guests = fields.isGuests(s, dev);
        boolean live = fields.dte.translates(s, dev);
        if (!guests && fields.quarantineLevels == 0) {
            fields.dte.set(s, dev, 0, 0, 0, 0);
            if (told.on()) {
                told.setUp(s, dev, List.of(fields.dte.valid), List.of());
            }
            machine.go(s, c, design.disablesFirst ? At.RETURN : At.FLUSH_SETUP);
        } else if (live && design.disablesFirst) {
            if (told.on()) {
                told.leftAlone(dev);
            }
            machine.go(s, c, At.RETURN);
        } else {
            fields.iommuLock.set(s, 0, c + 1);
            begin(s, c, dev, live);
        }
    }

    private void begin(long[] s, int c, int dev, boolean live) {
        switch (design.setupWrite) {
            case AT_ONCE -> setupRest(s, c);
            case ID_FIRST, ID_LAST -> {
                if (!live) {
                    setupRest(s, c);
                } else {
                    boolean idFirst = design.setupWrite == SetupWrite.ID_FIRST;
                    for (int field = UnwrittenFields.ID; field < UnwrittenFields.ON; field++) {
                        if ((field == UnwrittenFields.ID) == idFirst) {
                            write(s, dev, field, fields.isGuests(s, dev));
                        }
                    }
                    if (told.on()) {
                        told.setUpFirst(s, dev, idFirst);
                    }
                    machine.go(s, c, At.SETUP_REST);
                }
            }
            case ANY_ORDER, ON_LAST -> {
                fields.unwritten.begin(s, c);
                if (told.on()) {
                    told.began(dev, false);
                }
                machine.go(s, c, At.SETUP_FIELDS);
            }
        }
    }

    private void write(long[] s, int dev, int field, boolean guests) {
        int levels = guests ? fields.levels.get(s, 0) : fields.quarantineLevels;
        switch (field) {
            case UnwrittenFields.ID -> fields.dte.id.set(s, dev, guests ? IommuFields.GUEST : IommuFields.QUARANTINE);
            case UnwrittenFields.ROOT ->
                fields.dte.root.set(s, dev, guests ? fields.root.get(s, 0) : fields.tables.quarantineRoot());
            case UnwrittenFields.MODE ->
                fields.dte.mode.set(s, dev, design.setupMode(levels, fields.dte.mode.get(s, dev)));
            default -> fields.dte.valid.set(s, dev, 1);
        }
    }

    void setupRest(long[] s, int c) {
        int dev = fields.ofDevice.get(s, c);
        for (int field = UnwrittenFields.ID; field <= UnwrittenFields.ON; field++) {
            write(s, dev, field, fields.isGuests(s, dev));
        }
        if (told.on()) {
            told.setUp(s, dev, told.parts(), List.of());
        }
        machine.go(s, c, At.FLUSH_SETUP);
    }

    /**
     * One of the fields that are left, whichever the compiler has put there; as a device is set up, the bit that turns translation on comes
     * last if a barrier says so. Growth writes the guest's values, even if the device has left the guest.
     */
    Action writeField() {
        boolean onLast = design.setupWrite == SetupWrite.ON_LAST;
        return Action.named("write-field")
                .over(fields.cpu)
                .over(UnwrittenFields.index())
                .when((s, a) -> {
                    int c = (int) a[0];
                    int part = (int) a[1];
                    boolean setsUp = machine.at(s, c) == At.SETUP_FIELDS;
                    boolean may = !onLast || part != UnwrittenFields.ON || fields.unwritten.hasOnly(s, c, part);
                    return (setsUp ? may : machine.at(s, c) == At.REWRITE_FIELDS) && fields.unwritten.has(s, c, part);
                })
                .then((s, a) -> {
                    int c = (int) a[0];
                    int dev = fields.ofDevice.get(s, c);
                    boolean grows = machine.at(s, c) == At.REWRITE_FIELDS;
                    write(s, dev, (int) a[1], grows || fields.isGuests(s, dev));
                    fields.unwritten.done(s, c, (int) a[1]);
                    if (told.on()) {
                        told.wroteField(s, c, dev, (int) a[1], grows);
                    }
                    if (fields.unwritten.none(s, c)) {
                        machine.go(s, c, grows ? At.FLUSH_ENTRY : At.FLUSH_SETUP);
                    }
                });
    }
}
