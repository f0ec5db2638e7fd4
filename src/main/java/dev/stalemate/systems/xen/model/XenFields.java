package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Field;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Part;
import dev.stalemate.model.Scope;
import dev.stalemate.model.SeesAddresses;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.FollowedData;
import dev.stalemate.paging.MsrValues.Kind;
import dev.stalemate.paging.MtrrFields;
import dev.stalemate.systems.xen.leaf.Mapping;
import dev.stalemate.systems.xen.model.XenSettings.Exits;
import dev.stalemate.systems.xen.model.XenSettings.Iommu;
import dev.stalemate.systems.xen.model.XenSettings.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What a state says of one domain, as fields of a layout. */
final class XenFields {
    /** {@link #domain}: not created yet, without an IOMMU, with one. */
    static final int UNBORN = 0;

    static final int WITHOUT_IOMMU = 1;
    static final int WITH_IOMMU = 2;

    /** {@link #cd}: set while the domain had an IOMMU, and a device or I/O resources. Xen does nothing about it otherwise, then or later. */
    static final int NOTICED = 2;

    /** Variable ranges that a guest has where any register can be written. */
    static final int PAIRS = 8;

    final Scope scope;
    /** The guest's MAXPHYADDR. */
    final int maxPhyAddr;
    /** Whether guests write any legal value to any MTRR and the PAT. */
    final boolean wide;
    /** Whether hvm_load restores any register to any legal value, one after another. */
    final boolean restoresAny;

    final Acts acts;
    final Index vcpu;
    final Index gfn;
    final Index iomemRange;
    final Index ioportRange;
    final IntField domain;
    final IntField devices;
    final IntField iomem;
    final IntField ioport;
    /** The types that ranges can be pinned to. */
    final List<MemType> pinTypes;

    /** 0, or 1 + a type of {@link #pinTypes} + their number times the range of {@link XenActions} that is pinned to it. */
    final IntField pin;

    final IntField stopped;
    /** CR0.CD: clear, set, or {@link #NOTICED}. */
    final IntField cd;

    final MtrrFields mtrrs;
    final PackedTables tables;
    final List<PageKind> kinds;
    final GuestFrames frames;
    /** 0, or 1 + the gfn of an exit that Xen has not dealt with. */
    final IntField pending;

    final IntField spurious;
    final IntField crashed;
    final IntField exits;
    final IntField flushes;
    final IntField recomputed;
    final IntField splits;
    /** Entries that the guest's last step has made Xen look at. */
    final IntField work;

    final FollowedData data;

    final Tally allExits;
    final Tally allFlushes;
    final Tally allRecomputed;
    final Tally allSplits;
    /** What guests write to which MSR. */
    final SortedMap<Integer, long[]> written;
    /** What a save record holds, in the order in which it is loaded: the default type last. */
    final Saved[] saved;

    private final SortedMap<Integer, long[]> restored;
    private final boolean fixedIommu;

    /**
     * A register in a save record.
     *
     * @param msr its number
     * @param value its only value; an array, so that a proof can take it for any legal one
     */
    @SuppressWarnings("ArrayRecordComponent") // the array itself is what a proof takes for any
    record Saved(int msr, long[] value) {}

    /** Declares the fields, with names that start with a prefix. */
    XenFields(Layout.Builder b, String prefix, Scope scope) {
        this(b, prefix, scope, saved(scope));
    }

