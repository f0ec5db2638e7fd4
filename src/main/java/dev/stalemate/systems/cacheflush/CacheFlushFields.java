package dev.stalemate.systems.cacheflush;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.CacheDraft.Checks;
import dev.stalemate.paging.CacheLines;
import dev.stalemate.systems.cacheflush.CacheFlushDesign.Code;
import dev.stalemate.systems.cacheflush.CacheFlushSettings.Alias;
import dev.stalemate.systems.cacheflush.CacheFlushSettings.FlushBy;
import dev.stalemate.systems.cacheflush.CacheFlushSettings.Page;
import java.util.Locale;

/** The state as a layout: a page's line in caches and in RAM, whose it is and what it is used as, and how it is mapped. */
final class CacheFlushFields {
    /** The only page. */
    static final int PAGE = 0;

    /** Data: what the first owner has left, or is harmless as a page-table entry; what it writes, or would let it reach any memory. */
    static final int OLD = 0;

    static final int NEW = 1;
    static final int ZEROES = 2;
    static final int OTHERS = 3;

    /** Owners. */
    static final int GUEST = 0;

    static final int NOBODY = 1;
    static final int OTHER = 2;
    static final int HOST = 3;

    /** What the page is used as. */
    static final int WRITABLE = 0;

    static final int BEING_VALIDATED = 1;
    static final int TABLE = 2;

    /** With whom the guest shares it. */
    static final int WITH_CPUS = 0;

    static final int FLUSHED = 1;
    static final int WITH_DEVICE = 2;

    private static final String[] OWNERS = {"guest", "nobody", "other guest", "host"};
    private static final String[] USES = {"writable", "being validated", "page table"};
    private static final String[] SHARED = {"written by CPUs", "flushed", "written by the device"};

    final Layout layout;
    final Scope scope;
    /** What the page is: one of these. */
    final boolean device;

    final boolean tables;
    final boolean arm;
    /** Whether the host takes it from the other guest. */
    final boolean takes;

    final Index cpu;
    final CacheLines lines;
    /** The type of the guest's mapping that is not WB; WB if the scope has none. */
    final MemType alias;
    /** The CPU where the guest's vCPU runs. */
    final IntField runsOn;

    /** CPUs that are noted because the vCPU has come to run there (KVM's wbinvd_dirty_mask). */
    final IntField noted;
    /** Where the flush was made after which CPUs are still to be forgotten: none, or 1 + that CPU. */
    final IntField forgetting;

    final IntField owner;
    final IntField use;
    /** Whether the guest has a mapping of type {@link #alias}. */
    final IntField aliased;
    /** Whether Xen's own mapping has that type, too. */
    final IntField followed;
    /** PGT_non_coherent. */
    final IntField marked;

    final IntField shared;
    /** How the guest flushes caches. */
    final FlushBy flushBy;
    /** What a CPU or a device has written last, in the order of the guest's program. */
    final IntField last;
    /** Whether the other guest has turned its caches on. */
    final IntField cachesOn;

    CacheFlushFields(Scope scope, CacheFlushDesign design) {
        Page page = page(scope, design.code);
        flushBy = flushBy(scope, design.code);
        check(scope, page);
        check(scope, page, design.code);
        this.scope = scope;
        arm = page == Page.ARM_RAM;
        tables = page == Page.PAGE_TABLE;
        device = page == Page.DMA_BUFFER;
        takes = scope.get(CacheFlushSettings.TAKES);
        boolean frees = arm || scope.get(CacheFlushSettings.FREES);
        boolean selfSnoop = scope.get(CacheFlushSettings.SELF_SNOOP);
        alias = switch (scope.get(CacheFlushSettings.ALIAS)) {
            case NONE -> MemType.WB;
            case UC -> MemType.UC;
            case WC -> MemType.WC;
        };
        cpu = Index.of("cpu", scope.get(CacheFlushSettings.CPUS));
        Layout.Builder b = new Layout.Builder().lane(cpu);
        if (device) {
            b.interchangeable(cpu); // elsewhere the vCPU stays where it is
        }
        int values = arm ? 4 : 2;
        lines = CacheLines.of(cpu, Index.of("mfn", 1), values, this::dataText)
                .checking(arm ? Checks.NOTHING : selfSnoop ? Checks.UC_AND_WC : Checks.UC)
                .lateFlushes(scope.get(CacheFlushSettings.LATE_CLFLUSH))
                .declare(b);
        runsOn = b.number("runs-on", cpu.size(), cpu::text);
        b.told(runsOn, Notation.of(cpu)).called(runsOn, "CPU of the vCPU");
        noted = b.part(device && design.notes()).flag("noted", cpu);
        forgetting = b.part(device && design.notes() && design.forgetsLate)
                .number("flushed-on", 1 + cpu.size(), c -> c == 0 ? "none" : "cpu " + (c - 1));
        if (device) {
            b.reference(runsOn, cpu, 0).reference(forgetting, cpu, 1);
        }
        owner = b.number("owner", takes ? OWNERS.length : frees ? HOST : 1, v -> OWNERS[v]);
        use = b.number("use", tables ? USES.length : 1, v -> USES[v]);
        boolean aliases = alias != MemType.WB;
        aliased = b.part(aliases).flag("alias");
        b.called(aliased, alias + " mapping of the guest");
        followed = b.part(aliases && design.directmapFollows).flag("directmap");
        b.called(followed, alias + " mapping of Xen's own");
        marked = b.part(alias == MemType.WC && !selfSnoop && design.tracks()).flag("non-coherent");
        shared = b.number("shared", device ? SHARED.length : 1, v -> SHARED[v]);
        last = b.number("written-last", device || arm ? values : 1, this::dataText);
        cachesOn = b.part(arm && !takes).flag("caches-on");
        if (aliases) {
            b.actor("guest", actionOfAlias("map"), actionOfAlias("write"), actionOfAlias("unmap"));
        }
        b.actor("guest", "move", "write", "map-wb", "promote", "demote", "flush-caches", "free")
                .actor(design.code == Code.XEN ? "Xen" : "host", "validate", "allocate", "forget-cpus")
                .actor("device", "device-writes")
                .actor("other guest", "other-writes", "turn-caches-on")
                .actor("host", "take-page");
        layout = b.build();
    }

