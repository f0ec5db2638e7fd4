package dev.stalemate.systems.guesttlb;

import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.TaggedTlb;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.AtArrival;
import dev.stalemate.systems.guesttlb.GuestTlbDesign.Tag;

/**
 * The state as a layout: each context's tables, what CPUs' TLBs and shadow tables have of them, where vCPUs are and what they run, and which
 * flushes were requested.
 *
 * <p>A context is an address space with tables of its own. No two of them ever map the same frame, so a translation says whose it is, and from
 * which of two versions of that entry it comes. It also says whether a flush that the guest may rely on has come since: then it should be gone.
 */
final class GuestTlbFields {
    /** Requests for a flush, each of which includes those before it. */
    static final int NONE = 0;
    /** TLBs alone. */
    static final int HARDWARE = 1;
    /** Shadow tables, too. */
    static final int GUEST = 2;

    private static final String[] REQUESTS = {"none", "hardware", "guest"};
    private static final int VERSIONS = 2;

    final Scope scope;
    final Layout layout;
    final Index vcpu;
    final Index cpu;
    final Index context;
    final Index page;
    final Program vcpus;
    final int exited;
    final int guest;
    final boolean shadowed;

    private final boolean tagPerVm;
    private final int levels;

    /** 1 + the CPU that a vCPU was on last, or 0. */
    final IntField place;

    /** The context that it runs, and the last one of those that are L2. */
    final IntField runs;

    final IntField lastL2;
    /** The flush that was requested and not made yet. */
    final IntField request;
    /** 1 + the vCPU that ran on a CPU last, or 0; kept only where the design asks. */
    final IntField lastRan;
    /** The version of each entry of the guest's tables. */
    final IntField table;

    final TaggedTlb tlb;
    final TaggedTlb shadow;

    GuestTlbFields(Scope scope, GuestTlbDesign design) {
        this.scope = scope;
        vcpu = Index.of("vcpu", scope.get(GuestTlbSystem.VCPUS));
        cpu = Index.of("cpu", scope.get(GuestTlbSystem.CPUS));
        int contexts = scope.get(GuestTlbSystem.CONTEXTS);
        context = new Index("context", contexts, i -> contextText(i, contexts));
        page = Index.of("page", scope.get(GuestTlbSystem.PAGES));
        shadowed = scope.get(GuestTlbSystem.SHADOW);
        tagPerVm = design.tag == Tag.VM;
        levels = Math.min(2, contexts);
        if (contexts == 3 && !scope.get(GuestTlbSystem.VPID)) {
            throw new IllegalArgumentException("scope setting contexts: two VPIDs of L2 need vpid=on");
        }

        Layout.Builder b = new Layout.Builder().lane(vcpu);
        vcpus = new Program(b, vcpu, "exited", "guest");
        exited = vcpus.place("exited");
        guest = vcpus.place("guest");
        place = b.number("on-cpu", cpu.size() + 1, v -> v == 0 ? "none" : "cpu " + (v - 1), vcpu);
        runs = b.number("runs", contexts, context::text, vcpu);
        lastL2 = b.number("last-l2", contexts == 3 ? 3 : 1, v -> v == 0 ? "none" : context.text(v), vcpu);
        request = b.number("request", REQUESTS.length, v -> REQUESTS[v], vcpu);
        boolean remembers = design.atArrival == AtArrival.LOADED_IF_ANOTHER_RAN_LAST;
        lastRan = b.number("last-ran", remembers ? vcpu.size() + 1 : 1, v -> v == 0 ? "none" : "vcpu " + (v - 1), cpu);
        b.told(place, Notation.of("none", cpu)).called(place, "CPU").told(lastRan, Notation.of("none", vcpu));
        table = b.number("table", VERSIONS, GuestTlbFields::versionText, vcpu, context, page);
        int targets = vcpu.size() * contexts * VERSIONS * 2;
        Index tag = Index.of("tag", cpu.size() * tagsOfCpu());
        tlb = new TaggedTlb(b, "tlb", targets, this::text, tag, page);
        Index shadows = Index.of("shadow", shadowed ? vcpu.size() * levels : 1);
        shadow = new TaggedTlb(b, "shadow-table", shadowed ? targets : 0, this::text, shadows, page);
        layout = b.build();
    }