    /** The same, for a domain that is restored from a save record that others may be restored from, too. */
    XenFields(Layout.Builder b, String prefix, Scope scope, Saved[] saved) {
        this.saved = saved;
        this.scope = scope;
        acts = b.acts();
        int levels = scope.get(XenSettings.LEVELS);
        int bits = scope.get(XenSettings.BITS);
        vcpu = Index.of("vcpu", scope.get(XenSettings.VCPUS));
        b.lane(vcpu)
                .actor(
                        "toolstack",
                        "create",
                        "start",
                        "map",
                        "unmap",
                        "pin",
                        "unpin",
                        "assign-device",
                        "take-device-back")
                .actor("toolstack", "permit-iomem", "deny-iomem", "permit-ioport", "deny-ioport");
        gfn = new Index("gfn", 1 << (levels * bits), i -> "0x" + Integer.toHexString(i));
        b.place(gfn);
        iomemRange = Index.of("range", Math.max(1, scope.get(XenSettings.IOMEM)));
        ioportRange = Index.of("range", Math.max(1, scope.get(XenSettings.IOPORT)));
        maxPhyAddr = scope.get(XenSettings.MAXPHYADDR);
        written = scope.get(XenSettings.WRMSR).values();
        restored = restored(scope);
        wide = scope.get(XenSettings.WRMSR).kind() == Kind.WIDE;
        restoresAny = restoresAny(scope);
        Iommu iommu = scope.get(XenSettings.IOMMU);
        fixedIommu = iommu != Iommu.ANY;
        domain = b.number(prefix + "domain", fixedIommu ? 1 : 3, XenFields::domainText);
        devices = b.number(prefix + "devices", scope.get(XenSettings.DEVICES) + 1, Integer::toString);
        iomem = b.number(prefix + "iomem", scope.get(XenSettings.IOMEM) > 0 ? 2 : 1, Integer::toString, iomemRange);
        ioport = b.number(prefix + "ioport", scope.get(XenSettings.IOPORT) > 0 ? 2 : 1, Integer::toString, ioportRange);
        pinTypes = scope.get(XenSettings.PIN_TYPES);
        pin = b.number(prefix + "pinned", scope.get(XenSettings.PINS) ? 1 + 2 * pinTypes.size() : 1, this::pinText);
        stopped = b.number(prefix + "not-started", scope.get(XenSettings.START) ? 2 : 1, Integer::toString);
        cd = b.number(prefix + "cr0.cd", scope.get(XenSettings.CD) ? 3 : 1, XenFields::cdText, vcpu);
        SortedMap<Integer, long[]> initial = scope.get(XenSettings.INIT).values();
        checkValues(initial);
        checkValues(written);
        checkValues(restored);
        mtrrs = new MtrrFields(b, prefix + "msr.", msr -> values(msr), maxPhyAddr, pairs(initial), vcpu);
        kinds = kinds(scope);
        tables = new PackedTables(
                b,
                prefix,
                levels,
                bits,
                kinds,
                scope.get(XenSettings.MEMORY) == Memory.LARGE,
                scope.get(XenSettings.OWNERS));
        boolean interleaved = scope.get(XenSettings.EXITS) == Exits.INTERLEAVED;
        pending = b.number(prefix + "exit", interleaved ? gfn.size() + 1 : 1, this::pendingText, vcpu);
        spurious = b.number(prefix + "spurious-misconfig", interleaved ? 2 : 1, Integer::toString, vcpu);
        crashed = b.number(prefix + "crashed", interleaved ? 2 : 1, Integer::toString);
        int most = scope.get(XenSettings.COUNT) + 1;
        exits = b.number(prefix + "exits", most, Integer::toString);
        flushes = b.number(prefix + "cache-flushes", most, Integer::toString);
        recomputed = b.number(prefix + "recomputed", most, Integer::toString);
        splits = b.number(prefix + "splits", most, Integer::toString);
        work = b.number(prefix + "work", scope.get(XenSettings.WORK) + 1, Integer::toString);
        b.unseen(exits, flushes, recomputed, splits, work);
        data = new FollowedData(b, XenSettings.hasData(scope), gfn);
        boolean costs = scope.get(XenSettings.COSTS);
        allExits = new Tally(b, prefix + "misconfiguration exits", costs);
        allFlushes = new Tally(b, prefix + "cache flushes", costs);
        allRecomputed = new Tally(b, prefix + "leaves recomputed", costs);
        allSplits = new Tally(b, prefix + "large leaves split", costs);
        frames = new GuestFrames(b, scope, vcpu, gfn, kinds.contains(PageKind.FOREIGN));
    }

    /** Whether hvm_load restores any register to any legal value. */
    @SeesAddresses("it looks at the kind alone")
    static boolean restoresAny(Scope scope) {
        return scope.get(XenSettings.RESTORE).kind() == Kind.WIDE;
    }

    @SeesAddresses("they are checked; and they are among a register's values, where these are not any")
    private static SortedMap<Integer, long[]> restored(Scope scope) {
        return scope.get(XenSettings.RESTORE).values();
    }

