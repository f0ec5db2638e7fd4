package dev.stalemate.systems.kvmmmu;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.HostPages;
import dev.stalemate.paging.Invalidations;
import dev.stalemate.paging.Invalidations.Range;
import dev.stalemate.paging.Invalidations.Told;
import dev.stalemate.paging.Owner;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.Checked;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.CounterRead;
import dev.stalemate.systems.kvmmmu.KvmMmuDesign.SeqCheck;
import dev.stalemate.systems.kvmmmu.KvmMmuSystem.Tracked;
import java.util.ArrayList;
import java.util.List;

/**
 * The state as a layout: each root's leaves and what vCPUs' TLBs have of them, where vCPUs stand in their faults, and the one thread that zaps
 * in its walk, the MMU lock, and the host's counter of invalidations.
 *
 * <p>What a scope leaves constant takes no bits.
 */
final class KvmMmuFields {
    /** What becomes of the first root's table page. */
    static final int LINKED = 0;

    static final int UNLINKED = 1;
    static final int FREED = 2;

    private static final String[] TABLE = {"linked", "unlinked", "freed"};
    /** The value of a leaf that is as large as the first page was, over the other page, which is small. */
    private static final int TOO_LARGE = 3;

    private static final String[] ZAPPER = {
        "idle", "zap", "take-lock", "finish", "sweep", "take-lock-to-sweep", "flush", "free"
    };

    final Scope scope;
    final Layout layout;
    final Index vcpu;
    final Index gfn;
    final Index root;
    /** What a TLB keeps translations under: a vCPU and a root. */
    final Index tag;

    final boolean zaps;
    final boolean deletes;
    final boolean recovers;
    /** Whether invalidations have steps, whether pages have sizes, and whether the first page is that of the APIC. */
    final boolean inSteps;

    final boolean sizes;
    final boolean apic;
    final int seqBound;
    /** Whether leaves say something of writes, and these are steps of the guest. */
    final boolean permissions;

    private final int accesses;

    final Program vcpus;
    final int guest;
    final int faulting;
    /** Where a fault is between the two halves of its check, or -1. */
    private final int pageLocked;

    final Program zapper;

    /** Whether the thread that zaps holds the MMU lock; others hold it for one step. */
    final IntField lock;
    /** Where it is, root and gfn, and whether it owes a flush: for all that it has zapped, and for the present root. */
    final IntField atRoot;

    final IntField atGfn;
    final IntField owed;
    final IntField owedForRoot;

    /** 0, or of 1 + the host's version of the page and of what the leaf says of writes: see {@link KvmMmuAccess}. */
    final IntField leaf;
    /** The host's pages, and its invalidations if these have steps. */
    final HostPages host;

    final Invalidations invalidations;
    final Told told;

    final IntField seq;
    /** The root that a vCPU has loaded, the page that it wants, what it has found, and the counter as it was. */
    final IntField loaded;

    final IntField wanted;
    final IntField found;
    final IntField snapshot;
    /** The version of the page whose size a vCPU has found. */
    final IntField sized;
    /** Whether a vCPU is asked to look the APIC's page up again, and the version that its VMCS names. */
    final IntField apicRequest;

    final IntField apicPage;
    /** Whether the first root is dead, and was swept. */
    final IntField dead;

    final IntField swept;
    final IntField table;
    /** Whether a CPU holds a pointer to the first root's table page in its paging-structure cache. */
    final IntField pointer;

    final TaggedTlb tlb;

    final KvmMmuWrites writes;
    final KvmMmuProtection.Parts protection;

