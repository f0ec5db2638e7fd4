package dev.stalemate.systems.amdiommu;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.IoPageTables;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.amdiommu.IommuDesign.Assertion;
import dev.stalemate.systems.amdiommu.IommuDesign.EntryWrite;
import dev.stalemate.systems.amdiommu.IommuDesign.Growth;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The state as a layout: the guest's tables and its p2m, the device table and the IOMMU's copies of its entries, the IOTLB, the locks, and
 * the next step of each CPU.
 *
 * <p>What a scope leaves constant takes no bits.
 */
final class IommuFields {
    /** The guest's domain id; quarantine has the next one. */
    static final int GUEST = 0;

    static final int QUARANTINE = 1;

    /** The IOMMU has no copy of an entry. */
    static final int UNCACHED = 0;
    /** It has one of an entry that refuses DMA. */
    static final int CACHED_OFF = 1;
    /** It has one of an entry that translates. */
    static final int CACHED = 2;

    /** What a CPU does. */
    static final int MAP = 1;

    static final int UNMAP = 2;
    static final int REASSIGN = 3;

    final Scope scope;
    final Layout layout;
    final long[] dfns;
    final Index cpu;
    final Index device;
    final Index dfn;
    /** The domains' ids: without quarantine tables only the guest's. */
    final Index id;

    final IoPageTables tables;
    final MachineFrames frames;

    /** The levels that the guest's tables start with. */
    final int firstLevels;
    /** The quarantine domain's levels, or 0. */
    final int quarantineLevels;
    /** Whether a device whose entry is off reaches all of memory. */
    final boolean offLetsThrough;
    /** Whether halves of two tables' addresses can make an address that has no table. */
    final boolean apart;

    /** The domain's root and levels, as the hypervisor keeps them. */
    final IntField root;

    final IntField levels;
    /** 1 + the machine frame that the guest's p2m has for a dfn, or 0. */
    final IntField p2m;
    /** Whether the domain was crashed, as a failed map does. */
    final IntField crashed;

    /** Whether a device is the guest's. */
    final IntField assigned;

    /** The entry of each device: whether it translates, its root, mode and domain id. */
    final Entry dte;
    /** The IOMMU's copy of it. */
    final Entry copy;
    /** Where dfns translate to, by domain id. */
    final TaggedTlb iotlb;

    /** 1 + the CPU that holds a lock, or 0. */
    final IntField pcidevs;

    final IntField mapping;
    final IntField iommuLock;

    final IntField at;
    final IntField op;
    final IntField caller;
    final IntField ofDfn;
    final IntField ofMfn;
    final IntField ofDevice;
    final IntField notifying;
    /** 1 + the table that growth has just allocated, or 0. */
    final IntField fresh;
    /** 1 + the topmost table that growth has linked, or 0. */
    final IntField top;

    /** The parts of a device's entry that a CPU has still to write. */
    final UnwrittenFields unwritten;

    /** Whether a caller broke the rule and returned; whether the assertion fired. */
    final IntField broken;

    final IntField fired;

    final IommuCosts costs;

    /** A device-table entry, or a copy of one. */
    static final class Entry {
        /** Of the table: 1 if it translates. Of a copy: see {@link #UNCACHED}. The largest value of both is that it translates. */
        final IntField valid;

        final IntField root;
        final IntField mode;
        final IntField id;

        Entry(IntField valid, IntField root, IntField mode, IntField id) {
            this.valid = valid;
            this.root = root;
            this.mode = mode;
            this.id = id;
        }

        boolean translates(long[] s, int d) {
            return valid.get(s, d) == valid.bound() - 1;
        }

        void set(long[] s, int d, int newValid, int newRoot, int newMode, int newId) {
            valid.set(s, d, newValid);
            root.set(s, d, newRoot);
            mode.set(s, d, newMode);
            id.set(s, d, newId);
        }
    }

