package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.text.Amounts;
import java.util.Arrays;
import java.util.List;

/** The settings of KVM's scopes: how large the machine is, what guests and the host may do, and what is explored. */
final class KvmSettings {
    /** How guests update MTRRs. */
    enum Guest {
        /** In any order. */
        FREE,
        /**
         * As SDM 11.11.8 says: all vCPUs meet, each sets CD, clears E, writes, sets E, clears CD, and all meet again with the same
         * MTRRs.
         */
        SDM,
        /** The same, one vCPU after the other, as Linux does it under set_atomicity_lock (mtrr/generic.c). */
        LINUX
    }

    /** How guests write variable-range MTRRs. */
    enum Ranges {
        /** As they write other MTRRs. */
        ANY,
        /**
         * On a vCPU with CR0.CD=0 and E=1 a valid range stays where it is, whether it is switched on or off or gets another type. All guests do so
         * that update MTRRs as SDM 11.11.8 says.
         */
        UNMOVED
    }

    /** When vCPUs touch memory. */
    enum Touch {
        /** At any moment. */
        ANY,
        /** Not while MTRRs are updated: from the first vCPU's CD=1 to the last one's CD=0. */
        OUTSIDE,
        /**
         * The code that updates MTRRs is fetched at any moment; other frames are touched as with OUTSIDE. Code is in every frame whose type
         * is WB whenever E=1, for all values of the scope.
         */
        CODE
    }

    /** Whether devices come and go. */
    enum Hotplug {
        /** They stay as they are at the start. */
        OFF,
        /** They do, and no memory slot changes with them. */
        BARE,
        /**
         * They do, and their BARs are memory slots: one that goes zaps everything (kvm_mmu_zap_all_fast()), one that is added zaps nothing
         * (kvm_set_memslot() flushes for KVM_MR_DELETE and KVM_MR_MOVE alone).
         */
        SLOTS,
        /** They do, and each time another memory slot is deleted or moved, which zaps everything. */
        SLOTS_MOVED
    }

    /** What a vCPU that comes on line has in its MTRRs. */
    enum Online {
        /** What it had: INIT leaves them as they are. */
        AS_IT_WAS,
        /** It goes through the procedure alone to get those of the others, as Linux guests do (mtrr_ap_init()). */
        REPROGRAMMED
    }

    /** When a vCPU that starts parked begins to run: INIT and SIPI are one step. */
    enum Sipi {
        /** It stays parked. */
        NEVER,
        /** At any moment, or never. */
        LATER,
        /** Before the start: it runs from the start on, with CR0.CD=1. */
        CAME
    }

    /** How much of a page fault is one step. */
    enum Faults {
        /** All of it. */
        WHOLE,
        /**
         * What it looks at without the MMU lock, reading the count of invalidations, and what it does under the lock are a step each;
         * so are counting a device and the zap that follows.
         */
        STEPS
    }

    /** Whether dirty pages are logged, as at the start of a live migration, and when large leaves are split for that. */
    enum DirtyLog {
        /** They are not. */
        OFF,
        /** As logging starts (kvm.eager_page_split=Y, the default since 5.18). */
        EAGER,
        /** When a page is written: until then large leaves are write-protected. */
        LAZY
    }

    /** Whether frames have data, and when a device that doesn't snoop accesses them. */
    enum Data {
        /** They have none: only types are looked at. */
        OFF,
        /** They have, and such a device accesses them while KVM counts one. */
        LINES,
        /** They have, and such a device accesses them at any time: KVM was not told of it. */
        UNTOLD
    }

    /** What is done with caches as a device that doesn't snoop comes or goes. */
    enum HandedOver {
        /** The host writes them back and invalidates them. */
        FLUSHED,
        /** Nothing, as in Linux up to 6.19. */
        AS_IS
    }

    /** The value of {@link #REPLACES} where nothing is compared. */
    static final String NOTHING = "none";

    static final Settings ALL = new Settings();

