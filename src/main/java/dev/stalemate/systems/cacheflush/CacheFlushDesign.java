package dev.stalemate.systems.cacheflush;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** What a hypervisor flushes and when, and with which type it accesses pages of guests: Xen's designs, fix by fix, KVM's, and others. */
final class CacheFlushDesign extends ChosenDesign<CacheFlushDesign> {
    /** Whose caches a flush of all that they have is made in. */
    enum Caches {
        NONE,
        THIS_CPU,
        /** Those of this CPU, and of those that are noted because the vCPU has come to run there. */
        NOTED_CPUS,
        EVERY_CPU
    }

    /** The memory type of Xen's own mapping of a page. */
    enum Directmap {
        /** WB. */
        WB,
        /** The type of the mapping that the guest has made last. */
        LATEST
    }

    /** When a page that is allocated is flushed to RAM. */
    enum ToRam {
        NEVER,
        BEFORE_SCRUB,
        AFTER_SCRUB
    }

    /** Whose code it is: whose functions are told, which scopes and which of the settings it has. */
    enum Code {
        XEN("hypercall instruction directmap flushes-tables flushes-freed fences to-ram invalidates flushes-top"
                + " flushes-at-on"),
        KVM("instruction stays-noted forgets-late at-move"),
        KVM_ARM("to-ram invalidates flushes-at-on flushes-taken");

        private final ImmutableSet<String> settings;

        Code(String settings) {
            this.settings = ImmutableSet.copyOf(settings.split(" "));
        }
    }

    private static final Settings WAYS = new Settings();
    static final Setting<Code> CODE =
            WAYS.choice("code", Code.class, Code.XEN, "whose code it is: Xen's, KVM's on x86, or KVM's on Arm");
    static final Setting<Caches> HYPERCALL =
            WAYS.choice("hypercall", Caches.class, Caches.EVERY_CPU, "whose caches MMUEXT_FLUSH_CACHE flushes");
    static final Setting<Caches> INSTRUCTION =
            WAYS.choice("instruction", Caches.class, Caches.EVERY_CPU, "whose caches a WBINVD of the guest flushes");
    static final Setting<Boolean> STAYS_NOTED =
            WAYS.flag("stays-noted", false, "whether the CPU where the vCPU runs stays noted when caches are flushed");
    static final Setting<Boolean> FORGETS_LATE = WAYS.flag(
            "forgets-late",
            false,
            "whether the vCPU can come to another CPU between a flush and that CPUs are forgotten");
    static final Setting<Boolean> AT_MOVE = WAYS.flag(
            "at-move", false, "whether the cache of a CPU is flushed when the vCPU comes from there to another one");
    static final Setting<Directmap> DIRECTMAP = WAYS.choice(
            "directmap",
            Directmap.class,
            Directmap.WB,
            "the type of Xen's own mapping of a page: WB, or that of the guest's latest mapping");
    static final Setting<Boolean> FLUSHES_TABLES = WAYS.flag(
            "flushes-tables",
            true,
            "whether a page that was mapped WC is flushed before it is validated as a page table");
    static final Setting<Boolean> FLUSHES_FREED =
            WAYS.flag("flushes-freed", true, "whether a page that was mapped WC is flushed before it is freed");
    static final Setting<Boolean> FENCES =
            WAYS.flag("fences", true, "whether MFENCE is around CLFLUSH, on CPUs where nothing else orders it");
    static final Setting<ToRam> TO_RAM = WAYS.choice(
            "to-ram",
            ToRam.class,
            ToRam.AFTER_SCRUB,
            "on Arm, when a page that is allocated is flushed to RAM: never, before or after it is scrubbed");
    static final Setting<Boolean> INVALIDATES = WAYS.flag(
            "invalidates",
            true,
            "on Arm, whether that flush also invalidates lines, instead of only writing them back");
    static final Setting<Boolean> FLUSHES_TOP = WAYS.flag(
            "flushes-top", true, "on Arm, whether that flush works where Xen's mapping ends at the top of addresses");

    static final Setting<Boolean> FLUSHES_TAKEN = WAYS.flag(
            "flushes-taken",
            true,
            "on Arm, whether a page that the host takes from a guest is flushed before it is read");
    static final Setting<Boolean> FLUSHES_AT_ON = WAYS.flag(
            "flushes-at-on", false, "on Arm, whether a guest's page is flushed when the guest turns its caches on");