    private static void check(Scope scope, Page page) {
        boolean aliases = scope.get(CacheFlushSettings.ALIAS) != Alias.NONE;
        refuse(
                scope.get(CacheFlushSettings.FLUSH_BY) == FlushBy.INSTRUCTION && page != Page.DMA_BUFFER,
                "flush-by",
                "the guest flushes caches with page=dma-buffer alone");
        refuse(aliases && page != Page.PAGE_TABLE, "alias", "Xen cares about it with page=page-table alone");
        refuse(
                scope.get(CacheFlushSettings.SELF_SNOOP) && !aliases,
                "self-snoop",
                "with alias=none no access goes around the caches");
        refuse(
                scope.get(CacheFlushSettings.LATE_CLFLUSH) && !aliases,
                "late-clflush",
                "with alias=none Xen does not use CLFLUSH");
        refuse(
                scope.get(CacheFlushSettings.FREES) && page != Page.PAGE_TABLE,
                "frees",
                "it is for page=page-table; with page=arm-ram the page can always be freed");
        refuse(scope.get(CacheFlushSettings.TOP) && page != Page.ARM_RAM, "top", "it is about Arm, with page=arm-ram");
        refuse(
                scope.get(CacheFlushSettings.TAKES) && page != Page.ARM_RAM,
                "takes",
                "it is about Arm, with page=arm-ram");
    }

    /** What the page is: if the scope changes nothing of it, what the design's code has. */
    private static Page page(Scope scope, Code code) {
        boolean isSaid = scope.changes().containsKey(CacheFlushSettings.PAGE.name());
        return code == Code.KVM_ARM && !isSaid ? Page.ARM_RAM : scope.get(CacheFlushSettings.PAGE);
    }

    /** The same of how the guest flushes caches. */
    private static FlushBy flushBy(Scope scope, Code code) {
        boolean isSaid = scope.changes().containsKey(CacheFlushSettings.FLUSH_BY.name());
        return code == Code.KVM && !isSaid ? FlushBy.INSTRUCTION : scope.get(CacheFlushSettings.FLUSH_BY);
    }

    /** What the page is, and what is done with it, is another hypervisor's. */
    private void check(Scope scope, Page page, Code code) {
        switch (code) {
            case XEN ->
                refuse(scope.get(CacheFlushSettings.TAKES), "takes", "Xen takes no page, so it is for code=kvm-arm");
            case KVM -> {
                refuse(page != Page.DMA_BUFFER, "page", "designs of code=kvm are about page=dma-buffer alone");
                refuse(
                        flushBy == FlushBy.HYPERCALL,
                        "flush-by",
                        "KVM has no such hypercall, so designs of code=kvm are about flush-by=instruction alone");
            }
            case KVM_ARM -> {
                refuse(page != Page.ARM_RAM, "page", "designs of code=kvm-arm are about page=arm-ram alone");
                refuse(scope.get(CacheFlushSettings.TOP), "top", "it is about Xen's mapping, so it is for code=xen");
            }
        }
    }

    private static void refuse(boolean isWrong, String setting, String why) {
        if (isWrong) {
            throw new IllegalArgumentException("scope setting " + setting + ": " + why);
        }
    }

    /** The name of what the guest does with its mapping of type {@link #alias}, such as {@code map-wc}. */
    String actionOfAlias(String verb) {
        return verb + "-" + alias.toString().toLowerCase(Locale.ROOT);
    }

    /** Data as a person reads them. */
    String dataText(int data) {
        return switch (data) {
            case OLD -> tables ? "safe" : "old";
            case NEW -> tables ? "unsafe" : "new";
            case ZEROES -> "zeroes";
            default -> "the other guest's";
        };
    }

    /** The vCPU has come to run on CPU 0. */
    long[] initial() {
        long[] s = layout.blank();
        note(s, here(s), true);
        return s;
    }

    /** Notes a CPU or forgets it, if the design does that. */
    void note(long[] s, int c, boolean isNoted) {
        if (noted.bound() > 1) {
            noted.set(s, c, isNoted ? 1 : 0);
        }
    }

    /** The CPU where the guest's vCPU runs. */
    int here(long[] s) {
        return runsOn.get(s, 0);
    }

    boolean isOwner(long[] s, int who) {
        return owner.get(s, 0) == who;
    }

    boolean isUsed(long[] s, int as) {
        return use.get(s, 0) == as;
    }

    /** The type of Xen's own mapping. */
    MemType directmap(long[] s) {
        return followed.is(s, 0) ? alias : MemType.WB;
    }

    /** The type of the other guest's accesses: Arm's accesses with caches off go around them. */
    MemType otherType(long[] s) {
        return arm && !cachesOn.is(s, 0) ? MemType.UC : MemType.WB;
    }

    /** What the host reads of the page that it has taken. */
    int hostReads(long[] s) {
        return lines.wouldLoad(s, here(s), PAGE, MemType.WB);
    }

    /** What the other guest would read now. */
    int otherReads(long[] s) {
        return lines.wouldLoad(s, here(s), PAGE, otherType(s));
    }
}
