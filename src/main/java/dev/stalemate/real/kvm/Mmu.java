package dev.stalemate.real.kvm;

import dev.stalemate.paging.EptLeaf;
import org.jspecify.annotations.Nullable;

/**
 * Takes in the events about entries of the EPT, and keeps the guest's leaves as they tell.
 *
 * <p>The TDP MMU logs every change of an entry. The other one logs what faults install and the tables that go, but no entry that is zapped
 * alone: there, the zaps of the version's own rule are taken as done.
 */
final class Mmu {
    private final TracedGuest guest;
    private final Installations installations;
    private boolean logsZaps;
    private boolean whole;
    private boolean notEpt;
    private long notifierZaps;

    Mmu(TracedGuest guest) {
        this.guest = guest;
        installations = new Installations(guest);
    }

    /** What was made of the leaves that were installed. */
    Installations installations() {
        return installations;
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

    void setNotEpt() {
        notEpt = true;
        guest.leaves().clear();
    }

    /** kvm_tdp_mmu_spte_changed; false if it can't be read. */
    boolean changed(TraceLine line, Threads.Task thread, int vcpu) {
        int space = line.after("id").decimal();
        LeafKey key =
                new LeafKey(space, line.after("gfn").hex(), line.after("level").decimal());
        long old = line.after("old_spte").hex();
        long now = line.after("new_spte").hex();
        if (line.bad() || !key.possible()) {
            return false;
        }
        logsZaps = true;
        if (Spte.isNotEpt(old, key.level()) || Spte.isNotEpt(now, key.level())) {
            setNotEpt();
        }
        if (notEpt) {
            return true;
        }
        TracedLeaf was = isLeaf(old, key) ? TracedLeaf.of(key, old, -1, line.number) : null;
        TracedLeaf is = isLeaf(now, key) ? TracedLeaf.of(key, now, vcpu, line.number) : null;
        // Where neither is a leaf, none goes: where obsolete tables are torn down, this is not the entry that vCPUs
        // use.
        boolean tornDown = was == null && !Spte.present(now);
        boolean ofObsolete = was != null && is == null && removeObsolete(was);
        if (!tornDown && !ofObsolete) {
            change(thread.lastEvent, line.number, key, was, is, Spte.present(now));
        }
        thread.installed = Spte.present(now) ? TracedLeaf.of(key, now, vcpu, line.number) : null;
        return true;
    }

    private static boolean isLeaf(long spte, LeafKey key) {
        return Spte.present(spte) && Spte.leaf(spte, key.level());
    }

    private boolean removeObsolete(TracedLeaf was) {
        Leaves obsolete = guest.obsolete();
        int place = obsolete.find(was.key());
        boolean found = place != Leaves.NONE && obsolete.sameMapping(place, was);
        if (found) {
            obsolete.remove(place);
        }
        return found;
    }

    /**
     * An entry changes that vCPUs use.
     *
     * @param fault the line of the event that the thread handles
     * @param was the leaf that the event says was there, or null
     * @param is the leaf that is there now, or null
     * @param present whether anything is there now: a leaf or a table
     */
    private void change(
            long fault, long line, LeafKey key, @Nullable TracedLeaf was, @Nullable TracedLeaf is, boolean present) {
        int place = guest.leaves().find(key);
        String wrong = disagreement(place, was);
        if (wrong != null) {
            guest.impossible(line, place, was == null ? "none" : EptLeaf.text(was.type()), wrong, null);
        }
        boolean same = was != null && is != null && is.sameMapping(was);
        if (same && place != Leaves.NONE && wrong == null) {
            return;
        }
        if (place != Leaves.NONE) {
            guest.remove(place, line);
        }
        if (is != null && same) {
            installations.addUnseen(new TracedLeaf(key, is.type(), is.frame(), -1, line));
        } else if (is != null) {
            installations.install(is, fault);
        } else if (was != null && present) {
            split(was, line);
        }
    }

    /** How what an event says was there differs from what earlier events say; null if they agree, or if no event told. */
    private @Nullable String disagreement(int place, @Nullable TracedLeaf was) {
        if (place == Leaves.NONE) {
            return was != null && whole ? "the entry was a leaf that no event installed" : null;
        }
        if (was == null) {
            return "the entry was no leaf, though one was installed";
        }
        return guest.leaves().sameMapping(place, was) ? null : "the entry is not what was installed";
    }

    /** A large leaf becomes a table with the same pages; no event tells of each page (tdp_mmu_split_huge_page()). */
    private void split(TracedLeaf large, long line) {
        for (int i = 0; i < LeafKey.ENTRIES && !installations.full(); i++) {
            TracedLeaf part = large.part(i, line);
            if (guest.leaves().find(part.key()) == Leaves.NONE) {
                installations.addUnseen(part);
            }
        }
    }

    /** kvm_mmu_set_spte; false if it can't be read. */
    boolean set(TraceLine line, Threads.Task thread, int vcpu) {
        long gfn = line.after("gfn").hex();
        long spte = line.after("spte").hex();
        LeafKey key = new LeafKey(0, gfn, line.after("level").decimal());
        if (line.bad() || !key.possible()) {
            return false;
        }
        if (notEpt) {
            return true;
        }
        if (logsZaps) {
            again(TracedLeaf.of(key, spte, vcpu, line.number), thread.installed);
        } else if (Spte.isNotEpt(spte, key.level())) {
            setNotEpt();
        } else if (isLeaf(spte, key)) {
            replace(TracedLeaf.of(key, spte, vcpu, line.number), thread.lastEvent);
        }
        return true;
    }

    /** The TDP MMU logs twice what a fault installs; the second event does not tell the address space. */
    private void again(TracedLeaf leaf, @Nullable TracedLeaf installed) {
        if (installed == null
                || installed.key().gfn() != leaf.key().gfn()
                || installed.key().level() != leaf.key().level()
                || installed.sameMapping(leaf)) {
            return;
        }
        guest.impossible(
                leaf.line(),
                guest.leaves().find(installed.key()),
                EptLeaf.text(leaf.type()),
                "the two events of one installation differ",
                null);
    }

    private void replace(TracedLeaf leaf, long fault) {
        int place = guest.leaves().find(leaf.key());
        boolean there = place != Leaves.NONE && !guest.leaves().is(place, Leaves.UNSURE);
        if (there && guest.leaves().sameMapping(place, leaf)) {
            return;
        }
        if (place != Leaves.NONE) {
            guest.remove(place, leaf.line());
        }
        removeOverlapping(leaf);
        installations.install(leaf, fault);
    }

    /** A frame has one leaf: a large one and those below it are never there together, and the MMU that logs no zaps doesn't tell which goes. */
    private void removeOverlapping(TracedLeaf leaf) {
        Leaves leaves = guest.leaves();
        LeafKey key = leaf.key();
        for (int level = key.level() + 1; level <= LeafKey.MOST_LEVELS; level++) {
            int place = leaves.find(key.above(level));
            if (place != Leaves.NONE) {
                guest.remove(place, leaf.line());
            }
        }
        for (int i = 0; key.level() == 2 && i < LeafKey.ENTRIES; i++) {
            int place = leaves.find(key.below(i));
            if (place != Leaves.NONE) {
                guest.remove(place, leaf.line());
            }
        }
        for (int place = 0; key.level() > 2 && place < leaves.bound(); place++) {
            if (leaves.holds(place)
                    && leaves.key(place).level() < key.level()
                    && leaves.key(place).above(key.level()).equals(key)) {
                guest.remove(place, leaf.line());
            }
        }
    }

    /** The host takes memory away (an MMU notifier), which its event names by addresses of the VMM's. */
    void notified(long line) {
        if (!logsZaps && guest.leaves().count() > 0) {
            guest.doubtAll(line);
            notifierZaps++;
        }
    }

    /** How often the host took memory away, and no event told which leaves went. */
    long notifierZaps() {
        return notifierZaps;
    }

    /** kvm_mmu_prepare_zap_page; false if it can't be read. */
    boolean zapPage(TraceLine line) {
        long gfn = line.after("gfn").hex();
        String role = line.word();
        if (line.bad() || role.isEmpty()) {
            return false;
        }
        // "l1" since 5.10, "1/4" before.
        char level = role.charAt(role.charAt(0) == 'l' && role.length() > 1 ? 1 : 0);
        LeafKey first = new LeafKey(0, gfn, level - '0');
        if (!first.possible()) {
            return false;
        }
        guest.timeline.table(line.number, gfn, first.level());
        for (int i = 0; i < LeafKey.ENTRIES && !logsZaps; i++) {
            int place = guest.leaves().find(first.next(i));
            if (place != Leaves.NONE) {
                guest.remove(place, line.number);
            }
        }
        return true;
    }
}