    private int tagsOfCpu() {
        return tagPerVm ? levels : vcpu.size() * levels;
    }

    private static int level(int context) {
        return context == 0 ? 0 : 1;
    }

    /** The tag of what a vCPU runs, on the CPU where it is or was last. */
    int tag(long[] s, int v) {
        return tag(v, place.get(s, v) - 1, level(runs.get(s, v)));
    }

    private int tag(int v, int c, int level) {
        return c * tagsOfCpu() + (tagPerVm ? level : v * levels + level);
    }

    /** Drops what a CPU's TLB has under any of a vCPU's tags. */
    void flushAll(long[] s, int v, int c) {
        for (int level = 0; level < levels; level++) {
            tlb.flush(s, tag(v, c, level));
        }
    }

    /** Tells of what a CPU's TLB has under any of a vCPU's tags, and the function which was told of last could have flushed. */
    void couldFlush(Acts acts, long[] s, int v, int c) {
        for (int level = 0; level < levels; level++) {
            tlb.could(acts, s, tag(v, c, level));
        }
    }

    /** The shadow table of what a vCPU runs, where there are any. */
    int shadowOf(long[] s, int v) {
        return v * levels + level(runs.get(s, v));
    }

    /** What a walk of the guest's tables gives a vCPU now. */
    int walk(long[] s, int v, int p) {
        int owner = owner(s, v);
        return (owner * VERSIONS + table.get(s, owner * page.size() + p)) * 2;
    }

    /** Whether a vCPU is in the guest and its CPU has a translation of a page for it. */
    boolean canUse(long[] s, int v, int p) {
        return vcpus.isAt(s, v, guest) && tlb.has(s, tag(s, v), p);
    }

    /** What a vCPU uses for a page without a walk, as a person reads it; empty if it isn't in the guest. */
    String uses(long[] s, int v, int p) {
        return vcpus.isAt(s, v, guest) ? tlb.text(s, tag(s, v), p) : "";
    }

    /** The context that a vCPU runs, among those of all vCPUs. */
    int owner(long[] s, int v) {
        return v * context.size() + runs.get(s, v);
    }

    /** The context, among those of all vCPUs, from whose tables a translation comes. */
    static int ownerOf(int target) {
        return target / 2 / VERSIONS;
    }

    /** Whether a translation is not what a walk gives now, though a flush that the guest may rely on has come since it was made. */
    static boolean isOverdue(int target, int walk) {
        return (target & 1) != 0 && target / 2 != walk / 2;
    }

    /** A guest may rely from here on that translations of some of a vCPU's contexts are gone: of one, or of all (-1). */
    void promise(long[] s, int v, int only) {
        for (int p = 0; p < page.size(); p++) {
            for (int t = 0; t < cpu.size() * tagsOfCpu(); t++) {
                promise(s, tlb, t, p, v, only);
            }
            for (int t = 0; shadowed && t < vcpu.size() * levels; t++) {
                promise(s, shadow, t, p, v, only);
            }
        }
    }

    private void promise(long[] s, TaggedTlb in, int t, int p, int v, int only) {
        if (in.has(s, t, p)) {
            int owner = ownerOf(in.target(s, t, p));
            if (owner / context.size() == v && (only < 0 || owner % context.size() == only)) {
                in.keep(s, t, p, in.target(s, t, p) | 1);
            }
        }
    }

    /** A translation as a person reads it. */
    String text(int target) {
        int owner = ownerOf(target);
        String whose = (vcpu.size() > 1 ? "vcpu " + owner / context.size() + "'s " : "")
                + context.text(owner % context.size());
        return whose + " " + versionText(target / 2 % VERSIONS) + ((target & 1) != 0 ? ", flushed" : "");
    }

    private static String versionText(int version) {
        return version == 0 ? "old" : "new";
    }

    private static String contextText(int i, int contexts) {
        if (contexts == 1) {
            return "guest";
        }
        return i == 0 ? "L1" : contexts == 2 ? "L2" : "L2-vpid-" + i;
    }
}
