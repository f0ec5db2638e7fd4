package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import dev.stalemate.real.kvm.LeafParts.Part;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.Vm;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One guest: what its vCPUs' registers are, the leaves that exist, and which of them are wrong since when. Every change of a register
 * judges the leaves again; what is wrong counts once a vCPU enters the guest with it.
 */
final class TracedGuest {
    final TracedVm vm = new TracedVm();
    final Devices devices = new Devices();
    final LeafRule rule;
    final Timeline timeline;
    private final LeafFindings findings;
    private final int firstFinding;
    private final VcpuKinds kinds = new VcpuKinds(vm);
    private Leaves leaves = new Leaves();
    private Leaves obsolete = new Leaves();
    private final List<Waiting> waiting = new ArrayList<>();
    private int wrong;
    private long lastChange;
    private boolean lookAtQuiescence;

    /** What is wrong with a leaf. */
    private enum Verdict {
        FINE,
        STALE,
        WEAKER
    }

    /** A leaf that is wrong since a change, and not yet seen by a guest. */
    private record Waiting(int place, GuestChange change) {}

    /** A vCPU that believes uncached an access that a leaf makes cached. */
    private record Believer(int vcpu, MemType believed, long gfn) {}

    TracedGuest(KvmDesign design, LeafFindings findings, Timeline timeline) {
        this.findings = findings;
        this.timeline = timeline;
        firstFinding = findings.size();
        rule = new LeafRule(vm, design);
    }

    /** The machine as it is now, for what a design zaps. */
    Vm machine() {
        return vm.seen(devices.attached(), false);
    }

    /** The line of the last change of anything that leaves depend on, or 0. */
    long lastChange() {
        return lastChange;
    }

    /** The leaves that vCPUs use. */
    Leaves leaves() {
        return leaves;
    }

    /** Leaves of tables that no vCPU uses any more, until events say that they are gone too. */
    Leaves obsolete() {
        return obsolete;
    }