    KvmMmuFields(Scope scope, KvmMmuDesign design) {
        this.scope = scope;
        zaps = scope.get(KvmMmuSystem.ZAPS);
        deletes = scope.get(KvmMmuSystem.DELETES);
        recovers = scope.get(KvmMmuSystem.RECOVERS);
        permissions = scope.get(KvmMmuSystem.TRACKS) != Tracked.NO || scope.get(KvmMmuSystem.LOGS);
        accesses = permissions ? KvmMmuAccess.COUNT : 1;
        int roots = scope.get(KvmMmuSystem.ROOTS);
        if (deletes && roots > 1) {
            throw new IllegalArgumentException(
                    "scope setting deletes: with more than one root none can take its place");
        }
        vcpu = Index.of("vcpu", scope.get(KvmMmuSystem.VCPUS));
        gfn = Index.of("gfn", scope.get(KvmMmuSystem.GFNS));
        root = Index.of("root", deletes ? 2 : roots);
        tag = Index.of("tag", vcpu.size() * root.size());
        int bits = scope.get(KvmMmuSystem.SEQ_BITS);
        seqBound = 1 << bits;
        int hosts = scope.get(KvmMmuSystem.IN_STEPS);
        inSteps = hosts > 0;
        sizes = scope.get(KvmMmuSystem.SIZES);
        apic = scope.get(KvmMmuSystem.APIC);
        checkSteps(bits);
        int versions = bits > 0 || inSteps ? 2 : 1;

        Layout.Builder b = new Layout.Builder().actor("host", "host-invalidates");
        Index one = Index.single("zapper");
        vcpus = new Program(b, vcpu, vcpuSteps(design));
        guest = vcpus.place("guest");
        faulting = vcpus.place("fault");
        pageLocked = design.checked == Checked.UNDER_MMU_LOCK ? -1 : vcpus.place("check-again");
        zapper = new Program(b, one, zaps || deletes || recovers ? ZAPPER : new String[] {"idle"});
        boolean walks = zaps || deletes;
        lock = b.flag("mmu-lock");
        atRoot = b.number("at-root", zaps ? root.size() + 1 : 1, Integer::toString);
        atGfn = b.number("at-gfn", walks ? gfn.size() + 1 : 1, Integer::toString);
        b.called(atRoot, "root to zap next").called(atGfn, "gfn to zap next");
        owed = b.number("flush-owed", zaps || recovers ? 2 : 1, Integer::toString);
        owedForRoot = b.number("flush-owed-for-root", zaps ? 2 : 1, Integer::toString);
        leaf = b.number("leaf", (sizes ? versions + 1 : versions) * accesses + 1, this::leafText, root, gfn);
        b.kept(leaf);
        host = new HostPages(b, versions > 1, inSteps, gfn);
        Range range = new Range(scope.get(KvmMmuSystem.RANGE), scope.get(KvmMmuSystem.TOLD));
        told = range.told();
        invalidations = new Invalidations(b, inSteps, Math.max(1, hosts), gfn, range, vcpu, design.order());
        seq = b.number("seq", seqBound, Integer::toString);
        loaded = b.number("loaded", root.size(), v -> "root " + v, vcpu);
        wanted = b.number("wanted", gfn.size(), gfn::text, vcpu);
        b.told(wanted, Notation.of(gfn)).called(wanted, "faulting gfn");
        found = b.number("found", versions, v -> versionText(v + 1), vcpu);
        snapshot = b.number("snapshot", design.seqCheck == SeqCheck.NEVER ? 1 : seqBound, Integer::toString, vcpu);
        sized = b.part(sizes).number("size", versions, v -> v == 0 ? "large" : "small", vcpu);
        apicRequest = b.part(apic).flag("apic-page-request", vcpu);
        apicPage = b.part(apic).number("vmcs.apic-access-addr", versions, HostPages::text, vcpu);
        b.part(apic).kept(Instead.ALWAYS_THERE, apicPage);
        dead = b.number("root-0-dead", deletes ? 2 : 1, Integer::toString);
        swept = b.number("root-0-swept", deletes ? 2 : 1, Integer::toString);
        table = b.number("table-page", recovers ? TABLE.length : 1, v -> TABLE[v]);
        pointer = b.number("table-pointer", recovers ? 2 : 1, Integer::toString, vcpu);
        b.kept(Instead.DROPPED, pointer);
        tlb = new TaggedTlb(b, "tlb", leaf.bound() - 1, v -> leafText(v + 1), tag, gfn);
        writes = new KvmMmuWrites(b, this, design);
        protection = new KvmMmuProtection.Parts(b, this);
        layout = b.build();
    }

