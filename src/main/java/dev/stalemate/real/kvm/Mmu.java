package dev.stalemate.real.kvm;

import dev.stalemate.memtype.Hazards;
import dev.stalemate.memtype.MemType;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.real.kvm.HostFrames.Assumed;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the events about entries of the EPT, and asks of each leaf that is installed whether the version's rule has it so.
 *
 * <p>The TDP MMU logs every change of an entry. The other one logs what faults install and the tables that go, but no entry that is zapped
 * alone: there, the zaps of the version's own rule are taken as done.
 */
final class Mmu {
    private static final int UC = EptLeaf.of(MemType.UC, false);
    private static final int MOST_LEVELS = 5;
    private static final long MOST_FRAMES = 1L << 40;

    private final TracedGuest machine;
    private final HostFrames host = new HostFrames();
    private long ramBelow;
    private boolean logsZaps;
    private boolean whole;
    private boolean notEpt;
    private boolean full;
    private long leavesInstalled;
    private long leavesJudged;

    Mmu(TracedGuest machine) {
        this.machine = machine;
    }

    /** The VMM says that guest-physical memory below this, in bytes, is RAM. */
    void setRamBelow(long end) {
        ramBelow = end;
    }

    /** The trace has the machine's life from its first entry on. */
    void setWhole() {
        whole = true;
    }

    /** Whether each zap is an event. */
    boolean logsZaps() {
        return logsZaps;
    }

    /** Whether the entries are not those of an EPT. */
    boolean notEpt() {
        return notEpt;
    }

    /** Whether there are more leaves than can be kept. */
    boolean full() {
        return full;
    }

    /** How many leaves were installed. */
    long leavesInstalled() {
        return leavesInstalled;
    }

    /** How many of them were judged as they were installed: it was known what they should be. */
    long leavesJudged() {
        return leavesJudged;
    }

    HostFrames host() {
        return host;
    }

    void setNotEpt() {
        notEpt = true;
        machine.leaves().clear();
    }

    /** kvm_tdp_mmu_spte_changed; false if it can't be read. */
    boolean changed(TraceLine line, Threads.Task thread, int vcpu) {
        int space = line.after("id").decimal();
        long gfn = line.after("gfn").hex();
        int level = line.after("level").decimal();
        long old = line.after("old_spte").hex();
        long now = line.after("new_spte").hex();
        if (line.bad() || space > 1 || level < 1 || level > MOST_LEVELS || gfn < 0 || gfn >= MOST_FRAMES) {
            return false;
        }
        logsZaps = true;
        if (Spte.isNotEpt(old, level) || Spte.isNotEpt(now, level)) {
            setNotEpt();
        }
        if (notEpt) {
            return true;
        }
        change(line.number, Leaves.key(space, gfn, level), old, now, vcpu);
        thread.installedKey = Leaves.key(space, gfn, level);
        thread.installedSpte = now;
        return true;
    }

    private void change(long line, long key, long old, long now, int vcpu) {
        if (!Spte.present(now) && (!Spte.present(old) || !Spte.leaf(old, (int) (key >> 1) & 7))) {
            // No leaf goes; where obsolete tables are torn down, this is not about the entry that vCPUs use.
            return;
        }
        int level = (int) (key >> 1) & 7;
        boolean oldLeaf = Spte.present(old) && Spte.leaf(old, level);
        boolean nowLeaf = Spte.present(now) && Spte.leaf(now, level);
        if (oldLeaf && !nowLeaf && ofObsolete(key, old, level)) {
            return;
        }
        Leaves leaves = machine.leaves();
        int place = leaves.find(key);
        boolean same = oldLeaf && nowLeaf && sameMapping(old, now, level);
        String wrong = disagreement(place, oldLeaf, old, level);
        if (wrong != null) {
            machine.impossible(line, place, oldLeaf ? EptLeaf.text(Spte.type(old)) : "none", wrong, null);
        }
        if (same && place != Leaves.NONE && wrong == null) {
            return;
        }
        if (place != Leaves.NONE) {
            machine.remove(place, line);
        }
        if (nowLeaf && same) {
            add(key, now, level, -1, line, Leaves.UNSEEN);
        } else if (nowLeaf) {
            install(line, key, now, level, vcpu);
        } else if (oldLeaf && Spte.present(now)) {
            split(line, key, old, level);
        }
    }

    private boolean ofObsolete(long key, long old, int level) {
        Leaves obsolete = machine.obsolete();
        int place = obsolete.find(key);
        if (place == Leaves.NONE
                || obsolete.type(place) != Spte.type(old)
                || obsolete.frame(place) != Spte.frame(old, level)) {
            return false;
        }
        obsolete.remove(place);
        return true;
    }

    private static boolean sameMapping(long a, long b, int level) {
        return Spte.type(a) == Spte.type(b) && Spte.frame(a, level) == Spte.frame(b, level);
    }

