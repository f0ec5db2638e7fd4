package dev.stalemate.systems.nested;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;
import dev.stalemate.systems.nested.NestedSettings.Caches;
import java.util.ArrayList;
import java.util.List;

/**
 * Shadow tables in their slots, and what CPUs cache of them, as a piece of the layout.
 *
 * <p>A slot keeps its root page, so that its number, with the vCPU's or the domain's, is its EP4TA. Guest-physical mappings are tagged by
 * EP4TA alone, combined ones by VPID as well (SDM 28.3.1, 28.3.2; the linear address of a combined mapping is its L2 frame here). INVEPT
 * drops both kinds of an EP4TA, for every VPID (28.3.3.1); a new VPID leaves a vCPU's combined mappings out of use, and no others.
 */
final class ShadowTables {
    private final NestedFields fields;
    private final Index holder;
    private final boolean guestPhysical;
    private final boolean combines;

    /** 1 + the EPTP that a slot shadows, or 0. */
    final IntField key;
    /** 1 + the machine frame that a shadow maps an L2 frame to, or 0. */
    final IntField shadow;
    /** What a CPU caches of guest-physical mappings: 1 + a machine frame, or 0. */
    final IntField tlb;
    /** What a CPU caches of combined mappings under a vCPU's VPID. */
    final IntField combined;

    ShadowTables(Layout.Builder b, NestedFields fields) {
        this.fields = fields;
        Caches caches = fields.scope.get(NestedSettings.CACHES);
        guestPhysical = caches != Caches.COMBINED;
        combines = caches != Caches.GUEST_PHYSICAL;
        holder = fields.design.shared ? Index.single("domain") : fields.vcpu;
        int targets = 1 + fields.frames.index().size();
        key = b.number("slot.eptp", 1 + fields.eptp.size(), NestedFields::orNone, holder, fields.slot);
        shadow = b.number("shadow", targets, NestedFields::orNone, holder, fields.slot, fields.l2Frame);
        tlb = b.number(
                "tlb",
                guestPhysical ? targets : 1,
                NestedFields::orNone,
                fields.cpu,
                holder,
                fields.slot,
                fields.l2Frame);
        combined = b.number(
                "combined",
                combines ? targets : 1,
                NestedFields::orNone,
                fields.cpu,
                fields.vcpu,
                fields.slot,
                fields.l2Frame);
        Notation mfn = Notation.of("none", fields.frames.index());
        b.told(key, Notation.of("none", fields.eptp))
                .told(shadow, mfn)
                .told(tlb, mfn)
                .told(combined, mfn);
        b.kept(Instead.DROPPED, shadow).kept(Instead.DROPPED, tlb).kept(Instead.DROPPED, combined);
    }

    /** Whose table a vCPU's slots are: its own, or the domain's. */
    int holder(int v) {
        return fields.design.shared ? 0 : v;
    }

    /** How many holders there are. */
    int holders() {
        return holder.size();
    }

    private int slots() {
        return fields.slot.size();
    }

    private int perSlot() {
        return fields.l2Frame.size();
    }

    /** 1 + the EPTP that a vCPU's slot shadows, or 0. */
    int key(long[] s, int v, int t) {
        return key.get(s, holder(v) * slots() + t);
    }

    void setKey(long[] s, int v, int t, int e) {
        key.set(s, holder(v) * slots() + t, e);
    }

    private int shadowAt(int v, int t, int g) {
        return (holder(v) * slots() + t) * perSlot() + g;
    }

    private int tlbAt(int c, int h, int t, int g) {
        return ((c * holder.size() + h) * slots() + t) * perSlot() + g;
    }

    private int combinedAt(int c, int v, int t, int g) {
        return ((c * fields.vcpu.size() + v) * slots() + t) * perSlot() + g;
    }

    int shadow(long[] s, int v, int t, int g) {
        return shadow.get(s, shadowAt(v, t, g));
    }

    void fill(long[] s, int v, int t, int g, int target) {
        shadow.set(s, shadowAt(v, t, g), target);
    }