    private void checkSteps(int bits) {
        if (inSteps && bits > 0) {
            throw new IllegalArgumentException(
                    "scope setting in-steps: invalidations in steps are counted without numbers, so seq-bits must be 0");
        }
        if (!inSteps && (scope.get(KvmMmuSystem.RANGE) > 1 || scope.get(KvmMmuSystem.TOLD) != Told.WHOLE)) {
            throw new IllegalArgumentException("scope settings range and told: need invalidations in steps");
        }
        if (sizes && bits == 0 && !inSteps) {
            throw new IllegalArgumentException("scope setting sizes: needs invalidations, so seq-bits or in-steps");
        }
        if (scope.get(KvmMmuSystem.AGES) && !permissions) {
            throw new IllegalArgumentException("scope setting ages: without tracks or logs leaves have no permissions");
        }
        if (apic && !inSteps) {
            throw new IllegalArgumentException("scope setting apic: needs invalidations in steps");
        }
    }

    /** The steps of vCPUs, of which a scope or a design may not have all. */
    private String[] vcpuSteps(KvmMmuDesign design) {
        List<String> steps = new ArrayList<>(List.of("guest", "fault", "look-up", "install"));
        if (design.counterRead == CounterRead.AFTER_PAGE) {
            steps.add("read-counter");
        }
        if (design.checked != Checked.UNDER_MMU_LOCK) {
            steps.add("check-again");
        }
        if (apic) {
            steps.add("store-apic-page");
        }
        if (permissions) {
            steps.addAll(KvmMmuWriteFaults.STEPS);
        }
        return steps.toArray(String[]::new);
    }

    /** Whether the host ever invalidates anything. */
    boolean invalidates() {
        return seqBound > 1 || inSteps;
    }

    /** The version of the page that a leaf, or a translation made of one, maps: 0 or 1. */
    int version(int leafValue) {
        return isTooLarge(leafValue) ? 1 : mapped(leafValue) - 1;
    }

    /** Whether a leaf, or a translation made of one, reaches beyond its page. */
    boolean isTooLarge(int leafValue) {
        return mapped(leafValue) == TOO_LARGE;
    }

    /** The leaf that a vCPU makes of the page and the size that it has found. Small leaves may map parts of a large page. */
    int newLeaf(long[] s, int v) {
        int version = found.get(s, v);
        int mapped = sizes && version == 1 && sized.get(s, v) == 0 ? TOO_LARGE : version + 1;
        return permissions ? KvmMmuAccess.leaf(mapped, writes.made(s, wanted.get(s, v))) : mapped;
    }

    /** What a leaf maps, without what it says of writes. */
    int mapped(int leafValue) {
        return leafValue == 0 ? 0 : (leafValue - 1) / accesses + 1;
    }

    /** Whether the processor writes through a leaf. */
    boolean isWritable(long[] s, int leafAt) {
        return (KvmMmuAccess.of(leaf.get(s, leafAt)) & KvmMmuAccess.HARDWARE) != 0;
    }

    /** Whether a TLB has a translation through which the processor writes. */
    boolean isCachedWritable(long[] s, int tag, int g) {
        return tlb.has(s, tag, g) && KvmMmuAccess.of(tlb.target(s, tag, g) + 1) != 0;
    }

    /** What the TLB keeps of a leaf: of what that says of writes, only whether the processor writes. */
    int cached(int leafValue) {
        return (permissions ? KvmMmuAccess.cached(leafValue) : leafValue) - 1;
    }

