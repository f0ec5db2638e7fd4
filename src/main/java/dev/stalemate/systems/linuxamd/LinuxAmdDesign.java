package dev.stalemate.systems.linuxamd;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** How a domain's root and number of levels change, and how they are read: Linux by fix, and other choices. */
final class LinuxAmdDesign extends ChosenDesign<LinuxAmdDesign> {
    /** The order of two words, or one word. */
    enum Order {
        ROOT_FIRST,
        MODE_FIRST,
        TOGETHER
    }

    /** When a growth writes the device table's entry. */
    enum DeviceTable {
        /** Before the new root is published. */
        BEFORE,
        /** After that, in the same critical section. */
        AFTER,
        /** At the end of the map that has grown the tables. */
        AFTER_MAPPING
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Boolean> LOCKS =
            WAYS.flag("locks", true, "whether a CPU takes the domain's lock to add a level");
    static final Setting<Boolean> RECHECKS = WAYS.flag(
            "rechecks", true, "whether a CPU that has the lock looks again whether the levels suffice by now");
    static final Setting<Order> STORES = WAYS.choice(
            "stores",
            Order.class,
            Order.ROOT_FIRST,
            "the order in which root and mode are stored, or together as one word");
    static final Setting<Order> READS = WAYS.choice(
            "reads",
            Order.class,
            Order.MODE_FIRST,
            "the order in which root and mode are read, or together as one word");
    static final Setting<Boolean> RAISES =
            WAYS.flag("raises", false, "whether a growth raises the sequence count before the stores and after them");
    static final Setting<Boolean> CHECKS = WAYS.flag(
            "checks",
            false,
            "whether a reader reads again if the sequence count has changed, and waits while it is odd");
    static final Setting<DeviceTable> DEVICE_TABLE = WAYS.choice(
            "device-table",
            DeviceTable.class,
            DeviceTable.AFTER,
            "when a growth writes the device table's entry: before the new root is published, after that, or after the mapping");
    static final Setting<Boolean> FLUSHES_ENTRY = WAYS.flag(
            "flushes-entry", true, "whether the IOMMU's copy of the device table's entry is flushed after a write");
    static final Setting<Boolean> FLUSHES =
            WAYS.flag("flushes", true, "whether an unmap flushes the page in the IOTLB before the page is freed");
    static final Setting<Boolean> REPORTS = WAYS.flag(
            "reports",
            true,
            "whether an unmap that finds nothing returns 0, and not the size of the entry where it stopped");

    static final ChosenDesigns<LinuxAmdDesign> ALL =
            new ChosenDesigns<>(LinuxAmdDesign.class, LinuxAmdDesign::new, WAYS);

    static final LinuxAmdDesign UNLOCKED = ALL.design(
                    "unlocked", "256e4621c21a (2016) to 754265bcab78 (2019): levels are added without a lock")
            .with(LOCKS, false)
            .with(RECHECKS, false)
            .with(DEVICE_TABLE, DeviceTable.AFTER_MAPPING)
            .with(REPORTS, false);
    static final LinuxAmdDesign LOCKED = UNLOCKED.as(
                    "locked",
                    "754265bcab78 (2019): the domain's lock is held, and nobody looks again whether a level is missing")
            .with(LOCKS, true);
    static final LinuxAmdDesign RECHECKED = LOCKED.as(
                    "rechecked", "46ac18c347b0 (2019) to eb791aa70b90 (2020): under the lock a CPU looks again")
            .with(RECHECKS, true);
    static final LinuxAmdDesign ONE_WORD = RECHECKED
            .as(
                    "one-word",
                    "eb791aa70b90 and 19c6978fba68 (2020) up to Linux 5.11: one word, published after the device table is written")
            .with(STORES, Order.TOGETHER)
            .with(READS, Order.TOGETHER)
            .with(DEVICE_TABLE, DeviceTable.BEFORE);
    static final LinuxAmdDesign TWO_WORDS = ALL.design(
                    "two-words",
                    "Linux 5.12 to 6.1: root and mode are two words again, stored before the device table is written")
            .with(REPORTS, false);
    static final LinuxAmdDesign TOLD = TWO_WORDS
            .as("two-words-told", "Linux 6.2 to 6.16: as two-words, and an unmap that finds nothing returns 0")
            .with(REPORTS, true);
    static final LinuxAmdDesign COUNTED = TOLD.as(
                    "sequence-count", "1e56310b40fd (2025), Linux 6.17 and 6.18: readers check a sequence count")
            .with(RAISES, true)
            .with(CHECKS, true);
    static final LinuxAmdDesign GENERIC = ONE_WORD.as(
                    "generic", "789a5913b29c (2025), Linux 6.19: one word again, and the device table before it")
            .with(REPORTS, true);
    static final LinuxAmdDesign ROOT_READ_FIRST = TOLD.as(
                    "root-read-first",
                    "as two-words-told, and a compiler has put the read of the root before that of the mode")
            .with(READS, Order.ROOT_FIRST);
    static final LinuxAmdDesign MODE_STORED_FIRST = TOLD.as(
                    "mode-stored-first", "as two-words-told, and a growth stores the mode before the root")
            .with(STORES, Order.MODE_FIRST);

    final boolean locks = get(LOCKS);
    final boolean rechecks = get(RECHECKS);
    final Order stores = get(STORES);
    final Order reads = get(READS);
    final boolean raises = get(RAISES);
    final boolean checks = get(CHECKS);
    final DeviceTable deviceTable = get(DEVICE_TABLE);
    final boolean flushesEntry = get(FLUSHES_ENTRY);
    final boolean flushes = get(FLUSHES);
    final boolean reports = get(REPORTS);

    private LinuxAmdDesign(Choice<LinuxAmdDesign> choice) {
        super(choice);
    }
}
