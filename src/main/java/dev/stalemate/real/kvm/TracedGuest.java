package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.Vm;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
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
    private record Believer(int vcpu, MemType believed) {}

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

    /** Judges those leaves again that map any of these bytes, the last one included. */
    void judgeRange(GuestChange change, long first, long last) {
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
        Verdict now = leaves.is(place, Leaves.OPEN) ? Verdict.FINE : verdict(place);
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
        for (int k = 0; k < kinds.count() && stale; k++) {
            int expected = expected(kinds.vcpu(k), place);
            stale = expected != leaves.type(place) && expected != LeafRule.UNKNOWN;
        }
        if (stale) {
            return Verdict.STALE;
        }
        boolean counts = devices.attached() && !leaves.is(place, Leaves.MMIO);
        return counts && believer(place) != null ? Verdict.WEAKER : Verdict.FINE;
    }

    /** What a vCPU would get now in place of a leaf, as {@link LeafRule#expected}. */
    private int expected(int vcpu, int place) {
        return rule.expected(vcpu, leaves.key(place), devices.attached(), leaves.is(place, Leaves.MMIO));
    }

    /** The same; {@link LeafRule#UNKNOWN} if it depends on a device, and it is not decided whether there is one. */
    int expectedIfCertain(int vcpu, int place) {
        int expected = expected(vcpu, place);
        boolean sure = devices.decided()
                || expected
                        == rule.expected(vcpu, leaves.key(place), !devices.attached(), leaves.is(place, Leaves.MMIO));
        return sure ? expected : LeafRule.UNKNOWN;
    }

    private @Nullable Believer believer(int place) {
        for (int k = 0; k < kinds.count(); k++) {
            int v = kinds.vcpu(k);
            MemType believed = rule.believedIfWeaker(v, leaves.key(place).gpa(), leaves.type(place));
            if (believed != null) {
                return new Believer(v, believed);
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
            boolean withCd = leaves.is(place, Leaves.WITH_CD);
            String claim = ClaimPatterns.ofStale(leaf, withCd, change);
            return new LeafFinding(
                    Kind.STALE, shown, shouldBe(place), hazards(place), change.line(), change.text(), claim);
        }
        Believer believer = Objects.requireNonNull(believer(place), "it is weaker than a vCPU believes");
        int v = believer.vcpu;
        return new LeafFinding(
                Kind.WEAKER,
                shown,
                believer.believed.toString(),
                rule.hazards(v, leaf.type(), believer.believed),
                change.line(),
                change.text(),
                ClaimPatterns.ofWeaker(rule.design(), machine(), v, vm.vcpu(v), leaf));
    }

    /** The types that the vCPUs would get, each once. */
    private String shouldBe(int place) {
        StringJoiner should = new StringJoiner(" or ");
        List<Integer> said = new ArrayList<>();
        for (int k = 0; k < kinds.count(); k++) {
            int expected = expected(kinds.vcpu(k), place);
            if (!said.contains(expected)) {
                said.add(expected);
                should.add(LeafRule.text(expected));
            }
        }
        return should.toString();
    }

    /** What can go wrong with the accesses of a leaf, of those vCPUs for which it is known what they would get. */
    private Hazards hazards(int place) {
        Hazards all = Hazards.NONE;
        for (int k = 0; k < kinds.count(); k++) {
            int expected = expected(kinds.vcpu(k), place);
            all = expected < EptLeaf.BOUND ? all.and(EptLeaf.hazards(leaves.type(place), expected)) : all;
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
        Hazards hazards = place == Leaves.NONE ? Hazards.NONE : hazards(place);
        findings.add(new LeafFinding(Kind.IMPOSSIBLE, leaf, should, hazards, line, by, claim));
    }
}