    /** Whether a page that is mapped is the host's no more: the host has another one there, and has freed it if there are steps. */
    boolean isTakenBack(long[] s, int g, int leafValue) {
        int version = version(leafValue);
        return version != host.version(s, g) && (!inSteps || host.owner(s, g, version) != Owner.GUEST);
    }

    /** The tag, in a vCPU's TLB, of a root. */
    int tag(int v, int r) {
        return v * root.size() + r;
    }

    /** The vCPU of a tag. */
    int vcpuOf(int t) {
        return t / root.size();
    }

    /** The root of a tag. */
    int rootOf(int t) {
        return t % root.size();
    }

    /** The place of a page's leaf in the root that a vCPU has loaded. */
    int leafOf(long[] s, int v, int g) {
        return leafAt(loaded.get(s, v), g);
    }

    /** A leaf's place in {@link #leaf}. */
    int leafAt(int r, int g) {
        return r * gfn.size() + g;
    }

    /** Whether vCPUs may load a root: it is not dead, and is not waiting to take the place of one that dies. */
    boolean isLive(long[] s, int r) {
        return !deletes || (r == 0) != dead.is(s, 0);
    }

    /** Whether a root is dead: what it has is taken away by its sweep. */
    boolean isDead(long[] s, int r) {
        return r == 0 && dead.is(s, 0);
    }

    /** Whether a fault holds the lock of a page, between the two halves of its check. */
    boolean isPageLocked(long[] s, int g) {
        for (int v = 0; pageLocked >= 0 && v < vcpu.size(); v++) {
            if (vcpus.isAt(s, v, pageLocked) && wanted.get(s, v) == g) {
                return true;
            }
        }
        return false;
    }

    /** Whether a vCPU is in the guest, and was not made to leave it. */
    boolean isInGuest(long[] s, int v) {
        return vcpus.isAt(s, v, guest) && !apicRequest.is(s, v) && writes.log.guestRuns(s);
    }

    /** Every TLB forgets everything, and with it the pointers to table pages. */
    void flushAll(long[] s) {
        for (int t = 0; t < tag.size(); t++) {
            tlb.flush(s, t);
        }
        for (int v = 0; v < vcpu.size(); v++) {
            pointer.set(s, v, 0);
        }
    }

    /** Tells of all that TLBs have, and that the function which was told of last could have flushed. */
    void couldFlush(Acts acts, long[] s) {
        for (int t = 0; t < tag.size(); t++) {
            tlb.could(acts, s, t);
        }
        for (int v = 0; v < vcpu.size(); v++) {
            if (pointer.is(s, v)) {
                acts.could(pointer, v);
            }
        }
    }

    /** A vCPU goes back to the guest, with a live root. */
    void enter(long[] s, int v) {
        wanted.set(s, v, 0);
        found.set(s, v, 0);
        forgetCounter(s, v);
        sized.set(s, v, 0);
        writes.enter(s, v);
        reload(s, v);
    }

    /** A vCPU reads the counter of invalidations. */
    void readCounter(long[] s, int v) {
        snapshot.set(s, v, seq.get(s, 0));
        invalidations.readCounter(s, v);
    }

    /** A vCPU forgets what it has read of the counter. */
    void forgetCounter(long[] s, int v) {
        snapshot.set(s, v, 0);
        invalidations.forgetCounter(s, v);
    }

    /** A vCPU drops a root that is dead, and loads the one in its place. */
    void reload(long[] s, int v) {
        if (!isLive(s, loaded.get(s, v))) {
            loaded.set(s, v, 1);
        }
    }

    /** A leaf as states print it. */
    String leafText(int leafValue) {
        String mapped = versionText(mapped(leafValue));
        return permissions && leafValue != 0 ? mapped + ", " + KvmMmuAccess.text(KvmMmuAccess.of(leafValue)) : mapped;
    }

    private static String versionText(int v) {
        return v == 0 ? "none" : v == TOO_LARGE ? "other page and beyond" : HostPages.text(v - 1);
    }
}
