package dev.stalemate.systems.amdiommu;

import dev.stalemate.systems.amdiommu.IommuFields.Entry;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a state that violates a property, a sentence for each thing. */
final class IommuExplanations {
    private final IommuFacts facts;
    private final IommuMachine machine;
    private final IommuFields fields;
    private final IoPageTables tables;

    IommuExplanations(IommuFacts facts) {
        this.facts = facts;
        this.machine = facts.machine;
        this.fields = facts.fields;
        this.tables = fields.tables;
    }

    /** CPUs of a kind, which don't hold the PCI-devices lock. */
    List<String> unlocked(long[] s, IommuFacts.Of kind) {
        List<String> unlocked = new ArrayList<>();
        int holder = fields.pcidevs.get(s, 0) - 1;
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (kind.test(s, c)) {
                unlocked.add("CPU " + c + " is at " + At.text(machine.at(s, c)) + "; the PCI-devices lock is "
                        + (holder < 0 ? "free" : "CPU " + holder + "'s"));
            }
        }
        return unlocked;
    }

    /** The assertion that did not fire. */
    List<String> silent(long[] s) {
        return List.of("a map has returned to a caller without the PCI-devices lock, and the assertion was "
                + switch (machine.design.assertion()) {
                    case HELD_AT_UPDATE -> "not reached: no levels were updated";
                    case HELD_ON_ENTRY -> "satisfied: another CPU held the lock";
                    case OWNED_ON_ENTRY, NOTHING -> "satisfied";
                });
    }

    /** Walks of the domain's devices that stand on one of another domain's. */
    List<String> astray(long[] s) {
        List<String> astray = new ArrayList<>();
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (facts.isAstray(s, c)) {
                astray.add("CPU " + c + ", at " + At.text(machine.at(s, c)) + ", stands on device "
                        + fields.ofDevice.get(s, c) + ", which is quarantine's");
            }
        }
        return astray;
    }

    /** Entries that translate under another domain's id. */
    List<String> foreign(long[] s) {
        List<String> foreign = new ArrayList<>();
        for (int d = 0; d < fields.device.size(); d++) {
            if (facts.settled(s, d) && facts.foreign(s, d)) {
                foreign.add("device " + d + " is " + (fields.isGuests(s, d) ? "the guest's" : "quarantine's")
                        + ", and its entry translates by table " + fields.dte.root.get(s, d) + " under the id of the "
                        + domain(fields.dte.id.get(s, d)));
            }
        }
        return foreign;
    }

    /** Entries of the guest's devices that don't have its root and levels. */
    List<String> outdated(long[] s) {
        List<String> outdated = new ArrayList<>();
        for (int d = 0; d < fields.device.size(); d++) {
            if (facts.guestsSettled(s, d) && !facts.isPresent(s, d)) {
                boolean on = fields.dte.translates(s, d);
                outdated.add("the guest has root table " + fields.root.get(s, 0) + " of " + fields.levels.get(s, 0)
                        + " levels; device " + d + "'s entry "
                        + (on
                                ? "has table " + fields.dte.root.get(s, d) + " and mode " + fields.dte.mode.get(s, d)
                                : "is off"));
            }
        }
        return outdated;
    }

    /** Where DMA ends that reaches a target of a kind. */
    List<String> reached(long[] s, IommuFacts.Of kind) {
        List<String> reached = new ArrayList<>();
        for (int dev = 0; dev < fields.device.size(); dev++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                int target = fields.translation(s, dev, d);
                if (kind.test(s, target)) {
                    reached.add("device " + dev + "'s DMA to dfn " + fields.dfn.text(d) + " ends in "
                            + tables.text(target)
                            + (target < fields.frames.index().size() ? ", which another guest has written to" : ""));
                }
            }
        }
        return reached;
    }

    /** Tables that are allocated and can't be reached. */
    List<String> leaked(long[] s) {
        List<String> leaked = new ArrayList<>();
        for (int t = facts.leaked(s, 0); t >= 0; t = facts.leaked(s, t + 1)) {
            leaked.add(
                    "table " + t + ", of level " + tables.level.get(s, t) + ", is allocated, and no root leads to it");
        }
        return leaked;
    }

    /** The levels that are not those of the start. */
    List<String> grown(long[] s) {
        return List.of(
                "the domain's tables have " + fields.levels.get(s, 0) + " levels, and had " + fields.firstLevels);
    }

    /** Entries, and copies of them, with a root and another's mode. */
    List<String> mixed(long[] s) {
        List<String> mixes = new ArrayList<>();
        for (int d = 0; d < fields.device.size(); d++) {
            for (Entry entry : List.of(fields.dte, fields.copy)) {
                if (facts.mixed(s, d, entry)) {
                    int root = entry.root.get(s, d);
                    mixes.add(
                            (entry == fields.dte ? "the entry of device " : "the IOMMU's copy of the entry of device ")
                                    + d + " has " + tables.rootText(root)
                                    + (root == tables.torn()
                                            ? " roots' addresses"
                                            : ", the root of " + tables.level.get(s, root) + " levels")
                                    + ", and mode " + entry.mode.get(s, d));
                }
            }
        }
        return mixes;
    }

    /** Translations under the id of a domain that are not its own. */
    List<String> anothers(long[] s) {
        List<String> anothers = new ArrayList<>();
        for (int id = IommuFields.GUEST; id <= IommuFields.QUARANTINE; id++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                if (facts.isAnothers(s, id, d)) {
                    anothers.add("the IOTLB has " + tables.text(fields.iotlb.target(s, id, d)) + " for dfn "
                            + fields.dfn.text(d) + " under the id of the "
                            + domain(id));
                }
            }
        }
        return anothers;
    }

    /** Devices on their way to another domain whose DMA is refused. */
    List<String> refused(long[] s) {
        List<String> refused = new ArrayList<>();
        for (int dev = 0; dev < fields.device.size(); dev++) {
            if (facts.isRefused(s, dev)) {
                refused.add("DMA of device " + dev + " is refused: "
                        + (fields.dte.translates(s, dev) ? "the IOMMU's copy of its entry" : "its entry") + " is off");
            }
        }
        return refused;
    }

    /** Dfns that are mapped, and where DMA to them ends instead. */
    List<String> wrong(long[] s) {
        List<String> wrong = new ArrayList<>();
        for (int dev = 0; dev < fields.device.size(); dev++) {
            for (int d = 0; d < fields.dfns.length; d++) {
                if (facts.guestsSettled(s, dev) && facts.isWrong(s, dev, d)) {
                    wrong.add("the p2m has mfn " + (fields.p2m.get(s, d) - 1) + " for dfn " + fields.dfn.text(d)
                            + "; device " + dev + "'s DMA to it: " + tables.text(fields.translation(s, dev, d)));
                }
            }
        }
        return wrong;
    }

    private static String domain(int id) {
        return id == IommuFields.GUEST ? "guest" : "quarantine domain";
    }
}