    static final ChosenDesigns<CacheFlushDesign> ALL =
            new ChosenDesigns<>(CacheFlushDesign.class, CacheFlushDesign::new, WAYS);

    static final CacheFlushDesign FLUSHES_EVERY_CPU = ALL.design(
            "flushes-every-cpu",
            "since bbaea9878b and b0f8bf8605 (Xen 4.21, and 4.19.3 and 4.20.1): a guest's flush is made on all CPUs");
    static final CacheFlushDesign INSTRUCTION_ONE_CPU = FLUSHES_EVERY_CPU
            .as(
                    "instruction-one-cpu",
                    "bbaea9878b without b0f8bf8605 (Xen 4.18.5): a WBINVD that Xen emulates flushes one CPU")
            .with(INSTRUCTION, Caches.THIS_CPU);
    static final CacheFlushDesign FLUSHES_ONE_CPU = INSTRUCTION_ONE_CPU
            .as(
                    "flushes-one-cpu",
                    "9a216e92de to bbaea9878b (Xen 4.18 to 4.20): a guest's flush is made on the CPU where it runs")
            .with(HYPERCALL, Caches.THIS_CPU);
    static final CacheFlushDesign SKIPS_TOP = FLUSHES_ONE_CPU
            .as(
                    "skips-top",
                    "c1c9cae3a9 to 9a216e92de (Xen 4.17): on 32-bit Arm the page that is mapped last is not flushed")
            .with(FLUSHES_TOP, false);
    static final CacheFlushDesign DIRECTMAP_FOLLOWS = SKIPS_TOP
            .as(
                    "directmap-follows",
                    "3b1cc15f19 to ae09597da3 (Xen 4.15 and 4.16): Xen's own mapping has the type of the guest's latest")
            .with(DIRECTMAP, Directmap.LATEST)
            .with(FLUSHES_TABLES, false)
            .with(FLUSHES_FREED, false)
            .with(FENCES, false);
    static final CacheFlushDesign FLUSHED_UNSCRUBBED = DIRECTMAP_FOLLOWS
            .as(
                    "flushed-unscrubbed",
                    "307c3be3cc to 3b1cc15f19 (Xen 4.10 to 4.14): on Arm a page is flushed to RAM before it is scrubbed")
            .with(TO_RAM, ToRam.BEFORE_SCRUB);

    static final CacheFlushDesign UNTRACKED = SKIPS_TOP
            .as("untracked", "ae09597da3 alone: Xen's own mapping is WB, and nothing is flushed")
            .with(FLUSHES_TABLES, false)
            .with(FLUSHES_FREED, false)
            .with(FENCES, false);
    static final CacheFlushDesign ONLY_TABLES = SKIPS_TOP
            .as("only-tables", "c1c9cae3a9 without the flush of a page that is freed")
            .with(FLUSHES_FREED, false);
    static final CacheFlushDesign FOLLOWS_AND_FLUSHES = SKIPS_TOP
            .as(
                    "follows-and-flushes",
                    "c1c9cae3a9 without ae09597da3: pages are flushed, and Xen's own mapping follows")
            .with(DIRECTMAP, Directmap.LATEST);
    static final CacheFlushDesign UNFENCED = SKIPS_TOP
            .as("unfenced", "c1c9cae3a9 without 062868a5a8: nothing orders CLFLUSH")
            .with(FENCES, false);
    static final CacheFlushDesign ONLY_CLEANS = FLUSHES_ONE_CPU
            .as(
                    "only-cleans",
                    "9617d5f9c1 (Xen 4.16.0-rc1): a page that is allocated is written back to RAM, and lines stay valid")
            .with(INVALIDATES, false);