    /** What an event says was there, if earlier events say otherwise; null if they agree, or nobody saw them. */
    private @Nullable String disagreement(int place, boolean oldLeaf, long old, int level) {
        Leaves leaves = machine.leaves();
        if (place == Leaves.NONE) {
            return oldLeaf && whole ? "the entry was a leaf that no event installed" : null;
        }
        if (!oldLeaf) {
            return "the entry was no leaf, though one was installed";
        }
        boolean as = leaves.type(place) == Spte.type(old) && leaves.frame(place) == Spte.frame(old, level);
        return as ? null : "the entry is not what was installed";
    }

    /** A large leaf becomes a table with the same pages, which no event tells one by one (tdp_mmu_split_huge_page()). */
    private void split(long line, long key, long old, int level) {
        long gfn = key >>> 4;
        long pages = 1L << (9 * (level - 2));
        for (int i = 0; i < 512 && !full; i++) {
            long child = Leaves.key((int) (key & 1), gfn + i * pages, level - 1);
            if (machine.leaves().find(child) == Leaves.NONE) {
                addLeaf(child, Spte.type(old), Spte.frame(old, level) + i * pages, -1, line, Leaves.UNSEEN);
            }
        }
    }

    /** kvm_mmu_set_spte; false if it can't be read. */
    boolean set(TraceLine line, Threads.Task thread, int vcpu) {
        long gfn = line.after("gfn").hex();
        long spte = line.after("spte").hex();
        int level = line.after("level").decimal();
        if (line.bad() || level < 1 || level > MOST_LEVELS || gfn < 0 || gfn >= MOST_FRAMES) {
            return false;
        }
        if (notEpt) {
            return true;
        }
        if (logsZaps) {
            again(line.number, thread, gfn, level, spte);
        } else if (Spte.isNotEpt(spte, level)) {
            setNotEpt();
        } else if (Spte.present(spte) && Spte.leaf(spte, level)) {
            long key = Leaves.key(0, gfn, level);
            int place = machine.leaves().find(key);
            if (place == Leaves.NONE
                    || machine.leaves().type(place) != Spte.type(spte)
                    || machine.leaves().frame(place) != Spte.frame(spte, level)) {
                if (place != Leaves.NONE) {
                    machine.remove(place, line.number);
                }
                install(line.number, key, spte, level, vcpu);
            }
        }
        return true;
    }

    /** The TDP MMU logs twice what a fault installs. */
    private void again(long line, Threads.Task thread, long gfn, int level, long spte) {
        for (int space = 0; space < 2; space++) {
            if (thread.installedKey == Leaves.key(space, gfn, level)
                    && Spte.present(thread.installedSpte)
                    && !sameMapping(thread.installedSpte, spte, level)) {
                int place = machine.leaves().find(thread.installedKey);
                String other = EptLeaf.text(Spte.type(spte));
                machine.impossible(line, place, other, "the two events of one installation differ", null);
            }
        }
    }

    /** kvm_mmu_prepare_zap_page; false if it can't be read. */
    boolean zapPage(TraceLine line) {
        long gfn = line.after("gfn").hex();
        String role = line.word();
        if (line.bad() || role.isEmpty() || gfn < 0 || gfn >= MOST_FRAMES) {
            return false;
        }
        // "l1" since 5.10, "1/4" before.
        int digit = role.charAt(0) == 'l' && role.length() > 1 ? role.charAt(1) - '0' : role.charAt(0) - '0';
        if (digit < 1 || digit > MOST_LEVELS) {
            return false;
        }
        machine.timeline.table(line.number, gfn, digit);
        if (!logsZaps) {
            long pages = 1L << (9 * (digit - 1));
            for (int i = 0; i < 512; i++) {
                int place = machine.leaves().find(Leaves.key(0, gfn + i * pages, digit));
                if (place != Leaves.NONE) {
                    machine.remove(place, line.number);
                }
            }
        }
        return true;
    }

    private void install(long line, long key, long spte, int level, int vcpu) {
        leavesInstalled++;
        int type = Spte.type(spte);
        long gpa = (key >>> 4) << 12;
        long frame = Spte.frame(spte, level);
        int right = machine.devices.told() ? own(vcpu, gpa, level, type) : decide(line, key, type, vcpu);
        int flags = vcpu >= 0 && machine.vm.vcpu(vcpu).cd() ? Leaves.WITH_CD : 0;
        boolean fits = right == type || right == LeafRule.UNSURE;
        leavesJudged += right == LeafRule.UNSURE ? 0 : 1;
        if (!fits && type == UC && gpa >= ramBelow && !host.isRam(frame)) {
            flags |= Leaves.MMIO;
            leavesJudged--; // it has nothing to be compared with
            host.assumeMmio(frame, new Assumed(key, line, vcpu, right));
            fits = true;
        }
        boolean contrary = !fits && !machine.devices.told() && isContrary(vcpu, gpa, level, type);
        add(key, spte, level, vcpu, line, flags | (contrary ? Leaves.OPEN : 0));
        int place = machine.leaves().find(key);
        if (place == Leaves.NONE) {
            return;
        }
        if (contrary) {
            contradict(line, place, right);
        } else if (right == LeafRule.MIXED || (right == type && !installsLarge(vcpu, gpa, level))) {
            machine.impossible(line, place, "smaller leaves", "a large page of mixed types is split", "K18");
        } else if (!fits) {
            machine.impossible(line, place, TracedGuest.text(right), "no vCPU's rule installs this", null);
        }
        if (right == type && type != UC) {
            proveRam(frame, level);
        }
    }

