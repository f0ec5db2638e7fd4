package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.paging.MsrValues;
import java.util.Arrays;
import java.util.List;

/** The settings of Xen's scopes. */
public final class XenSettings {
    /** Whether the domain has an IOMMU: is_iommu_enabled(d). */
    enum Iommu {
        NO,
        YES,
        /** The toolstack decides as it creates the domain. */
        ANY
    }

    /** What is mapped at the start. */
    enum Memory {
        NONE,
        /** RAM in leaves of the last level. */
        SMALL,
        /** RAM in leaves of the level above. */
        LARGE
    }

    /** Whether frames have data, and when a device that doesn't snoop accesses them. */
    enum Data {
        /** They have none: only types are looked at. */
        OFF,
        /** They have, and such a device accesses them while the domain has an IOMMU, or I/O memory or ports. */
        LINES,
        /** They have, and such a device accesses them at any time: nobody told Xen of it. */
        UNTOLD
    }

    /** Which changes of types flush caches, beside those by the guest, which always do. */
    enum Flushed {
        /** All. */
        ALWAYS,
        /** Those for which the design does it. */
        BY_XEN
    }

    /** How often hypercalls are made. */
    enum Calls {
        /** Any number of times. */
        FREE,
        /** Each with its arguments once at most. */
        ONCE,
        /** The same: in one order on a first domain, and in another on a second. */
        ORDERS
    }

    /** Whether an exit and what Xen does about it are one step. */
    enum Exits {
        ATOMIC,
        /** Others may act in between. */
        INTERLEAVED
    }

    public static final Settings ALL = new Settings();
    public static final Setting<Integer> VCPUS = ALL.counted("vCPU").number("vcpus", 1, 4, 1, "vCPUs");
    public static final Setting<Integer> LEVELS =
            ALL.told("%s levels of EPT tables").number("levels", 2, 4, 2, "levels of EPT tables");
    static final Setting<Integer> BITS =
            ALL.told("%s address bits a level").number("bits", 1, 3, 1, "a table has 2^bits entries");
    static final Setting<Long> BASE = ALL.told("first frame at %s")
            .parsed("base", "0x100000", "the address of the first frame", XenSettings::base);
    static final Setting<MsrValues> WRMSR = ALL.told(msrs -> inWords("guests write ", msrs))
            .parsed(
                    "wrmsr",
                    "none",
                    "what guests write: none, values such as 2ff:0/806+200:100000, or wide (anything legal to any MTRR and the PAT)",
                    XenSettings::listed);
    static final Setting<MsrValues> INIT = ALL.told(init -> "MTRRs start as " + MsrValues.words(init))
            .parsed(
                    "init",
                    "2ff:806",
                    "MSRs at the start; all others have their values after reset",
                    MsrValues::parseOne);
    static final Setting<MsrValues> RESTORE = ALL.told(msrs -> inWords("hvm_load can restore ", msrs))
            .parsed(
                    "restore",
                    "none",
                    "what hvm_load restores, such as 2ff:800+200:100000, or wide: any register to anything legal, one after another",
                    XenSettings::restored);
    static final Setting<Integer> MAXPHYADDR =
            ALL.told("MAXPHYADDR %s").number("maxphyaddr", 36, 52, 36, "the guest's MAXPHYADDR");
    static final Setting<Iommu> IOMMU = ALL.told(iommu -> switch (iommu) {
                case "yes" -> "an IOMMU";
                case "any" -> "an IOMMU or none";
                default -> "";
            })
            .choice("iommu", Iommu.class, Iommu.NO, "whether the domain is created with an IOMMU");
    static final Setting<Boolean> ANY_TYPE = ALL.told("types other than WB are allowed")
            .flag("any-type", false, "whether the creation flag of X4 is set: types other than WB are allowed");
    static final Setting<Integer> DEVICES = ALL.told("%s", "device")
            .number("devices", 0, 2, 0, "devices that can be passed through, where there is an IOMMU");
    static final Setting<Integer> IOMEM =
            ALL.told("%s", "iomem range").number("iomem", 0, 3, 0, "iomem ranges that can be permitted");
    static final Setting<Integer> IOPORT =
            ALL.told("%s", "ioport range").number("ioport", 0, 2, 0, "ioport ranges that can be permitted");
    static final Setting<Boolean> REVOKE = ALL.told("what was granted is taken back")
            .flag("revoke", false, "whether ranges and devices are taken back, pages unmapped, and pins undone");
    static final Setting<Memory> MEMORY = ALL.told(memory -> switch (memory) {
                case "none" -> "no RAM at the start";
                case "large" -> "RAM in large leaves";
                default -> "";
            })
            .choice("memory", Memory.class, Memory.SMALL, "RAM at the start");
    static final Setting<List<PageKind>> MAPS = ALL.told("%s can be mapped")
            .parsed(
                    "maps",
                    "none",
                    "pages that can be mapped, to the first frame: none, or ram, grant-table, mmio, mmio-ro, grant, foreign, joined by +",
                    XenSettings::kinds);
    static final Setting<Boolean> ANYWHERE = ALL.told("the toolstack maps anywhere, for any vCPU")
            .flag(
                    "anywhere",
                    false,
                    "whether the toolstack maps at any gfn, typed by any vCPU's MTRRs, and not at the first by vCPU 0's alone: more than Xen"
                            + " does, so that gfns and vCPUs are alike");
    static final Setting<Boolean> PINS = ALL.told("ranges can be pinned")
            .flag("pins", false, "whether the first frame, or all of them, can be pinned");
    static final Setting<List<MemType>> PIN_TYPES = ALL.told(
                    types -> types.equals("WT") ? "" : "pinned to " + types.replace("/", " or "))
            .parsed(
                    "pin-types",
                    "WT",
                    "the types that ranges are pinned to: of UC, UC-, WC, WT, WP and WB, one or more, such as UC/WT",
                    XenSettings::types);
    static final Setting<Boolean> TOUCH =
            ALL.told("guests touch nothing").flag("touch", true, "whether guests touch what is marked");
    static final Setting<Exits> EXITS = ALL.told("others act during an exit")
            .choice(
                    "exits",
                    Exits.class,
                    Exits.ATOMIC,
                    "whether others act between a misconfiguration exit and its end");
    static final Setting<Boolean> CLEANS = ALL.told("guests clean their caches")
            .flag("cleans", false, "whether guests clean their caches: by WBINVD, or on Arm by set and way");
    static final Setting<Boolean> OWNERS = ALL.told("frames have owners")
            .flag(
                    "owners",
                    false,
                    "whether frames have owners: pages that are removed are freed, and go to another guest");
    static final Setting<Boolean> SCARCE = ALL.told("there may be no memory for a table")
            .flag("scarce", false, "whether there may be no memory to split a large leaf, of which a page is removed");
    static final Setting<Boolean> POD = ALL.told("pages are populated on demand")
            .flag(
                    "pod",
                    false,
                    "whether zeroed pages are swept into a cache for populate on demand, and freed from there");
    static final Setting<Boolean> LOOK_UPS = ALL.told("hypercalls look pages up")
            .flag("look-ups", false, "whether a hypercall of each vCPU looks a page up, references it and uses it");
    static final Setting<Boolean> CD =
            ALL.told("guests change CR0.CD").flag("cd", false, "whether guests change CR0.CD");
    static final Setting<Integer> PAT_INDEX = ALL.told("PTEs select PAT entry %s")
            .number("pat-index", 0, 7, 0, "the PAT entry that the guest's PTEs select");
    static final Setting<Data> DATA = ALL.told(data -> switch (data) {
                case "lines" -> "data in caches and in RAM";
                case "untold" -> "data in caches and in RAM, and a device that Xen was not told of";
                default -> "";
            })
            .choice(
                    "data",
                    Data.class,
                    Data.OFF,
                    "whether the data of a frame are followed, in caches and in RAM: a device that doesn't snoop accesses them while the domain"
                            + " has an IOMMU, or I/O memory or ports (lines), or at any time (untold)");
    static final Setting<Flushed> FLUSHED = ALL.told("only the guest and Xen's own code flush caches")
            .choice(
                    "flushed",
                    Flushed.class,
                    Flushed.ALWAYS,
                    "with data=lines, whether each change by the toolstack flushes caches, or only what the design flushes");
    static final Setting<Boolean> START = ALL.told("the domain is started once restored")
            .flag("start", false, "whether the domain is to be started, and restored only before that");
    static final Setting<Calls> CALLS = ALL.told(calls -> switch (calls) {
                case "once" -> "each hypercall is made once at most";
                case "orders" -> "hypercalls in two orders on two domains";
                default -> "";
            })
            .choice("calls", Calls.class, Calls.FREE, "how often hypercalls are made");
    static final Setting<Integer> COUNT = ALL.told("costs counted up to %s")
            .number(
                    "count",
                    0,
                    1000,
                    0,
                    "up to which number misconfiguration exits, cache flushes, recomputed leaves and splits are counted");
    static final Setting<Integer> WORK = ALL.told("work of a step counted up to %s")
            .number(
                    "work",
                    0,
                    1000,
                    0,
                    "up to which number the entries are counted that one step of a guest makes Xen look at");
    static final Setting<Boolean> COSTS = ALL.told("costs are counted")
            .flag("costs", false, "whether exits, cache flushes, recomputed leaves and splits are counted along a run");
    static final Setting<Integer> LIMIT = ALL.told("limit %s")
            .number("limit", 0, 1000, 0, "what exits-within-limit, flushes-within-limit and work-within-limit allow");