    /** What a vCPU that is on a CPU would use of its caches: 1 + a machine frame, or 0. */
    int cached(long[] s, int c, int v, int t, int g) {
        int both = combined.get(s, combinedAt(c, v, t, g));
        return both != 0 ? both : tlb.get(s, tlbAt(c, holder(v), t, g));
    }

    /** What a vCPU that is on a CPU may use of an L2 frame in a slot, in words; empty if there is none. */
    String uses(long[] s, int c, int v, int t, int g) {
        List<String> uses = new ArrayList<>();
        int cached = cached(s, c, v, t, g);
        if (cached != 0) {
            uses.add("the CPU's cached mfn " + (cached - 1));
        }
        int shadow = shadow(s, v, t, g);
        if (shadow != 0) {
            uses.add("slot " + t + "'s mfn " + (shadow - 1));
        }
        return String.join(" or ", uses);
    }

    /** Whether some use of a mapping, from any cache of the CPU's or from the shadow, gives this answer. */
    boolean mayUse(long[] s, int c, int v, int t, int g, int target) {
        return combined.get(s, combinedAt(c, v, t, g)) == target
                || tlb.get(s, tlbAt(c, holder(v), t, g)) == target
                || shadow(s, v, t, g) == target;
    }

    /** Whether a CPU has not yet cached all that it can of a mapping. */
    boolean misses(long[] s, int c, int v, int t, int g) {
        return (guestPhysical && tlb.get(s, tlbAt(c, holder(v), t, g)) == 0)
                || (combines && combined.get(s, combinedAt(c, v, t, g)) == 0);
    }

    /** A CPU translates, from its caches or by a walk of a shadow that has an entry, and keeps what it used. */
    void translate(long[] s, int c, int v, int t, int g) {
        int cached = cached(s, c, v, t, g);
        int target = cached != 0 ? cached : shadow(s, v, t, g);
        if (combines && combined.get(s, combinedAt(c, v, t, g)) == 0) {
            combined.set(s, combinedAt(c, v, t, g), target);
        }
        if (guestPhysical && tlb.get(s, tlbAt(c, holder(v), t, g)) == 0) {
            tlb.set(s, tlbAt(c, holder(v), t, g), target);
        }
    }

    /** Whether shadow or caches have anything of an L2 frame in a slot. */
    boolean known(long[] s, int v, int t, int g) {
        if (shadow(s, v, t, g) != 0) {
            return true;
        }
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (cached(s, c, v, t, g) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Empties a shadow; caches keep what they have. */
    void empty(long[] s, int v, int t) {
        for (int g = 0; g < perSlot(); g++) {
            fill(s, v, t, g, 0);
        }
    }

    /** INVEPT of one EP4TA on a CPU. */
    void invept(long[] s, int c, int v, int t) {
        for (int g = 0; g < perSlot(); g++) {
            tlb.set(s, tlbAt(c, holder(v), t, g), 0);
            for (int other = 0; other < fields.vcpu.size(); other++) {
                if (fields.design.shared || other == v) {
                    combined.set(s, combinedAt(c, other, t, g), 0);
                }
            }
        }
    }

    /** INVEPT of all of a vCPU's EP4TAs on a CPU. */
    void inveptOf(long[] s, int c, int v) {
        for (int t = 0; t < slots(); t++) {
            invept(s, c, v, t);
        }
    }

    /** INVEPT of all contexts on a CPU. */
    void inveptAll(long[] s, int c) {
        for (int v = 0; v < holder.size(); v++) {
            inveptOf(s, c, v);
        }
    }

    /** A vCPU gets another VPID: the old one's combined mappings are never used again. */
    void newVpid(long[] s, int v) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            for (int t = 0; t < slots(); t++) {
                for (int g = 0; g < perSlot(); g++) {
                    combined.set(s, combinedAt(c, v, t, g), 0);
                }
            }
        }
    }

    /** Entries that a vCPU's shadows have: pages of its pool. */
    int used(long[] s, int v) {
        int used = 0;
        for (int t = 0; t < slots(); t++) {
            for (int g = 0; g < perSlot(); g++) {
                used += shadow(s, v, t, g) == 0 ? 0 : 1;
            }
        }
        return used;
    }
}