    /** What a save record of a scope holds. */
    @SeesAddresses("it makes the arrays")
    static Saved[] saved(Scope scope) {
        return scope.get(XenSettings.RESTORE).values().entrySet().stream()
                .map(entry -> new Saved(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(register -> register.msr == MtrrMsr.DEF_TYPE))
                .toArray(Saved[]::new);
    }

    /** All that a design can read, once the layout is built. */
    Part readable(Layout layout) {
        List<Field> read = new ArrayList<>(List.of(domain, devices, iomem, ioport, pin, stopped, cd));
        read.addAll(mtrrs.all());
        return new Part(layout, read);
    }

    /** What is counted, where the scope counts. */
    List<Figure> figures() {
        if (scope.get(XenSettings.COSTS)) {
            return Stream.of(allExits, allFlushes, allRecomputed, allSplits)
                    .flatMap(tally -> tally.figures().stream())
                    .toList();
        }
        if (exits.bound() == 1) {
            return List.of();
        }
        return List.of(
                most("misconfiguration exits, at most", exits),
                most("cache flushes, at most", flushes),
                most("leaves recomputed, at most", recomputed),
                most("large leaves split, at most", splits));
    }

    private static Figure most(String name, IntField counter) {
        return new Figure(name, Figure.Kind.MAXIMUM, s -> counter.get(s, 0));
    }

    private static String domainText(int value) {
        return value == UNBORN ? "none" : value == WITH_IOMMU ? "with an IOMMU" : "without an IOMMU";
    }

    private String pendingText(int value) {
        return value == 0 ? "none" : "gfn " + gfn.text(value - 1);
    }

    private static String cdText(int value) {
        return value == NOTICED ? "1" : value == 0 ? "0" : "1, unnoticed";
    }

    private String pinText(int value) {
        if (value == 0) {
            return "nothing";
        }
        return ((value - 1) / pinTypes.size() == 0 ? "the first frame, " : "every frame, ")
                + pinTypes.get((value - 1) % pinTypes.size());
    }

    /** The range that is pinned, or -1. */
    int pinnedRange(long[] state) {
        int value = pin.get(state, 0);
        return value == 0 ? -1 : (value - 1) / pinTypes.size();
    }

    /** The type that it is pinned to, if one is. */
    MemType pinnedType(long[] state) {
        return pinTypes.get((pin.get(state, 0) - 1) % pinTypes.size());
    }

    /** The pinned type of 2^order frames from a gfn on: see {@link Mapping#pinned}. */
    int pinned(long[] state, long first, int order) {
        int pinned = pinnedRange(state);
        int last = pinned == 0 ? 0 : gfn.size() - 1;
        if (pinned < 0 || first > last) {
            return Mapping.NOT_PINNED;
        }
        return first + (1L << order) - 1 <= last ? pinnedType(state).code() : Mapping.PARTLY_PINNED;
    }

    private static List<PageKind> kinds(Scope scope) {
        List<PageKind> kinds = new ArrayList<>(scope.get(XenSettings.MAPS));
        if (scope.get(XenSettings.MEMORY) != Memory.NONE && !kinds.contains(PageKind.RAM)) {
            kinds.add(PageKind.RAM);
        }
        return List.copyOf(kinds);
    }

    /** Whether the domain exists. */
    boolean created(long[] state) {
        return fixedIommu || domain.get(state, 0) != UNBORN;
    }

    /** Whether it has an IOMMU. */
    boolean iommu(long[] state) {
        return fixedIommu ? scope.get(XenSettings.IOMMU) == Iommu.YES : domain.get(state, 0) == WITH_IOMMU;
    }

    /** Registers as they are at the start. */
    void initial(long[] state) {
        stopped.set(state, 0, stopped.bound() - 1);
        frames.start(state);
        for (int msr : mtrrs.msrs()) {
            for (int v = 0; v < vcpu.size(); v++) {
                mtrrs.field(msr).set(state, v, start(msr));
            }
        }
    }

    /** What an MSR has at the start. */
    long start(int msr) {
        long[] initial = scope.get(XenSettings.INIT).values().get(msr);
        return initial == null ? msr == Pat.MSR ? Pat.RESET : 0 : initial[0];
    }

    /** The values that an MSR can have; empty where it can have any. */
    private long[] values(int msr) {
        long[] none = {};
        if (wide || restoresAny) {
            return none;
        }
        long[] start = {start(msr)};
        LongStream others = LongStream.concat(
                LongStream.of(written.getOrDefault(msr, none)), LongStream.of(restored.getOrDefault(msr, none)));
        return LongStream.concat(LongStream.of(start), others).distinct().toArray();
    }

    private int pairs(SortedMap<Integer, long[]> initial) {
        if (wide || restoresAny) {
            return PAIRS;
        }
        SortedMap<Integer, long[]> all = new TreeMap<>(initial);
        all.putAll(written);
        all.putAll(restored);
        return all.keySet().stream()
                .filter(msr -> MtrrMsr.isVariable(msr, PAIRS))
                .mapToInt(msr -> MtrrMsr.pair(msr) + 1)
                .max()
                .orElse(0);
    }

    private void checkValues(SortedMap<Integer, long[]> values) {
        values.forEach((msr, of) -> {
            for (long value : of) {
                if (!MtrrMsr.accepts(msr, value, maxPhyAddr, PAIRS)) {
                    throw new IllegalArgumentException("WRMSR 0x" + Integer.toHexString(msr) + " of 0x"
                            + Long.toHexString(value) + " is #GP with a MAXPHYADDR of " + maxPhyAddr);
                }
            }
        });
    }
}
