package dev.stalemate.systems.encrypted;

import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;

/** When KVM flushes caches of an encrypted guest's pages, and on which CPUs: Linux by fix, proposals, and what goes wrong without a part. */
final class EncryptedDesign extends ChosenDesign<EncryptedDesign> {
    /** Where in an invalidation by the host caches are flushed. */
    enum AtInvalidate {
        /** Nowhere. */
        NEVER,
        /** Before the page's entries are zapped. */
        BEFORE_ZAP,
        /** After that, before TLBs are flushed. */
        BEFORE_TLB_FLUSH,
        /** After both. */
        AFTER_TLB_FLUSH
    }

    /** Whose caches are flushed. */
    enum Whose {
        /** Those of all CPUs. */
        ALL,
        /** Those of the CPUs on which the guest has run, by a mask. */
        HAVE_RUN,
        /** Those of the CPU that asks. */
        THIS
    }

    /** When a CPU is added to the mask. */
    enum Records {
        /** Before each VMRUN. */
        AT_RUN,
        /** Before a VMRUN, unless the guest was the last one to run on that CPU. */
        AT_ARRIVAL,
        /** As a vCPU is loaded, before any number of VMRUNs. */
        AT_LOAD,
        /** After each #VMEXIT. */
        AFTER_EXIT
    }

    /** What a move of the guest to another VM does about the CPUs on which it has run. */
    enum AtMove {
        /** Nothing: the new VM's mask is empty. */
        NOTHING,
        /** The mask is copied. */
        COPIES,
        /** Caches are flushed once the old VM is no encrypted guest any more. */
        FLUSHES_LATE,
        /** Caches are flushed first. */
        FLUSHES_FIRST
    }

    /** Whether the page with a vCPU's encrypted registers is flushed before it is freed. */
    enum Vmsa {
        /** It isn't on CPUs that keep aliases coherent. */
        UNLESS_COHERENT,
        /** It is. */
        ALWAYS
    }

    private static final Settings WAYS = new Settings();
    static final Setting<AtInvalidate> AT_INVALIDATE = WAYS.choice(
            "at-invalidate",
            AtInvalidate.class,
            AtInvalidate.AFTER_TLB_FLUSH,
            "where in an invalidation by the host caches are flushed: nowhere, before the zap, before the flush of TLBs, or after it");
    static final Setting<Boolean> AT_SLOT =
            WAYS.flag("at-slot", true, "whether caches are flushed as a memory slot is deleted");
    static final Setting<Boolean> AT_RELEASE =
            WAYS.flag("at-release", true, "whether caches are flushed as the process lets its address space go");
    static final Setting<Boolean> AT_UNREGISTER =
            WAYS.flag("at-unregister", true, "whether caches are flushed before a registered page is unpinned");
    static final Setting<Boolean> AT_DESTROY = WAYS.flag(
            "at-destroy",
            true,
            "whether caches are flushed as a VM that is no mirror is destroyed, before its pages are unpinned");
    static final Setting<Whose> WHOSE = WAYS.choice(
            "whose",
            Whose.class,
            Whose.ALL,
            "whose caches are flushed: all CPUs', those of CPUs on which the guest has run, or this CPU's");
    static final Setting<Records> RECORDS = WAYS.choice(
            "records",
            Records.class,
            Records.AT_RUN,
            "when a CPU is added to the mask: before each VMRUN, before one on arrival, as the vCPU is loaded, or after each exit");
    static final Setting<Boolean> CLEARS =
            WAYS.flag("clears", false, "whether CPUs are removed from the mask as they are about to be flushed");
    static final Setting<Boolean> INVALIDATES = WAYS.flag(
            "invalidates",
            true,
            "whether a flush also empties the caches (WBINVD), and does not only write back (WBNOINVD)");
    static final Setting<AtMove> AT_MOVE = WAYS.choice(
            "at-move",
            AtMove.class,
            AtMove.NOTHING,
            "what a move of the guest to another VM does: nothing, copies the mask, or flushes, late or first");
    static final Setting<Vmsa> VMSA = WAYS.choice(
            "vmsa",
            Vmsa.class,
            Vmsa.ALWAYS,
            "whether the page with a vCPU's registers is flushed before it is freed: always, or only where aliases are not coherent");
    static final Setting<Boolean> GMEM =
            WAYS.flag("gmem", true, "whether a page of guest_memfd is flushed before it is freed");

    static final ChosenDesigns<EncryptedDesign> ALL =
            new ChosenDesigns<>(EncryptedDesign.class, EncryptedDesign::new, WAYS);