    /** Every leaf becomes obsolete at once (kvm_mmu_zap_all_fast()). */
    void makeObsolete(long line, boolean told) {
        timeline.slot(line, leaves.count());
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place)) {
                endFinding(place, line);
            }
        }
        obsolete.clear();
        if (told) {
            Leaves empty = obsolete;
            obsolete = leaves;
            leaves = empty;
        } else {
            leaves.clear();
        }
    }

    /** Adds a leaf that is not there, and judges it; false if there are too many. */
    boolean add(TracedLeaf leaf, int flags) {
        int place = leaves.add(leaf, flags);
        if (place != Leaves.NONE) {
            kinds.update();
            judge(place, new GuestChange(leaf.line(), GuestChange.What.INSTALLED, leaf.vcpu(), 0));
        }
        return place != Leaves.NONE;
    }

    /** A leaf goes. */
    void remove(int place, long line) {
        endFinding(place, line);
        leaves.remove(place);
    }

    /** The places of the leaves that a zap should have taken. */
    int[] survivors(ZapCheck check) {
        return IntStream.range(0, leaves.bound())
                .filter(place -> leaves.holds(place)
                        && leaves.line(place) < check.installedBefore()
                        && check.hits(leaves, place))
                .toArray();
    }

    /** Takes away what a zap takes, where the trace shows no zaps. */
    void apply(ZapCheck check) {
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && check.hits(leaves, place)) {
                remove(place, check.change().line());
            }
        }
    }

    /** Leaves that a zap may have taken, where the trace shows no zaps: whether they are still there can't be known. */
    void doubt(ZapCheck check) {
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && check.hits(leaves, place)) {
                setUnsure(place, check.change().line());
            }
        }
    }

    /** The same of every leaf: something was zapped, and the event says only where in the address space of the VMM. */
    void doubtAll(long line) {
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place)) {
                setUnsure(place, line);
            }
        }
    }

    private void setUnsure(int place, long line) {
        leaves.set(place, Leaves.UNSURE, true);
        judge(place, GuestChange.of(line, GuestChange.What.LEARNED));
    }

    private void endFinding(int place, long line) {
        if (leaves.finding(place) != Leaves.NONE) {
            findings.end(leaves.finding(place), line);
            leaves.setFinding(place, Leaves.NONE);
            wrong--;
        }
    }

    /** Judges all leaves again, after a change. */
    void judgeAll(GuestChange change) {
        judgeRange(change, 0, Long.MAX_VALUE);
    }

    /** A leaf tells that userspace changed a vCPU's CR0.CD. */
    void foundCd(long line, int v, boolean on) {
        vm.vcpu(v).setCd(on);
        GuestChange change =
                new GuestChange(line, on ? GuestChange.What.CD_FOUND_SET : GuestChange.What.CD_FOUND_CLEARED, v, 0);
        timeline.changed(change, on);
        judgeAll(change);
    }

    /** Judges those leaves again that map any of these bytes, the last one included. */
    void judgeRange(GuestChange change, long first, long last) {
        lastChange = change.what() == GuestChange.What.LEARNED ? lastChange : change.line();
        kinds.update();
        lookAtQuiescence = true;
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && leaves.maps(place, first, last)) {
                judge(place, change);
            }
        }
    }

    private void judge(int place, GuestChange change) {
        Verdict before = leaves.is(place, Leaves.STALE)
                ? Verdict.STALE
                : leaves.is(place, Leaves.WEAKER) ? Verdict.WEAKER : Verdict.FINE;
        Verdict now = leaves.is(place, Leaves.OPEN | Leaves.UNSURE) ? Verdict.FINE : verdict(place);
        if (now == before) {
            return;
        }
        if (before != Verdict.FINE) {
            endFinding(place, change.line());
        }
        leaves.set(place, Leaves.STALE, now == Verdict.STALE);
        leaves.set(place, Leaves.WEAKER, now == Verdict.WEAKER);
        leaves.set(place, Leaves.WAITING, now != Verdict.FINE);
        if (now != Verdict.FINE) {
            waiting.add(new Waiting(place, change));
        }
    }

    private Verdict verdict(int place) {
        boolean stale = kinds.count() > 0;
        boolean mixed = false;
        for (int k = 0; k < kinds.count() && stale; k++) {
            int expected = expected(kinds.vcpu(k), place);
            mixed |= expected == LeafRule.MIXED;
            stale = expected != leaves.type(place) && expected != LeafRule.UNKNOWN;
        }
        if (mixed ? !staleParts(place).isEmpty() : stale) {
            return Verdict.STALE;
        }
        boolean counts = devices.attached() && !leaves.is(place, Leaves.MMIO);
        return counts && believer(place) != null ? Verdict.WEAKER : Verdict.FINE;
    }

    /** The parts of a leaf that no vCPU that runs would get so. */
    private List<Part> staleParts(int place) {
        return parts(place).stream()
                .filter(part -> part.isStale(leaves.type(place)))
                .toList();
    }

    /** The parts of a leaf, with what the vCPUs that run would get. */
    private List<Part> parts(int place) {
        LeafParts.Rule rule = key -> IntStream.range(0, kinds.count())
                .map(k -> this.rule.expected(kinds.vcpu(k), key, devices.attached(), leaves.is(place, Leaves.MMIO)))
                .toArray();
        return LeafParts.of(leaves.key(place), rule);
    }

    /** What a vCPU would get now in place of a leaf, as {@link LeafRule#expected}. */
    private int expected(int vcpu, int place) {
        return rule.expected(vcpu, leaves.key(place), devices.attached(), leaves.is(place, Leaves.MMIO));
    }

    /** The same for a part of the leaf; {@link LeafRule#UNKNOWN} if it depends on something that is not decided yet, or never will be. */
    int expectedIfCertain(int vcpu, int place, LeafKey key) {
        boolean mmio = leaves.is(place, Leaves.MMIO);
        int expected = rule.expected(vcpu, key, devices.attached(), mmio);
        boolean sure = devices.decided() || expected == rule.expected(vcpu, key, !devices.attached(), mmio);
        return sure && !leaves.is(place, Leaves.OPEN | Leaves.UNSURE) ? expected : LeafRule.UNKNOWN;
    }

    private @Nullable Believer believer(int place) {
        for (int k = 0; k < kinds.count(); k++) {
            int v = kinds.vcpu(k);
            Believer believer = believer(v, leaves.key(place), leaves.type(place));
            if (believer != null) {
                return believer;
            }
        }
        return null;
    }

    /** The same of one vCPU, for the first page of a leaf of which that is so. */
    private @Nullable Believer believer(int v, LeafKey key, int type) {
        MemType believed = rule.believedIfWeaker(v, key.gpa(), type);
        if (believed != null) {
            return new Believer(v, believed, key.gfn());
        }
        boolean alike = key.level() == 1 || vm.vcpu(v).cd() || rule.uniform(v, key);
        for (int i = 0; i < LeafKey.ENTRIES && !alike; i++) {
            Believer part = believer(v, key.below(i), type);
            if (part != null) {
                return part;
            }
        }
        return null;
    }

    /** A vCPU enters the guest: from now on what is wrong counts. */
    void enter() {
        for (Waiting w : waiting) {
            // The place may hold another leaf by now.
            if (leaves.holds(w.place)
                    && leaves.is(w.place, Leaves.WAITING)
                    && leaves.line(w.place) <= w.change.line()) {
                leaves.set(w.place, Leaves.WAITING, false);
                int number = findings.add(finding(w.place, w.change));
                if (number != Leaves.NONE) {
                    leaves.setFinding(w.place, number);
                    wrong++;
                    lookAtQuiescence = true;
                }
            }
        }
        waiting.clear();
        if (lookAtQuiescence) {
            lookAtQuiescence = false;
            if (wrong > 0 && vm.quiescent()) {
                markQuiescent();
            }
        }
    }

    private void markQuiescent() {
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && leaves.finding(place) != Leaves.NONE) {
                findings.setQuiescent(leaves.finding(place));
            }
        }
    }

    /** Judges at last the leaves that were left open. */
    void close() {
        for (int place = 0; place < leaves.bound(); place++) {
            leaves.set(place, Leaves.OPEN, false);
        }
    }

    /** It turns out that there is no device with non-coherent DMA: it was judged as if there were one. */
    void isCoherent(long line) {
        devices.decide(false);
        withdraw();
        judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
    }

    /** Forgets what was found so far, because it depends on a device that may not be there. */
    void withdraw() {
        findings.withdraw(firstFinding);
        waiting.clear();
        wrong = 0;
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place)) {
                leaves.setFinding(place, Leaves.NONE);
                leaves.set(place, Leaves.STALE | Leaves.WEAKER | Leaves.WAITING, false);
            }
        }
    }

    private LeafFinding finding(int place, GuestChange change) {
        TracedLeaf leaf = leaves.leaf(place);
        TracedLeaf shown = leaves.is(place, Leaves.UNSEEN)
                ? new TracedLeaf(leaf.key(), leaf.type(), leaf.frame(), leaf.vcpu(), 0)
                : leaf;
        if (leaves.is(place, Leaves.STALE)) {
            List<Part> parts = staleParts(place);
            boolean mixed = LeafParts.pages(parts) < leaf.key().pages();
            String claim = ClaimPatterns.ofStale(leaf, leaves.is(place, Leaves.WITH_CD), mixed, change);
            return new LeafFinding(
                    Kind.STALE,
                    shown,
                    LeafParts.text(parts, leaf.key()),
                    hazards(place, parts),
                    change.line(),
                    change.text(),
                    claim);
        }
        Believer believer = Objects.requireNonNull(believer(place), "it is weaker than a vCPU believes");
        int v = believer.vcpu;
        return new LeafFinding(
                Kind.WEAKER,
                shown,
                believer.believed + (believer.gfn == leaf.key().gfn() ? "" : " at 0x" + Long.toHexString(believer.gfn)),
                rule.hazards(v, leaf.type(), believer.believed),
                change.line(),
                change.text(),
                ClaimPatterns.ofWeaker(rule.design(), machine(), v, vm.vcpu(v), leaf));
    }

    /** What can go wrong with the accesses of a leaf, of those vCPUs for which it is known what they would get. */
    private Hazards hazards(int place, List<Part> parts) {
        Hazards all = Hazards.NONE;
        for (Part part : parts) {
            for (int expected : part.expected()) {
                all = expected < EptLeaf.BOUND ? all.and(EptLeaf.hazards(leaves.type(place), expected)) : all;
            }
        }
        return all;
    }

    /** Adds a finding that was made before. */
    void add(LeafFinding finding) {
        findings.add(finding);
    }

    /** Adds what the version can't have done. */
    void impossible(long line, String should, String by) {
        findings.add(new LeafFinding(Kind.IMPOSSIBLE, null, should, Hazards.NONE, line, by, null));
    }

    /** The same of a leaf, if there is one at a place: {@link Leaves#NONE} for none. */
    void impossible(long line, int place, String should, String by, @Nullable String claim) {
        TracedLeaf leaf = place == Leaves.NONE ? null : leaves.leaf(place);
        Hazards hazards = place == Leaves.NONE ? Hazards.NONE : hazards(place, parts(place));
        findings.add(new LeafFinding(Kind.IMPOSSIBLE, leaf, should, hazards, line, by, claim));
    }
}