    static final Setting<Integer> VCPUS = ALL.counted("vCPU").number("vcpus", 1, 8, 2, "vCPUs");
    static final Setting<List<Long>> FRAMES = ALL.told(KvmSettings::framesInWords)
            .parsed(
                    "frames",
                    "2",
                    "guest frames: a number (one under each fixed-range MTRR), or addresses such as 0x0+0x80000",
                    KvmSettings::frames);
    static final Setting<MsrValues> WRMSR = ALL.told(KvmSettings::writesInWords)
            .parsed(
                    "wrmsr",
                    "frames",
                    "what guests write: frames (E with FE, and each frame's fixed MTRR, UC or WB), wide (anything legal to any MTRR and the"
                            + " PAT), none, or values such as 2ff:0/c06+250:0/606060606060606",
                    MsrValues::parse);
    static final Setting<MsrValues> INIT = ALL.told(
                    init -> init.equals(NOTHING) ? "MTRRs start off" : "MTRRs start as " + MsrValues.words(init))
            .parsed(
                    "init",
                    "none",
                    "MSRs at the start, such as 2ff:c06+277:7040600070406; all others have their values after reset",
                    MsrValues::parseOne);
    static final Setting<Integer> MAXPHYADDR =
            ALL.told("MAXPHYADDR %s").number("maxphyaddr", 32, 52, 36, "the guest's MAXPHYADDR");
    static final Setting<Boolean> MTRRS =
            ALL.told("no MTRRs").flag("mtrrs", true, "whether the guest's CPUID has MTRRs");
    static final Setting<Boolean> CD =
            ALL.told("CR0.CD stays clear").flag("cd", true, "whether guests set CR0.CD, and clear it again");
    static final Setting<Guest> GUEST =
            ALL.told(KvmSettings::guestInWords).choice("guest", Guest.class, Guest.FREE, "how guests update MTRRs");
    static final Setting<Ranges> RANGES = ALL.told(
                    ranges -> ranges.equals("unmoved") ? "no valid range moves with CD=0 and E=1" : "")
            .choice(
                    "ranges",
                    Ranges.class,
                    Ranges.ANY,
                    "how guests write variable-range MTRRs: any way, or unmoved: with CR0.CD=0 and E=1 no valid range gets other addresses");
    static final Setting<Touch> TOUCH =
            ALL.told(KvmSettings::touchInWords).choice("touch", Touch.class, Touch.ANY, "when vCPUs touch memory");
    static final Setting<Hotplug> HOTPLUG = ALL.told(KvmSettings::hotplugInWords)
            .choice("hotplug", Hotplug.class, Hotplug.OFF, "whether devices come and go");
    static final Setting<Integer> DEVICES = ALL.told(KvmSettings::devicesInWords)
            .number(
                    "devices",
                    0,
                    3,
                    1,
                    "devices with non-coherent DMA: how many there are, or with hotplug how many at most");
    static final Setting<Boolean> OFFLINE =
            ALL.told("vCPUs go off line and on line").flag("offline", false, "whether vCPUs go off line and on line");
    static final Setting<Online> ONLINE = ALL.told("a vCPU that comes on line is reprogrammed")
            .choice(
                    "online",
                    Online.class,
                    Online.AS_IT_WAS,
                    "which MTRRs a vCPU has when it comes on line, with guest=sdm or guest=linux");
    static final Setting<Integer> PARKED = ALL.told("%s parked at first", "vCPU")
            .number(
                    "parked",
                    0,
                    7,
                    0,
                    "how many vCPUs, the last ones, start as they are after reset: parked, CR0.CD=1, MTRRs 0 and disabled, "
                            + "whatever init says");
    static final Setting<Sipi> SIPI = ALL.told(sipi -> switch (sipi) {
                case "never" -> "parked vCPUs never run";
                case "came" -> "parked vCPUs run from the start";
                default -> "";
            })
            .choice("sipi", Sipi.class, Sipi.LATER, "when a parked vCPU begins to run, with CR0.CD=1");
    static final Setting<Boolean> DISABLE_QUIRK = ALL.told("IGNORE_GUEST_PAT may be disabled")
            .flag(
                    "disable-quirk",
                    false,
                    "whether the host's user may disable IGNORE_GUEST_PAT at run time, if the design has that quirk (only on CPUs with self-snoop)");
    static final Setting<Integer> MMIO =
            ALL.told("%s of MMIO", "frame").number("mmio", 0, 16, 0, "how many frames, the last ones, are host MMIO");
    static final Setting<List<String>> MEMORY = ALL.told(RealFrames::memoryInWords)
            .parsed(
                    "memory",
                    "ram",
                    "what each frame really is, in their order: ram, bar or vga, each with what is not as usual there, such as ram-wc (as the"
                            + " host maps it), ram-reserved, ram-unmanaged (no struct page), bar-unlisted (e820) and bar-mtrr.wb; the rest is ram",
                    text -> RealFrames.words(text, HostPage::parse));
    static final Setting<List<String>> USED_BY = ALL.told(RealFrames::usersInWords)
            .parsed(
                    "used-by",
                    RealFrames.UNKNOWN,
                    "which device really uses each frame, in their order, whether or not KVM was told: nobody, snooping, non-snooping, or any"
                            + " (devices begin and end to use it); the rest is nobody. Default: unknown, that is, not said",
                    RealFrames::users);
    static final Setting<List<String>> SLOTS = ALL.told(RealFrames::slotsInWords)
            .parsed(
                    "slots",
                    "plain",
                    "what the VMM tells KVM of the memory slot of each frame, in their order: plain, or non-coherent"
                            + " (KVM_MEM_NON_COHERENT_DMA, which no release has); the rest is plain",
                    RealFrames::slots);
    static final Setting<Boolean> LARGE = ALL.told("the host splits and merges a 2 MiB page")
            .flag("large", false, "whether the host backs 2 MiB with one page, and splits and merges it");
    static final Setting<Faults> FAULTS = ALL.told(
                    faults -> faults.equals("steps") ? "page faults go step by step" : "")
            .choice(
                    "faults",
                    Faults.class,
                    Faults.WHOLE,
                    "whether a page fault is one step, or three between which others act; in steps, a device is counted"
                            + " and its zap made in two steps");
    static final Setting<DirtyLog> DIRTY_LOG = ALL.told(log -> switch (log) {
                case "eager" -> "dirty pages are logged, and large leaves split at once";
                case "lazy" -> "dirty pages are logged, and large leaves split when they are written";
                default -> "";
            })
            .choice(
                    "dirty-log",
                    DirtyLog.class,
                    DirtyLog.OFF,
                    "whether the VMM starts and stops logging dirty pages, with large=on; eager splits large leaves as"
                            + " logging starts, lazy at the first write");
    static final Setting<Data> DATA = ALL.told(data -> switch (data) {
                case "lines" -> "data in caches and in RAM";
                case "untold" -> "data in caches and in RAM, and a device that KVM was not told of";
                default -> "";
            })
            .choice(
                    "data",
                    Data.class,
                    Data.OFF,
                    "whether the data of a frame are followed, in caches and in RAM: a device that doesn't snoop accesses them while KVM"
                            + " counts one (lines), or at any time (untold), unless used-by says who uses frames");
    static final Setting<HandedOver> HANDED_OVER = ALL.told("memory is handed to devices as it is")
            .choice(
                    "handed-over",
                    HandedOver.class,
                    HandedOver.FLUSHED,
                    "whether the host writes caches back as a device that doesn't snoop comes or goes, with data=lines");
    static final Setting<Boolean> P2M = ALL.told("frames are unmapped and reused")
            .flag("p2m", false, "whether frames are unmapped, freed and reused, with TLBs");
    static final Setting<List<Integer>> PAT_INDEX = ALL.told("PTEs select PAT entries %s")
            .parsed("pat-index", "0", "PAT entries that the guest's PTEs select, such as 0+3", KvmSettings::patIndexes);
    static final Setting<Boolean> ZAPS = ALL.told("zaps are counted for each update")
            .flag("zaps", false, "whether zaps are counted for each round of MTRR updates");
    static final Setting<Boolean> COSTS = ALL.told("costs are counted")
            .flag("costs", false, "whether zaps, and leaves that are built, are counted along a run");
    static final Setting<String> EXPECT_ZAP = ALL.told(ZapRanges::inWords)
            .parsed(
                    "expect-zap",
                    "none",
                    "what clearing CR0.CD should zap: ranges such as 0xa0000-0xfffff+0x80000000-0xffffffff, or what-differs: at least every"
                            + " frame that would get another leaf without CD",
                    ZapRanges::expected);