    IommuFields(Scope scope, IommuDesign design) {
        this.scope = scope;
        List<Long> numbers = scope.get(IommuSettings.DFNS);
        dfns = numbers.stream().mapToLong(Long::longValue).toArray();
        long highest = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
        firstLevels = design.firstLevels(scope.get(IommuSettings.LEVELS), highest);
        quarantineLevels = scope.get(IommuSettings.QUARANTINE);
        boolean quarantined = quarantineLevels > 0;
        offLetsThrough = quarantined && design.offLetsThrough;
        apart = scope.get(IommuSettings.APART);
        int built = quarantined ? design.quarantineLevels(quarantineLevels) : 0;
        int pool = scope.get(IommuSettings.TABLES);
        int mfns = scope.get(IommuSettings.FRAMES);
        List<Caller> callers = scope.get(IommuSettings.CALLERS);
        boolean unmaps = scope.get(IommuSettings.UNMAP);
        boolean grows = design.growth != Growth.NEVER;
        boolean maps = !callers.isEmpty();
        cpu = Index.of("cpu", scope.get(IommuSettings.CPUS));
        device = Index.of("device", scope.get(IommuSettings.DEVICES));
        dfn = new Index("dfn", dfns.length, i -> "0x" + Long.toHexString(dfns[i]));
        if (scope.get(IommuSettings.ASSIGNED) > device.size()) {
            throw new IllegalArgumentException("scope setting assigned: there are only " + device.size() + " devices");
        }

        Layout.Builder b = new Layout.Builder().lane(cpu).lane(device);
        pcidevs = b.number("pcidevs-lock", cpu.size() + 1, IommuFields::holder);
        mapping = b.number("mapping-lock", maps ? cpu.size() + 1 : 1, IommuFields::holder);
        iommuLock = b.number("iommu-lock", cpu.size() + 1, IommuFields::holder);
        at = b.number("at", At.COUNT, At::text, cpu);
        op = b.number("op", 4, IommuFields::opText, cpu);
        caller = b.number("caller", maps ? Caller.COUNT : 1, c -> Caller.of(c).word(), cpu);
        ofDfn = b.number("for-dfn", maps ? dfns.length : 1, dfn::text, cpu);
        ofMfn = b.number("for-mfn", maps ? mfns : 1, Integer::toString, cpu);
        ofDevice = b.number("for-device", device.size(), Integer::toString, cpu);
        Notation holder = Notation.of("free", cpu);
        b.told(pcidevs, holder).told(mapping, holder).told(iommuLock, holder).told(ofDevice, Notation.of(device));
        b.called(at, "next step").called(ofDfn, "dfn argument").called(ofMfn, "mfn argument");
        b.called(ofDevice, "device argument");
        notifying = b.number("notifying", design.growth == Growth.NOTIFIED ? 2 : 1, Integer::toString, cpu);
        fresh = b.number("fresh", grows && maps ? pool + 1 : 1, IommuFields::tableText, cpu);
        top = b.number("top", grows && maps ? pool + 1 : 1, IommuFields::tableText, cpu);
        boolean byFields = design.setsUpByFields() || design.entryWrite == EntryWrite.ANY_ORDER;
        unwritten = new UnwrittenFields(b, byFields, cpu);

        root = b.number("root", grows ? pool : 1, t -> "table " + t);
        levels = b.number("levels", IoPageTables.MOST_LEVELS + 1, Integer::toString);
        p2m = b.number("p2m", maps ? mfns + 1 : 1, m -> m == 0 ? "none" : "mfn " + (m - 1), dfn);
        crashed = b.number("crashed", maps ? 2 : 1, Integer::toString);
        assigned = b.number("domain", 2, v -> v == 0 ? "quarantine" : "guest", device);
        tables = new IoPageTables(
                b,
                numbers,
                Index.of("mfn", mfns),
                pool,
                built,
                scope.get(IommuSettings.NEXT_LEVEL) == IommuSettings.NextLevel.CHECKED);
        int ids = quarantined ? 2 : 1;
        // An entry is always there, off or on.
        dte = entry(b, "dte", 2, v -> v == 0 ? "off" : "on", ids);
        copy = entry(b, "dte-copy", 3, v -> v == UNCACHED ? "none" : v == CACHED_OFF ? "off" : "on", ids);
        b.kept(Instead.ALWAYS_THERE, dte.valid, dte.root, dte.mode, dte.id).kept(Instead.DROPPED, copy.valid);
        id = new Index("id", ids, IommuFields::domain);
        iotlb = new TaggedTlb(b, "iotlb", tables.other() + 1, tables::text, id, dfn);
        frames = new MachineFrames(b, unmaps, mfns);
        boolean asserts = design.assertion != Assertion.NOTHING;
        broken = b.number("rule-broken", asserts ? 2 : 1, Integer::toString);
        fired = b.number("assertion-fired", asserts ? 2 : 1, Integer::toString);
        costs = new IommuCosts(b, scope.get(IommuSettings.COSTS));
        layout = b.build();
    }

    /** The initial state: the first devices are the guest's, and nothing is mapped. */
    long[] initial() {
        long[] s = layout.blank();
        if (quarantineLevels > 0) {
            tables.quarantine(s, tables.table.size() - scope.get(IommuSettings.TABLES));
        }
        root.set(s, 0, tables.allocate(s, firstLevels));
        levels.set(s, 0, firstLevels);
        for (int d = 0; d < device.size(); d++) {
            boolean guests = d < scope.get(IommuSettings.ASSIGNED);
            assigned.set(s, d, guests ? 1 : 0);
            if (guests) {
                dte.set(s, d, 1, root.get(s, 0), firstLevels, GUEST);
            } else if (quarantineLevels > 0) {
                dte.set(s, d, 1, tables.quarantineRoot(), quarantineLevels, QUARANTINE);
            }
        }
        return s;
    }

    /** Whether a device is the guest's. */
    boolean isGuests(long[] s, int d) {
        return assigned.is(s, d);
    }

    /** Where a device's DMA to a dfn ends now: by the IOMMU's copy of its entry, or by the entry; a target. */
    int translation(long[] s, int dev, int d) {
        Entry entry = copy.valid.get(s, dev) == UNCACHED ? dte : copy;
        if (!entry.translates(s, dev)) {
            return offLetsThrough ? tables.other() : IoPageTables.FAULT;
        }
        int id = entry.id.get(s, dev);
        return iotlb.has(s, id, d)
                ? iotlb.target(s, id, d)
                : tables.walk(s, entry.root.get(s, dev), entry.mode.get(s, dev), d);
    }

    private Entry entry(Layout.Builder b, String name, int states, IntFunction<String> text, int ids) {
        return new Entry(
                b.number(name, states, text, device),
                b.number(name + ".root", tables.torn() + (apart ? 1 : 0), tables::rootText, device),
                b.number(name + ".mode", IoPageTables.MOST_LEVELS + 1, Integer::toString, device),
                b.number(name + ".id", ids, IommuFields::domain, device));
    }

    private static String domain(int id) {
        return id == GUEST ? "guest" : "quarantine";
    }

    private static String holder(int v) {
        return v == 0 ? "free" : "cpu " + (v - 1);
    }

    private static String tableText(int v) {
        return v == 0 ? "none" : "table " + (v - 1);
    }

    private static String opText(int v) {
        return v == MAP ? "map" : v == UNMAP ? "unmap" : v == REASSIGN ? "reassign" : "none";
    }
}
