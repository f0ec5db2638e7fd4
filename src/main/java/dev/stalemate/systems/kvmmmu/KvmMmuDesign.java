package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** What is owed and checked under the MMU lock: Linux by fix, and what goes wrong without one of their parts. */
final class KvmMmuDesign extends ChosenDesign<KvmMmuDesign> {
    /** Which flush a zap makes before it gives the lock up on its way. */
    enum AtYield {
        /** The one that is owed for all that it has zapped. */
        OWED,
        /** The one that is owed for what it has zapped in the present root. */
        OWED_FOR_ROOT,
        /** None. */
        NONE
    }

    /** When a fault finds out that its root has died. */
    enum RootCheck {
        /** As it installs, under the lock. */
        UNDER_LOCK,
        /** As it looks its page up. */
        BEFORE_LOCK,
        /** Never. */
        NEVER
    }

    /** How a fault finds out that the host has invalidated something since it looked its page up. */
    enum SeqCheck {
        /** The counter is what it was. */
        FULL,
        /** The counter is what it was, as a signed number of one bit less, extended to the full width. */
        TRUNCATED,
        /** It doesn't. */
        NEVER
    }

    private static final Settings WAYS = new Settings();
    static final Setting<AtYield> AT_YIELD = WAYS.choice(
            "at-yield", AtYield.class, AtYield.OWED, "which flush a zap makes before it gives the lock up in between");
    static final Setting<Boolean> HEEDS_ANSWER =
            WAYS.flag("heeds-answer", true, "whether the recovery of large pages flushes if its zap asks for it");
    static final Setting<RootCheck> ROOT_CHECK = WAYS.choice(
            "root-check", RootCheck.class, RootCheck.UNDER_LOCK, "when a fault checks that its root is not dead");
    static final Setting<SeqCheck> SEQ_CHECK = WAYS.choice(
            "seq-check",
            SeqCheck.class,
            SeqCheck.FULL,
            "how a fault compares the counter of invalidations: as a whole, truncated to a signed number, or never");

    static final ChosenDesigns<KvmMmuDesign> ALL = new ChosenDesigns<>(KvmMmuDesign.class, KvmMmuDesign::new, WAYS);

    static final KvmMmuDesign LINUX_6_3 = ALL.design(
            "linux-6.3",
            "Linux 6.3 on, and 6.1.50: no flush is owed when the lock is given up, and a fault checks its root and "
                    + "the whole counter under the lock");
    static final KvmMmuDesign FORGETS_EARLIER_ROOTS = ALL.design(
                    "forgets-earlier-roots",
                    "up to a835429cda (2021, Linux 5.12, 5.11.14 and 5.10.30): a zap begins each root with no flush owed")
            .with(AT_YIELD, AtYield.OWED_FOR_ROOT);
    static final KvmMmuDesign YIELDS_UNFLUSHED = ALL.design(
                    "yields-unflushed", "as linux-6.3, but a zap gives the lock up without a flush")
            .with(AT_YIELD, AtYield.NONE);
    static final KvmMmuDesign DROPS_ANSWER = ALL.design(
                    "drops-answer",
                    "up to 048f49809c (2021, Linux 5.12, 5.11.14 and 5.10.30): the recovery of large pages ignores it if its "
                            + "zap asks for a flush")
            .with(HEEDS_ANSWER, false);
    static final KvmMmuDesign IGNORES_DEAD_ROOTS = ALL.design(
                    "ignores-dead-roots",
                    "up to a955cad84c (2021), Linux 5.12 to 5.15 and 5.10.30: a fault checks the counter, but not its root")
            .with(ROOT_CHECK, RootCheck.NEVER);
    static final KvmMmuDesign CHECKS_ROOT_EARLY = ALL.design(
                    "checks-root-early", "as linux-6.3, but a fault checks its root before it takes the lock")
            .with(ROOT_CHECK, RootCheck.BEFORE_LOCK);
    static final KvmMmuDesign TRUNCATES_COUNTER = ALL.design(
                    "truncates-counter",
                    "a955cad84c (2021), Linux 5.16 to 6.2, of 6.1 up to 6.1.49: a fault checks its root, and passes the counter on as an int")
            .with(SEQ_CHECK, SeqCheck.TRUNCATED);
    static final KvmMmuDesign IGNORES_COUNTER = ALL.design(
                    "ignores-counter", "as linux-6.3, but a fault does not check the counter")
            .with(SEQ_CHECK, SeqCheck.NEVER);

    final AtYield atYield = get(AT_YIELD);
    final boolean heedsAnswer = get(HEEDS_ANSWER);
    final RootCheck rootCheck = get(ROOT_CHECK);
    final SeqCheck seqCheck = get(SEQ_CHECK);

    /** Whether it is of Linux 5.10 and 5.11, or up to 5.15: the functions have other names there. */
    private final boolean upTo511 = atYield == AtYield.OWED_FOR_ROOT || !heedsAnswer;

    private final boolean upTo515 = upTo511 || rootCheck == RootCheck.NEVER;

    private KvmMmuDesign(Choice<KvmMmuDesign> choice) {
        super(choice);
    }

    /** The function that begins a fault. */
    String fault() {
        return upTo515 || seqCheck == SeqCheck.TRUNCATED ? "direct_page_fault()" : "kvm_tdp_mmu_page_fault()";
    }

    /** The one that looks the host's page up. */
    String lookUp() {
        return upTo515 ? "try_async_pf()" : "kvm_faultin_pfn()";
    }

    /** The one that checks, under the lock, whether a fault is late. */
    String lateCheck() {
        return upTo515 ? "direct_page_fault()" : "is_page_fault_stale()";
    }

    /** The one that zaps the leaves of a root, and gives the lock up in between. */
    String zap() {
        return upTo515 ? "zap_gfn_range()" : "tdp_mmu_zap_leafs()";
    }

    /** The one that zaps all roots. */
    String zapOfRoots() {
        return upTo515 ? "kvm_tdp_mmu_zap_gfn_range()" : "kvm_tdp_mmu_zap_leafs()";
    }

    /** The one that sweeps a dead root. */
    String sweep() {
        return upTo511 ? "kvm_tdp_mmu_zap_all()" : "kvm_tdp_mmu_zap_invalidated_roots()";
    }

    /** The one that recovers large pages. */
    String recover() {
        return upTo515 || seqCheck == SeqCheck.TRUNCATED ? "kvm_recover_nx_lpages()" : "kvm_recover_nx_huge_pages()";
    }

    /** The one that frees a table page. */
    String free() {
        return upTo511 ? "__handle_changed_spte()" : "tdp_mmu_free_sp()";
    }
}