    private XenSettings() {}

    /** The guest's MAXPHYADDR, in bits. */
    public static int maxPhyAddr(Scope scope) {
        return scope.get(MAXPHYADDR);
    }

    /** Whether the data of a frame are followed. */
    public static boolean hasData(Scope scope) {
        return scope.get(DATA) != Data.OFF;
    }

    private static String inWords(String verb, String msrs) {
        return switch (MsrValues.parse(msrs).kind()) {
            case WIDE -> verb + "anything legal";
            case LISTED -> verb + MsrValues.words(msrs);
            case NONE, FRAMES -> "";
        };
    }

    private static MsrValues listed(String text) {
        MsrValues values = MsrValues.parse(text);
        if (values.kind() == MsrValues.Kind.FRAMES) {
            throw new IllegalArgumentException(
                    "'" + text + "' is neither none nor wide nor a list of MSRs with their values");
        }
        return values;
    }

    private static MsrValues restored(String text) {
        return text.equals("wide") ? MsrValues.parse(text) : MsrValues.parseOne(text);
    }

    private static Long base(String text) {
        long base = MsrValues.hex(text);
        if (base < 0 || base >>> 35 != 0 || base % 0x10000 != 0) {
            throw new IllegalArgumentException("'" + text + "' is no multiple of 64 KiB below 32 GiB");
        }
        return base;
    }

    private static List<PageKind> kinds(String text) {
        return text.equals("none")
                ? List.of()
                : Arrays.stream(text.split("\\+", -1))
                        .map(PageKind::named)
                        .distinct()
                        .toList();
    }

    private static List<MemType> types(String text) {
        return Arrays.stream(text.split("/", -1))
                .map(XenSettings::type)
                .distinct()
                .toList();
    }

    private static MemType type(String text) {
        MemType type = MemType.named(text);
        if (type == null) {
            throw new IllegalArgumentException("'" + text + "' is no memory type");
        }
        return type;
    }
}