    private boolean installsLarge(int vcpu, long gpa, int level) {
        return level == 1 || vcpu < 0 || machine.judge.installsLarge(vcpu, gpa, level);
    }

    private void add(long key, long spte, int level, int vcpu, long line, int flags) {
        addLeaf(key, Spte.type(spte), Spte.frame(spte, level), vcpu, line, flags);
    }

    private void addLeaf(long key, int type, long frame, int vcpu, long line, int flags) {
        if (machine.leaves().add(key, type, frame, vcpu, line, flags)) {
            machine.judgeNew(machine.leaves().find(key));
        } else {
            full = true;
        }
    }

    /** What the vCPU that faulted would get; if it is not known, what any would get that would get this type. */
    private int own(int vcpu, long gpa, int level, int type) {
        if (vcpu >= 0) {
            return machine.judge.own(vcpu, gpa, level, false);
        }
        int own = LeafRule.UNSURE;
        for (int v = 0; v < machine.vm.vcpus(); v++) {
            own = machine.vm.vcpu(v).exists() ? machine.judge.own(v, gpa, level, false) : own;
            if (own == type) {
                return own;
            }
        }
        return own;
    }

    private int with(boolean device, int vcpu, long gpa, int level, int type) {
        machine.vm.setNoncoherentDma(device);
        int own = own(vcpu, gpa, level, type);
        machine.vm.setNoncoherentDma(machine.devices.attached());
        return own;
    }

    /** As {@link #own}; what the leaf says of devices is taken in. */
    private int decide(long line, long key, int type, int vcpu) {
        long gpa = (key >>> 4) << 12;
        int level = (int) (key >> 1) & 7;
        int own = own(vcpu, gpa, level, type);
        if (machine.devices.decided()) {
            if (own == type && type != with(!machine.devices.attached(), vcpu, gpa, level, type)) {
                refute();
            }
            return own;
        }
        int without = with(false, vcpu, gpa, level, type);
        // A type by the guest's MTRRs, which are not known, never ignores the guest's PAT.
        boolean fitsWith = own == type || (own == LeafRule.UNSURE && !EptLeaf.ipat(type));
        boolean fitsWithout = without == type;
        if (fitsWith != fitsWithout) {
            if (fitsWithout) {
                machine.isCoherent(line);
                return without;
            }
            machine.devices.decide(true);
        }
        return own;
    }

    private boolean isContrary(int vcpu, long gpa, int level, int type) {
        return with(!machine.devices.attached(), vcpu, gpa, level, type) == type;
    }

    private void contradict(long line, int place, int right) {
        Leaves leaves = machine.leaves();
        LeafFinding otherwise = new LeafFinding(
                Kind.IMPOSSIBLE,
                leaves.space(place),
                leaves.gfn(place),
                leaves.level(place),
                leaves.type(place),
                TracedGuest.text(right),
                right < EptLeaf.BOUND ? EptLeaf.hazards(leaves.type(place), right) : Hazards.NONE,
                line,
                leaves.vcpu(place),
                line,
                "no vCPU's rule installs this",
                null);
        long since = machine.devices.contradicted(otherwise);
        if (since > 0) {
            boolean attached = machine.devices.attached();
            machine.vm.setNoncoherentDma(attached);
            machine.close();
            GuestChange cause = GuestChange.of(since, attached ? GuestChange.What.ATTACHED : GuestChange.What.DETACHED);
            machine.timeline.changed(cause, false);
            machine.judgeAll(cause);
        }
    }

    /** Those leaves that could have meant that a device came or went were wrong. */
    void refute() {
        List<LeafFinding> wrong = machine.devices.confirmed();
        if (!wrong.isEmpty()) {
            wrong.forEach(machine::add);
            machine.close();
        }
    }

    private void proveRam(long frame, int level) {
        long frames = 1L << (9 * (level - 1));
        for (long f = frame; f < frame + frames; f += 256) {
            Assumed wrong = host.proveRam(f);
            if (wrong != null) {
                machine.impossible(wrong.line(), Leaves.NONE, TracedGuest.text(wrong.right()), mmioText(wrong), null);
            }
        }
    }

    private static String mmioText(Assumed wrong) {
        return "the leaf of gfn 0x" + Long.toHexString(wrong.key() >>> 4)
                + " is UC, as only MMIO is, but its host frame is RAM";
    }
}
