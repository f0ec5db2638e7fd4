package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import dev.stalemate.systems.kvm.KvmDesign;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One guest: what its vCPUs' registers are, the leaves that exist, and which of them are wrong since when. Every change of a register
 * judges the leaves again; what is wrong counts once a vCPU enters the guest with it.
 */
final class TracedGuest {
    final TracedVm vm = new TracedVm();
    final Devices devices = new Devices();
    final LeafRule judge;
    final Timeline timeline;
    private final LeafFindings findings;
    private final int firstFinding;
    private Leaves leaves = new Leaves();
    private Leaves obsolete = new Leaves();
    private int[] alike = new int[1];
    private int kinds;
    private final List<Waiting> waiting = new ArrayList<>();
    private int wrong;
    private boolean quiescent;
    private boolean lookAtQuiescence;

    /** A leaf that is wrong since a change, and not yet seen by a guest. */
    private record Waiting(int place, GuestChange cause) {}

    TracedGuest(KvmDesign design, LeafFindings findings, Timeline timeline) {
        this.findings = findings;
        this.timeline = timeline;
        firstFinding = findings.size();
        judge = new LeafRule(vm, design);
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

    void remove(int place, long line) {
        endFinding(place, line);
        leaves.remove(place);
    }

    private void endFinding(int place, long line) {
        if (leaves.finding(place) != Leaves.NONE) {
            findings.end(leaves.finding(place), line);
            leaves.setFinding(place, Leaves.NONE);
            wrong--;
        }
    }

    /** Judges a leaf that is new. */
    void judgeNew(int place) {
        likes();
        judge(place, new GuestChange(leaves.line(place), GuestChange.What.INSTALLED, leaves.vcpu(place), 0));
    }

    /** Judges all leaves again, after a change. */
    void judgeAll(GuestChange cause) {
        likes();
        lookAtQuiescence = true;
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place)) {
                judge(place, cause);
            }
        }
    }

    /** Judges those leaves again that map any of these bytes. */
    void judgeRange(GuestChange cause, long first, long last) {
        likes();
        lookAtQuiescence = true;
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && leaves.gpa(place) <= last && leaves.gpa(place) + leaves.size(place) > first) {
                judge(place, cause);
            }
        }
    }

    /** Finds one vCPU of each kind: those that are alike believe, and would get, the same. */
    private void likes() {
        if (alike.length < vm.vcpus()) {
            alike = new int[vm.vcpus()];
        }
        kinds = 0;
        for (int v = 0; v < vm.vcpus(); v++) {
            if (vm.vcpu(v).online() && !isLikeAnother(v)) {
                alike[kinds++] = v;
            }
        }
    }

    private boolean isLikeAnother(int v) {
        for (int k = 0; k < kinds; k++) {
            if (vm.vcpu(alike[k]).sameAs(vm.vcpu(v))) {
                return true;
            }
        }
        return false;
    }

    private void judge(int place, GuestChange cause) {
        boolean wasWrong = leaves.is(place, Leaves.STALE) || leaves.is(place, Leaves.WEAKER);
        boolean open = leaves.is(place, Leaves.OPEN);
        boolean stale = !open && isStale(place);
        boolean weaker = !open && !stale && isWeaker(place);
        if (wasWrong && (stale != leaves.is(place, Leaves.STALE) || weaker != leaves.is(place, Leaves.WEAKER))) {
            endFinding(place, cause.line());
            leaves.set(place, Leaves.WAITING, false);
            wasWrong = false;
        }
        leaves.set(place, Leaves.STALE, stale);
        leaves.set(place, Leaves.WEAKER, weaker);
        if ((stale || weaker) && !wasWrong) {
            leaves.set(place, Leaves.WAITING, true);
            waiting.add(new Waiting(place, cause));
        }
    }

    /** Decides what was left open. */
    void close() {
        for (int place = 0; place < leaves.bound(); place++) {
            leaves.set(place, Leaves.OPEN, false);
        }
    }

    private boolean isStale(int place) {
        boolean any = false;
        for (int k = 0; k < kinds; k++) {
            int own = own(alike[k], place);
            if (own == leaves.type(place) || own == LeafRule.UNSURE) {
                return false;
            }
            any = true;
        }
        return any;
    }

    private boolean isWeaker(int place) {
        if (vm.noncoherentDma() && !leaves.is(place, Leaves.MMIO)) {
            for (int k = 0; k < kinds; k++) {
                if (judge.weaker(alike[k], leaves.gpa(place), leaves.type(place)) != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What a vCPU would get now in place of a leaf, if it can be said whether there are devices with non-coherent DMA. */
    int ownForSure(int vcpu, int place) {
        int own = own(vcpu, place);
        if (devices.decided()) {
            return own;
        }
        vm.setNoncoherentDma(false);
        int without = own(vcpu, place);
        vm.setNoncoherentDma(true);
        return own == without ? own : LeafRule.UNSURE;
    }

    /** What a vCPU would get now in place of a leaf. */
    int own(int vcpu, int place) {
        return judge.own(vcpu, leaves.gpa(place), leaves.level(place), leaves.is(place, Leaves.MMIO));
    }

    /** A vCPU enters the guest: from now on what is wrong counts. */
    void enter() {
        for (Waiting w : waiting) {
            // The place may hold another leaf by now.
            if (leaves.holds(w.place) && leaves.is(w.place, Leaves.WAITING) && leaves.line(w.place) <= w.cause.line()) {
                leaves.set(w.place, Leaves.WAITING, false);
                int number = findings.add(finding(w.place, w.cause));
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
            quiescent = vm.quiescent();
            if (quiescent && wrong > 0) {
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

    /** It turns out that there is no device with non-coherent DMA: it was judged as if there were one. */
    void isCoherent(long line) {
        devices.decide(false);
        vm.setNoncoherentDma(false);
        withdraw();
        judgeAll(GuestChange.of(line, GuestChange.What.LEARNED));
    }

    /** Forgets what was found so far, because it hung on a device that may not be there. */
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

    private LeafFinding finding(int place, GuestChange cause) {
        boolean stale = leaves.is(place, Leaves.STALE);
        return new LeafFinding(
                stale ? Kind.STALE : Kind.WEAKER,
                leaves.space(place),
                leaves.gfn(place),
                leaves.level(place),
                leaves.type(place),
                stale ? shouldBe(place) : believed(place).toString(),
                stale ? hazards(place) : judge.hazards(believer(place), leaves.type(place), believed(place)),
                leaves.is(place, Leaves.UNSEEN) ? 0 : leaves.line(place),
                leaves.vcpu(place),
                cause.line(),
                cause.text(),
                ClaimPatterns.of(this, place, stale, cause));
    }

    /** The types that the vCPUs would get, each once. */
    String shouldBe(int place) {
        StringJoiner should = new StringJoiner(" or ");
        List<Integer> said = new ArrayList<>();
        for (int k = 0; k < kinds; k++) {
            int own = own(alike[k], place);
            if (!said.contains(own)) {
                said.add(own);
                should.add(text(own));
            }
        }
        return should.toString();
    }

    private MemType believed(int place) {
        for (int k = 0; k < kinds; k++) {
            MemType believed = judge.weaker(alike[k], leaves.gpa(place), leaves.type(place));
            if (believed != null) {
                return believed;
            }
        }
        return MemType.UC;
    }

    /** The vCPU that believes a leaf's accesses uncached, or -1. */
    int believer(int place) {
        for (int k = 0; k < kinds; k++) {
            if (judge.weaker(alike[k], leaves.gpa(place), leaves.type(place)) != null) {
                return alike[k];
            }
        }
        return -1;
    }

    /** What can go wrong with the accesses of a leaf, as far as it is known what the vCPUs would get. */
    private Hazards hazards(int place) {
        Hazards all = Hazards.NONE;
        for (int k = 0; k < kinds; k++) {
            int own = own(alike[k], place);
            all = own < EptLeaf.BOUND ? all.and(EptLeaf.hazards(leaves.type(place), own)) : all;
        }
        return all;
    }

    static String text(int type) {
        return type == LeafRule.MIXED ? "mixed types" : type == LeafRule.UNSURE ? "unknown" : EptLeaf.text(type);
    }

    /** The first leaf that should be gone by a zap, or {@link Leaves#NONE}; how many there are is counted into {@code counts[0]}. */
    int survivor(ZapCheck check, int[] counts) {
        int first = Leaves.NONE;
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place)
                    && leaves.line(place) < check.installedBefore()
                    && check.hits(leaves.gpa(place), leaves.size(place))) {
                first = first == Leaves.NONE ? place : first;
                counts[0]++;
            }
        }
        return first;
    }

    /** Takes away what a zap takes, where the trace shows no zaps. */
    void apply(ZapCheck check) {
        for (int place = 0; place < leaves.bound(); place++) {
            if (leaves.holds(place) && check.hits(leaves.gpa(place), leaves.size(place))) {
                remove(place, check.cause().line());
            }
        }
    }

    /** Adds a finding that was made before. */
    void add(LeafFinding finding) {
        findings.add(finding);
    }

    /** Adds what is impossible. */
    void impossible(long line, int place, String should, String by, @Nullable String claim) {
        findings.add(
                place == Leaves.NONE
                        ? new LeafFinding(Kind.IMPOSSIBLE, 0, -1, 0, 0, should, Hazards.NONE, 0, -1, line, by, claim)
                        : new LeafFinding(
                                Kind.IMPOSSIBLE,
                                leaves.space(place),
                                leaves.gfn(place),
                                leaves.level(place),
                                leaves.type(place),
                                should,
                                hazards(place),
                                leaves.line(place),
                                leaves.vcpu(place),
                                line,
                                by,
                                claim));
    }
}
