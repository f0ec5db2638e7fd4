package dev.stalemate.systems.nested;

import dev.stalemate.model.Acts;
import dev.stalemate.model.IntField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a design does about shadows and what CPUs cache of them, and tells; only while somebody listens. */
final class ToldNested {
    /** The entry is in the shadow itself. */
    static final int SHADOW = -1;
    /** What an INVEPT can be of. */
    static final String ALL = "all contexts";

    private final NestedFields fields;
    private final NestedDesign design;
    private final Acts acts;
    /** What the function has done that decides now. */
    private final List<String> done = new ArrayList<>();
    /** CPUs that have executed INVEPT, by what it was of. */
    private final Map<String, List<String>> invepts = new LinkedHashMap<>();

    /** A question about an entry. */
    @FunctionalInterface
    interface Entry {
        /**
         * Whether a function could have dropped it.
         *
         * @param cpu the CPU that caches it, or {@link #SHADOW}
         * @param holder whose slot it is of: a vCPU's or, of shared shadows, the domain's
         * @param target 1 + the machine frame that it maps to
         */
        boolean test(int cpu, int holder, int slot, int target);
    }

    ToldNested(NestedFields fields) {
        this.fields = fields;
        this.design = fields.design;
        this.acts = fields.layout.acts();
    }

    /** Whether anybody listens. */
    boolean on() {
        return acts.on();
    }

    /** Takes a note of what is done, for {@link #tell}. */
    void note(String what) {
        if (!done.contains(what)) {
            done.add(what);
        }
    }

    /** The same of a CPU that is to be flushed before a vCPU runs there. */
    void noteMark(int cpu) {
        if (on()) {
            note("marks CPU " + cpu);
        }
    }

    /** The same of an INVEPT on a CPU. */
    void noteInvept(String what, int cpu) {
        if (on()) {
            invepts.computeIfAbsent(what, key -> new ArrayList<>()).add("CPU " + cpu);
        }
    }

    /** Tells what a function has done since the last time, or that it did nothing. */
    void tell(String function, String before, String nothing) {
        if (on()) {
            invepts.forEach((what, cpus) -> note("executes INVEPT of " + what
                    + (what.equals(ALL) || cpus.size() == fields.cpu.size() ? " on " : " only on ")
                    + String.join(" and ", cpus)));
            acts.did(function, before + (done.isEmpty() ? nothing : String.join(", ", done)));
            done.clear();
            invepts.clear();
        }
    }

    /** Which function handles a violation of L2's. */
    String violation() {
        return design.shared ? "nestedhvm_hap_nested_page_fault()" : "vept_ept_violation()";
    }

    /** Which one handles an INVEPT of L1's. */
    String invept(boolean all) {
        return !design.shared ? "vmx_vmexit_handler()" : all ? "nvmx_handle_invept()" : "np2m_flush_base()";
    }

    /** Which one finds the shadow of an EPTP. */
    String load() {
        return design.shared ? "p2m_get_nestedp2m_locked()" : "vmx_vmexit_handler()";
    }

    /** Which one empties shadows after a change of the p2m. */
    String empty() {
        return design.shared ? "p2m_flush_nestedp2m()" : "ept_sync_domain()";
    }

    /** Entries that the function told of last could have dropped, and that are still there. */
    void leave(long[] s, Entry which) {
        if (!on()) {
            return;
        }
        ShadowTables tables = fields.tables;
        leave(s, which, tables.shadow, 1, tables.holders());
        leave(s, which, tables.tlb, fields.cpu.size(), tables.holders());
        leave(s, which, tables.combined, fields.cpu.size(), fields.vcpu.size());
    }

    private void leave(long[] s, Entry which, IntField field, int cpus, int holders) {
        int perSlot = fields.l2Frame.size();
        int slots = fields.slot.size();
        for (int i = 0; i < cpus * holders * slots * perSlot; i++) {
            int slot = i / perSlot % slots;
            int cpu = field == fields.tables.shadow ? SHADOW : i / perSlot / slots / holders;
            int holder = fields.tables.holder(i / perSlot / slots % holders);
            if (field.is(s, i) && which.test(cpu, holder, slot, field.get(s, i))) {
                acts.could(field, i);
            }
        }
    }

    /** Whether a CPU is to drop what it caches before a vCPU runs there. */
    boolean isMarked(long[] s, int v, int cpu) {
        return cpu != SHADOW
                && (fields.pending.is(s, cpu)
                        || (design.marksArrivals() && fields.mask.is(s, v * fields.cpu.size() + cpu)));
    }

    /** Slots of a mask, in words. */
    String slots(int mask) {
        List<String> slots = new ArrayList<>();
        for (int t = 0; t < fields.slot.size(); t++) {
            if ((mask >> t & 1) != 0) {
                slots.add("slot " + t);
            }
        }
        return String.join(" and ", slots);
    }
}
