package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.HostFrames.Assumed;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import dev.stalemate.systems.kvm.ExpectedLeaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks of each leaf that is installed whether the version's rule has it so, and learns from it what no event tells: whether there is a
 * device with non-coherent DMA, and which of the host's frames are RAM.
 */
final class Installations {
    private static final int UC = EptLeaf.of(MemType.UC, false);
    private static final long BLOCK = 256;
    private static final String NOBODYS = "no vCPU's rule installs this";

    private final TracedGuest guest;
    private final Devices devices;
    private final HostFrames host = new HostFrames();
    private final Untold untold;
    private long ramBelow;
    private boolean full;
    private long installed;
    private long judged;

    Installations(TracedGuest guest) {
        this.guest = guest;
        devices = guest.devices;
        untold = new Untold(guest, this);
    }

    Untold untold() {
        return untold;
    }

    /** The VMM says that guest-physical memory below this, in bytes, is RAM. */
    void setRamBelow(long end) {
        ramBelow = end;
    }

    /** Whether there are more leaves than can be kept. */
    boolean full() {
        return full;
    }

    /** How many leaves were installed. */
    long installed() {
        return installed;
    }

    /** How many of them were judged as they were installed: it was known what they should be. */
    long judged() {
        return judged;
    }

    HostFrames host() {
        return host;
    }

    /**
     * A leaf is installed.
     *
     * @param fault the line of the fault that installs it; what changed since then may have come before or after the leaf was made, or in
     *     between
     */
    void install(TracedLeaf leaf, long fault) {
        installed++;
        if (!devices.told()) {
            learnDevices(leaf);
        }
        untold.learn(leaf, mayBeMmio(leaf));
        int expected = expected(leaf, devices.attached());
        boolean fits = expected == leaf.type() || expected == LeafRule.UNKNOWN;
        boolean mmio = !fits && mayBeMmio(leaf);
        boolean fitsOtherDevices =
                !fits && !mmio && !devices.told() && expected(leaf, !devices.attached()) == leaf.type();
        Untold.Answer otherwise = fits || mmio ? Untold.Answer.NOTHING : untold.explain(leaf, fitsOtherDevices);
        if (otherwise == Untold.Answer.INFERRED) {
            expected = leaf.type();
            fits = true;
        }
        boolean undecided = otherwise == Untold.Answer.SEVERAL;
        boolean raced = guest.lastChange() > fault && fault > 0;
        boolean open = fitsOtherDevices && otherwise == Untold.Answer.NOTHING;
        if (mmio) {
            host.assumeMmio(leaf, expected);
        } else if (expected != LeafRule.UNKNOWN && !undecided) {
            judged++;
        }
        int flags = (withCd(leaf) ? Leaves.WITH_CD : 0)
                | (mmio ? Leaves.MMIO : 0)
                | (open ? Leaves.OPEN : 0)
                | (undecided ? Leaves.UNSURE : 0);
        if (!add(leaf, flags) || undecided || raced) {
            return;
        }
        if (open) {
            contradict(leaf, expected);
        } else if (expected == ExpectedLeaf.MIXED || (expected == leaf.type() && !mayBeLarge(leaf))) {
            impossible(leaf, "smaller leaves", "a large page of mixed types is split", "K18");
        } else if (!fits && !mmio) {
            impossible(leaf, LeafRule.text(expected), NOBODYS, null);
        }
        if (expected == leaf.type() && expected != UC) {
            proveRam(leaf);
        }
    }

    /** A leaf was there before the trace, or without an event: what it was installed for is not known. */
    void addUnseen(TracedLeaf leaf) {
        add(leaf, Leaves.UNSEEN);
    }

    private boolean add(TracedLeaf leaf, int flags) {
        boolean added = guest.add(leaf, flags);
        full |= !added;
        return added;
    }

    private void impossible(TracedLeaf leaf, String should, String by, @Nullable String claim) {
        guest.impossible(leaf.line(), guest.leaves().find(leaf.key()), should, by, claim);
    }

    private boolean withCd(TracedLeaf leaf) {
        return leaf.vcpu() >= 0 && guest.vm.vcpu(leaf.vcpu()).cd();
    }

    boolean mayBeMmio(TracedLeaf leaf) {
        return leaf.type() == UC && leaf.key().gpa() >= ramBelow && !host.isRam(leaf.frame());
    }

    private boolean mayBeLarge(TracedLeaf leaf) {
        return leaf.key().level() == 1
                || leaf.vcpu() < 0
                || guest.rule.mayBeLarge(leaf.vcpu(), leaf.key(), devices.attached());
    }

    /** What the vCPU that faulted would get; if it is not known, what any would get that would get this type. */
    int expected(TracedLeaf leaf, boolean noncoherentDma) {
        if (leaf.vcpu() >= 0) {
            return guest.rule.expected(leaf.vcpu(), leaf.key(), noncoherentDma, false);
        }
        int expected = LeafRule.UNKNOWN;
        for (int v = 0; v < guest.vm.vcpus() && expected != leaf.type(); v++) {
            if (guest.vm.vcpu(v).exists()) {
                expected = guest.rule.expected(v, leaf.key(), noncoherentDma, false);
            }
        }
        return expected;
    }

    /** What a leaf says of devices: a type that fits only where there is one, or only where there is none. */
    private void learnDevices(TracedLeaf leaf) {
        int type = leaf.type();
        int with = expected(leaf, true);
        int without = expected(leaf, false);
        if (devices.decided()) {
            int now = devices.attached() ? with : without;
            if (now == type && with != without) {
                refute();
            }
            return;
        }
        // A type by the guest's MTRRs, which are not known, never ignores the guest's PAT.
        boolean fitsWith = with == type || (with == LeafRule.UNKNOWN && !EptLeaf.ipat(type));
        boolean fitsWithout = without == type;
        if (fitsWithout && !fitsWith) {
            guest.isCoherent(leaf.line());
        } else if (fitsWith && !fitsWithout) {
            devices.decide(true);
        }
    }

    /** A leaf fits only if a device came or went that no event told of. */
    private void contradict(TracedLeaf leaf, int expected) {
        Hazards hazards = expected < EptLeaf.BOUND ? EptLeaf.hazards(leaf.type(), expected) : Hazards.NONE;
        LeafFinding otherwise =
                new LeafFinding(Kind.IMPOSSIBLE, leaf, LeafRule.text(expected), hazards, leaf.line(), NOBODYS, null);
        long since = devices.contradicted(otherwise);
        if (since > 0) {
            guest.close();
            GuestChange change =
                    GuestChange.of(since, devices.attached() ? GuestChange.What.ATTACHED : GuestChange.What.DETACHED);
            guest.timeline.changed(change, false);
            guest.judgeAll(change);
        }
    }

    /** Those leaves that could have meant that a device came or went were wrong. */
    void refute() {
        List<LeafFinding> wrong = devices.confirmed();
        if (!wrong.isEmpty()) {
            wrong.forEach(guest::add);
            guest.close();
        }
    }

    private void proveRam(TracedLeaf leaf) {
        for (long frame = leaf.frame(); frame < leaf.frame() + leaf.key().pages(); frame += BLOCK) {
            Assumed wrong = host.proveRam(frame);
            if (wrong != null) {
                guest.impossible(
                        wrong.leaf().line(),
                        LeafRule.text(wrong.asRam()),
                        "the leaf of gfn 0x"
                                + Long.toHexString(wrong.leaf().key().gfn())
                                + " is UC, as only MMIO is, but its host frame is RAM");
            }
        }
    }
}