    static final CacheFlushDesign KVM_IGNORES = FLUSHES_EVERY_CPU
            .as("kvm-ignores", "KVM up to f5f48ee15c2e (Linux 2.6.35): a WBINVD of the guest does nothing")
            .with(CODE, Code.KVM)
            .with(INSTRUCTION, Caches.NONE);
    static final CacheFlushDesign KVM_NOTED = FLUSHES_EVERY_CPU
            .as(
                    "kvm-noted",
                    "KVM since f5f48ee15c2e: a WBINVD flushes CPUs where the vCPU has come to run since the last one")
            .with(CODE, Code.KVM)
            .with(INSTRUCTION, Caches.NOTED_CPUS);
    static final CacheFlushDesign KVM_STAYS_NOTED = KVM_NOTED
            .as("kvm-stays-noted", "kvm-noted, and the CPU where the vCPU runs stays noted after the flush")
            .with(STAYS_NOTED, true);
    static final CacheFlushDesign KVM_FORGETS_LATE = KVM_STAYS_NOTED
            .as(
                    "kvm-forgets-late",
                    "kvm-stays-noted, where the vCPU can be preempted between the flush and that the others are forgotten")
            .with(FORGETS_LATE, true);
    static final CacheFlushDesign KVM_AT_MOVE = FLUSHES_EVERY_CPU
            .as(
                    "kvm-at-move",
                    "KVM since f5f48ee15c2e on CPUs without exits for WBINVD: a CPU that the vCPU leaves is flushed, too")
            .with(CODE, Code.KVM)
            .with(INSTRUCTION, Caches.THIS_CPU)
            .with(AT_MOVE, true);

    static final CacheFlushDesign KVM_ARM = FLUSHES_EVERY_CPU
            .as(
                    "kvm-arm",
                    "KVM on Arm since 363ef89f8e9b: pages are flushed when a guest turns its caches on, and when the host takes them")
            .with(CODE, Code.KVM_ARM)
            .with(FLUSHES_AT_ON, true);
    static final CacheFlushDesign KVM_ARM_TAKES_UNFLUSHED = KVM_ARM.as(
                    "kvm-arm-takes-unflushed",
                    "9d218a1fcf4c to 363ef89f8e9b (Linux 3.15 to 3.19): nothing is flushed when the host takes a page")
            .with(FLUSHES_TAKEN, false);

    final Code code = get(CODE);
    final Caches hypercall = get(HYPERCALL);
    final Caches instruction = get(INSTRUCTION);
    final boolean staysNoted = get(STAYS_NOTED);
    final boolean forgetsLate = get(FORGETS_LATE);
    final boolean atMove = get(AT_MOVE);
    final boolean directmapFollows = get(DIRECTMAP) == Directmap.LATEST;
    final boolean flushesTables = get(FLUSHES_TABLES);
    final boolean flushesFreed = get(FLUSHES_FREED);
    final boolean fences = get(FENCES);
    final ToRam toRam = get(TO_RAM);
    final boolean invalidates = get(INVALIDATES);
    final boolean flushesTop = get(FLUSHES_TOP);
    final boolean flushesAtOn = get(FLUSHES_AT_ON);
    final boolean flushesTaken = get(FLUSHES_TAKEN);

    private CacheFlushDesign(Choice<CacheFlushDesign> choice) {
        super(choice);
        for (Setting<?> way : WAYS.all()) {
            boolean counts = way.equals(CODE) || code.settings.contains(way.name());
            if (!counts && !text(way).equals(way.initial())) {
                throw new IllegalArgumentException(
                        "design setting " + way.name() + ": a design with code=" + text(CODE) + " does not have it");
            }
        }
    }

    /** The function that emulates WBINVD. */
    String wbinvd() {
        return code == Code.KVM ? "kvm_emulate_wbinvd()" : "cache_op()";
    }

    /** The function that writes zeroes to a page of Arm's before it gets another owner. */
    String scrub() {
        return code == Code.KVM_ARM ? "clear_user_highpage()" : "scrub_one_page()";
    }

    /** The function that flushes that page to RAM, or would. */
    String flushToRam() {
        return code == Code.KVM_ARM ? "coherent_cache_guest_page()" : "flush_page_to_ram()";
    }

    /** The function that calls it. */
    String allocate() {
        return code == Code.KVM_ARM ? "user_mem_abort()" : "alloc_heap_pages()";
    }

    /** Whether it notes the CPUs where a vCPU comes to run. */
    boolean notes() {
        return instruction == Caches.NOTED_CPUS || hypercall == Caches.NOTED_CPUS;
    }

    /** Whether it notes which pages were mapped WC. */
    boolean tracks() {
        return flushesTables || flushesFreed;
    }
}