    static final EncryptedDesign LINUX_5_17 = ALL.design(
                    "linux-5.17",
                    "Linux 5.11 to 5.17: caches are flushed before registered pages are unpinned, and as a VM is destroyed")
            .with(AT_INVALIDATE, AtInvalidate.NEVER)
            .with(AT_SLOT, false)
            .with(AT_RELEASE, false)
            .with(VMSA, Vmsa.UNLESS_COHERENT);
    static final EncryptedDesign VMSA_FLUSHED = LINUX_5_17
            .as("vmsa-flushed", "d45829b351ee (2022) alone: the page of a vCPU's registers is always flushed")
            .with(VMSA, Vmsa.ALWAYS);
    static final EncryptedDesign LINUX_5_18 = ALL.design(
            "linux-5.18", "Linux 5.18 to 6.16: all CPUs flush whenever memory leaves the guest (683412ccf612, 2022)");
    static final EncryptedDesign NOT_AT_SLOT = LINUX_5_18
            .as("not-at-slot", "as linux-5.18, but the deletion of a slot flushes nothing")
            .with(AT_SLOT, false);
    static final EncryptedDesign NOT_AT_RELEASE = LINUX_5_18
            .as("not-at-release", "as linux-5.18, but the end of the process flushes nothing")
            .with(AT_RELEASE, false);
    static final EncryptedDesign BEFORE_ZAP = LINUX_5_18
            .as("before-zap", "as linux-5.18, but an invalidation flushes before it zaps")
            .with(AT_INVALIDATE, AtInvalidate.BEFORE_ZAP);
    static final EncryptedDesign BEFORE_TLB_FLUSH = LINUX_5_18
            .as("before-tlb-flush", "as linux-5.18, but an invalidation flushes caches before it flushes TLBs")
            .with(AT_INVALIDATE, AtInvalidate.BEFORE_TLB_FLUSH);
    static final EncryptedDesign THIS_CPU = LINUX_5_18
            .as("this-cpu", "as linux-5.18, but only the CPU that asks flushes")
            .with(WHOSE, Whose.THIS);

    static final EncryptedDesign LINUX_6_17 = LINUX_5_18
            .as("linux-6.17", "Linux 6.17 to 7.2: the CPUs on which the guest has run write back (d6581b6f2e26, 2025)")
            .with(AT_DESTROY, false)
            .with(WHOSE, Whose.HAVE_RUN)
            .with(INVALIDATES, false);
    static final EncryptedDesign MOVE_COPIES = LINUX_6_17
            .as("move-copies", "as linux-6.17, but a move copies the mask")
            .with(AT_MOVE, AtMove.COPIES);
    static final EncryptedDesign MOVE_FLUSHES_LATE = LINUX_6_17
            .as(
                    "move-flushes-late",
                    "93de2a6a4b91 (2026): a move flushes for the old VM, which is no encrypted guest any more then")
            .with(AT_MOVE, AtMove.FLUSHES_LATE);
    static final EncryptedDesign MOVE_FLUSHES_FIRST = LINUX_6_17
            .as("move-flushes-first", "973ea70393e8 (2026): a move flushes for the old VM first")
            .with(AT_MOVE, AtMove.FLUSHES_FIRST);

    static final EncryptedDesign CLEARS_AT_ARRIVAL = LINUX_5_18
            .as(
                    "clears-mask-v3",
                    "a proposal of March 2024: a CPU is recorded as a vCPU arrives there, and forgotten as it is about to flush")
            .with(WHOSE, Whose.HAVE_RUN)
            .with(RECORDS, Records.AT_ARRIVAL)
            .with(CLEARS, true);
    static final EncryptedDesign CLEARS_AT_RUN = CLEARS_AT_ARRIVAL
            .as("clears-mask", "as clears-mask-v3, but a CPU is recorded before each VMRUN")
            .with(RECORDS, Records.AT_RUN);
    static final EncryptedDesign AT_LOAD = LINUX_6_17
            .as(
                    "records-at-load",
                    "a proposal of April 2024: a CPU is recorded as a vCPU is loaded, and never forgotten")
            .with(RECORDS, Records.AT_LOAD);
    static final EncryptedDesign AFTER_EXIT = LINUX_6_17
            .as("records-after-exit", "as linux-6.17, but a CPU is recorded after the exit")
            .with(RECORDS, Records.AFTER_EXIT);
    static final EncryptedDesign GMEM_UNFLUSHED = LINUX_6_17
            .as("gmem-unflushed", "as linux-6.17, but a page of guest_memfd is not flushed before it is freed")
            .with(GMEM, false);

    final AtInvalidate atInvalidate = get(AT_INVALIDATE);
    final boolean atSlot = get(AT_SLOT);
    final boolean atRelease = get(AT_RELEASE);
    final boolean atUnregister = get(AT_UNREGISTER);
    final boolean atDestroy = get(AT_DESTROY);
    final Whose whose = get(WHOSE);
    final Records records = get(RECORDS);
    final boolean clears = get(CLEARS);
    final boolean invalidates = get(INVALIDATES);
    final AtMove atMove = get(AT_MOVE);
    final Vmsa vmsa = get(VMSA);
    final boolean gmem = get(GMEM);

    private EncryptedDesign(Choice<EncryptedDesign> choice) {
        super(choice);
    }
}