    static final Setting<String> REPLACES = ALL.told("beside %s")
            .parsed(
                    "replaces",
                    NOTHING,
                    "a design that runs beside the checked one and gets the same events, so that their leaves can be "
                            + "compared; or none",
                    text -> text);

    private static final int MOST_FRAMES = 16;

    /** Where n frames are if a scope only says how many: the first page of each fixed-range MTRR, from the lowest on. */
    private static final long[] STANDARD = {
        0x0, 0x80000, 0xA0000, 0xC0000, 0xC8000, 0xD0000, 0xD8000, 0xE0000, 0xE8000, 0xF0000, 0xF8000
    };

    private KvmSettings() {}

    private static String framesInWords(String frames) {
        return isCount(frames) ? Amounts.count(Long.parseLong(frames), "frame") : Settings.listed("frame", frames);
    }

    private static String writesInWords(String writes) {
        return switch (MsrValues.parse(writes).kind()) {
            case FRAMES -> "";
            case NONE -> "no register is written";
            case WIDE -> "any legal value is written";
            case LISTED -> "guests write " + MsrValues.words(writes);
        };
    }

    private static String guestInWords(String guest) {
        return switch (guest) {
            case "sdm" -> "guest by the SDM";
            case "linux" -> "guest like Linux";
            default -> "";
        };
    }

    private static String touchInWords(String touch) {
        return switch (touch) {
            case "outside" -> "memory is touched outside of updates only";
            case "code" -> "code is fetched during updates";
            default -> "";
        };
    }

    private static String hotplugInWords(String hotplug) {
        return switch (hotplug) {
            case "bare" -> "devices come and go without a memory slot";
            case "slots" -> "devices come and go with their memory slots";
            case "slots-moved" -> "devices come and go, and another slot moves with them";
            default -> "";
        };
    }

    /** How many are there, or at most with hotplug: told always, because a guest's types count only with one. */
    private static String devicesInWords(String devices) {
        return (devices.equals("0") ? "no device" : Amounts.count(Long.parseLong(devices), "device"))
                + " with non-coherent DMA";
    }

    /** Whether a scope says how many frames there are, but not which. */
    static boolean countsFrames(Scope scope) {
        return isCount(scope.text(FRAMES));
    }

    private static boolean isCount(String frames) {
        return frames.matches("[0-9]{1,3}");
    }

    private static List<Long> frames(String text) {
        List<Long> frames;
        if (isCount(text)) {
            int n = Integer.parseInt(text);
            if (n < 1 || n > STANDARD.length) {
                throw new IllegalArgumentException(
                        n + " is not within 1 to " + STANDARD.length + "; name addresses for more");
            }
            frames = Arrays.stream(STANDARD).limit(n).boxed().toList();
        } else {
            frames = Arrays.stream(text.split("\\+", -1))
                    .map(KvmSettings::frame)
                    .distinct()
                    .toList();
        }
        if (frames.size() > MOST_FRAMES) {
            throw new IllegalArgumentException("at most " + MOST_FRAMES + " frames");
        }
        return frames;
    }

    private static long frame(String text) {
        long gpa = MsrValues.hex(text);
        if (gpa < 0 || gpa >>> 52 != 0 || (gpa & 0xFFF) != 0) {
            throw new IllegalArgumentException("'" + text + "' is not the address of a page below 2^52");
        }
        return gpa;
    }

    private static List<Integer> patIndexes(String text) {
        if (!text.matches("[0-7](\\+[0-7])*")) {
            throw new IllegalArgumentException("'" + text + "' is not PAT entries such as 0+3");
        }
        return Arrays.stream(text.split("\\+")).map(Integer::valueOf).distinct().toList();
    }

    /** The fixed-range MTRR over an address below 1 MiB, as an MSR number. */
    static int fixedMsr(long gpa) {
        return MtrrMsr.fixed(FixedRanges.field(gpa) / 8);
    }
}
