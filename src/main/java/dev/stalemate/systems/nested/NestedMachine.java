package dev.stalemate.systems.nested;

import dev.stalemate.systems.nested.NestedDesign.AtLoad;
import dev.stalemate.systems.nested.NestedDesign.AtMigration;
import dev.stalemate.systems.nested.NestedDesign.Emptied;
import dev.stalemate.systems.nested.NestedDesign.Reach;

/** What vCPUs and L1 do, and L0 on their behalf, as a design has it. Each method is one atomic step. */
final class NestedMachine {
    private static final String RESUME = "vmx_do_resume()";

    final NestedFields fields;
    final NestedDesign design;
    final ToldNested told;
    private final ShadowTables tables;
    private final int everySlot;

    NestedMachine(NestedFields fields) {
        this.fields = fields;
        this.design = fields.design;
        this.tables = fields.tables;
        this.told = new ToldNested(fields);
        this.everySlot = (1 << fields.slot.size()) - 1;
    }

    private int cpuOf(long[] s, int v) {
        return fields.cpuOf(s, v);
    }

    /** A vCPU gets a CPU, and enters the guest there. */
    void schedule(long[] s, int v, int c) {
        int from = cpuOf(s, v);
        NestedFields.spend(fields.movesLeft, s);
        fields.place.set(s, v, c + 1);
        fields.vcpus.goTo(s, v, fields.in);
        if (from >= 0 && from != c) {
            migrated(s, v, from, c);
        }
        if (fields.pending.is(s, c)) {
            inveptAll(s, c);
            told.tell("vmx_vmenter_helper()", "finds its CPU marked, ", "");
        }
        int here = v * fields.cpu.size() + c;
        if (design.marksArrivals() && fields.mask.is(s, here)) {
            tables.inveptOf(s, c, v);
            fields.flushes.add(s, 1);
            fields.mask.set(s, here, 0);
            if (told.on()) {
                told.noteInvept("every slot of vCPU " + v, c);
                told.tell(RESUME, "", "");
            }
        } else if (design.tracksWhereItRan()) {
            fields.mask.set(s, here, 1);
        }
        compareGeneration(s, v);
    }

    private void compareGeneration(long[] s, int v) {
        if (told.on() && design.shared && fields.active.is(s, v)) {
            String slot = " generation of slot " + (fields.active.get(s, v) - 1);
            told.note(
                    !design.checksGeneration
                            ? "does not compare the" + slot
                            : fields.behind.is(s, v)
                                    ? "finds a new" + slot + ", and gives it up"
                                    : "finds the same" + slot);
            told.tell("np2m_schedule()", "", "");
        }
        if (fields.behind.is(s, v)) {
            fields.behind.set(s, v, 0);
            if (design.checksGeneration) {
                fields.active.set(s, v, 0);
                tables.newVpid(s, v);
            }
        }
    }

    private void migrated(long[] s, int v, int from, int to) {
        int t = fields.active.get(s, v) - 1;
        if (t < 0) {
            return;
        }
        switch (design.atMigration) {
            case NOTHING -> {
                return;
            }
            case ACTIVE_ON_LEFT -> {
                tables.invept(s, from, v, t);
                fields.interrupts.add(s, 1);
            }
            case ALL_ON_LEFT -> {
                tables.inveptOf(s, from, v);
                fields.interrupts.add(s, 1);
            }
            case ACTIVE_ON_ARRIVED -> tables.invept(s, to, v, t);
            case ALL_ON_ARRIVED -> tables.inveptOf(s, to, v);
        }
        fields.flushes.add(s, 1);
        if (told.on()) {
            AtMigration at = design.atMigration;
            int on = at == AtMigration.ACTIVE_ON_LEFT || at == AtMigration.ALL_ON_LEFT ? from : to;
            boolean active = at == AtMigration.ACTIVE_ON_LEFT || at == AtMigration.ACTIVE_ON_ARRIVED;
            told.noteInvept(active ? "slot " + t + ", the active one," : "every slot", on);
            told.tell(RESUME, "", "");
            told.leave(s, (cpu, holder, slot, target) -> cpu == on && holder == tables.holder(v));
        }
    }

    void deschedule(long[] s, int v) {
        fields.vcpus.goTo(s, v, fields.out);
        if (fields.cause.width() > 0) {
            fields.cause.set(s, v, 0);
            fields.given.set(s, v, 0);
        }
    }

    /** All contexts, on one CPU; whatever was still to be dropped there is dropped. */
    void inveptAll(long[] s, int c) {
        told.noteInvept(ToldNested.ALL, c);
        tables.inveptAll(s, c);
        fields.pending.set(s, c, 0);
        fields.flushes.add(s, 1);
    }

    /** L1 writes an entry of an EPT in its memory. */
    void changeEpt(long[] s, int e, int g, int to) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (mayKnow(s, v, e, g)) {
                fields.owed.set(s, fields.owedAt(v, e, g), 1);
            }
        }
        fields.ept12.set(s, e * fields.l2Frame.size() + g, to);
        NestedFields.spend(fields.l1Left, s);
    }

    /** Whether anything that a vCPU may come to use stems from an entry of an EPT of L1's. */
    private boolean mayKnow(long[] s, int v, int e, int g) {
        for (int t = 0; t < fields.slot.size(); t++) {
            if (tables.key(s, v, t) == e + 1 && tables.known(s, v, t, g)) {
                return true;
            }
        }
        for (int u = 0; u < fields.vcpu.size(); u++) {
            if (fields.vcpus.isAt(s, u, fields.filling)
                    && fields.loaded.get(s, u) == e + 1
                    && fields.wanted.get(s, u) == g + 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a vCPU may shadow an EPTP in a slot: the slot that has this EPTP, else the first free one, else any except its own, if there
     * is another.
     */
    boolean eligible(long[] s, int v, int e, int t) {
        int free = -1;
        for (int other = fields.slot.size() - 1; other >= 0; other--) {
            int key = tables.key(s, v, other);
            if (key == e + 1) {
                return other == t;
            }
            free = key == 0 ? other : free;
        }
        if (free >= 0) {
            return free == t;
        }
        return fields.slot.size() == 1 || fields.active.get(s, v) != t + 1;
    }

    /** L1 loads an EPTP and enters L2 with it. */
    void load(long[] s, int v, int e, int t) {
        int c = cpuOf(s, v);
        int left = fields.active.get(s, v) - 1;
        if (design.atLoad == AtLoad.LEFT && left >= 0) {
            tables.invept(s, c, v, left);
            fields.flushes.add(s, 1);
        }
        attach(s, v, e, t);
        if (design.atLoad == AtLoad.LOADED) {
            tables.invept(s, c, v, t);
            fields.flushes.add(s, 1);
        }
        int flushed = design.atLoad == AtLoad.LOADED ? t : design.atLoad == AtLoad.LEFT ? left : -1;
        if (told.on() && flushed >= 0) {
            told.noteInvept("slot " + flushed, c);
            told.tell(told.load(), "", "");
            told.leave(
                    s,
                    (cpu, holder, slot, target) ->
                            cpu == c && holder == tables.holder(v) && (slot == left || slot == t));
        }
    }

    /** A vCPU runs L2 with the shadow in a slot from here on; what the slot shadowed before is dropped. */
    void attach(long[] s, int v, int e, int t) {
        int key = tables.key(s, v, t);
        if (key != 0 && key != e + 1) {
            emptyTable(s, v, t);
            drop(s, v, 1 << t, design.recycle);
        }
        if (told.on() && key != e + 1) {
            tellTaken(s, v, e, t, key);
        }
        if (design.shared) {
            tables.newVpid(s, v);
        }
        tables.setKey(s, v, t, e + 1);
        fields.loaded.set(s, v, e + 1);
        fields.active.set(s, v, t + 1);
    }

    private void tellTaken(long[] s, int v, int e, int t, int key) {
        boolean early = false;
        for (int c = 0; c < fields.cpu.size(); c++) {
            early |= fields.toFlush.is(s, c);
        }
        told.tell(
                told.load(),
                "takes slot " + t + " for EPTP " + e + (key != 0 ? ": " : ""),
                key != 0 ? "executes no INVEPT" : early ? ", though CPUs are not flushed yet" : "");
        told.leave(
                s,
                (cpu, holder, slot, target) -> holder == tables.holder(v)
                        && slot == t
                        && (key != 0 || (cpu >= 0 && fields.toFlush.is(s, cpu)))
                        && !told.isMarked(s, v, cpu));
    }

    /** A shadow is emptied, and the vCPUs that share it lose it: at once if they have a CPU, otherwise when they get one. */
    private void emptyTable(long[] s, int v, int t) {
        tables.empty(s, v, t);
        if (told.on()) {
            told.note("empties slot " + t + (design.shared || fields.vcpu.size() == 1 ? "" : " of vCPU " + v));
        }
        if (!design.shared) {
            return;
        }
        tables.setKey(s, v, t, 0);
        for (int u = 0; u < fields.vcpu.size(); u++) {
            if (fields.active.get(s, u) != t + 1) {
                continue;
            }
            if (fields.isScheduled(s, u)) {
                fields.active.set(s, u, 0);
                tables.newVpid(s, u);
                fields.interrupts.add(s, u == v ? 0 : 1);
            } else if (design.checksGeneration) {
                fields.behind.set(s, u, 1);
            }
        }
    }

    /** Empties every shadow of the domain. */
    void emptyAll(long[] s) {
        int holders = design.shared ? 1 : fields.vcpu.size();
        for (int v = 0; v < holders; v++) {
            for (int t = 0; t < fields.slot.size(); t++) {
                emptyTable(s, v, t);
            }
        }
    }

    void emptyActive(long[] s) {
        for (int v = 0; v < fields.vcpu.size(); v++) {
            if (fields.active.is(s, v)) {
                emptyTable(s, v, fields.active.get(s, v) - 1);
            }
        }
    }

    /** L1 executes INVEPT on a vCPU: of one EPTP, or of all (-1). */
    void invept(long[] s, int v, int e) {
        int slots = slotsFor(s, v, e);
        int named = told.on() ? named(s, v, e) : 0;
        if (design.emptied != Emptied.NONE) {
            for (int t = 0; t < fields.slot.size(); t++) {
                if ((slots >> t & 1) != 0) {
                    emptyTable(s, v, t);
                }
            }
        }
        if (slots != 0) {
            drop(s, v, slots, design.invept);
        }
        if (e < 0 && design.invept == Reach.NEW_VPIDS) {
            inveptAll(s, cpuOf(s, v));
        }
        if (told.on()) {
            told.tell(
                    told.invept(e < 0),
                    e < 0 ? "handles an INVEPT of all EPTPs: " : "handles an INVEPT of EPTP " + e + ": ",
                    "empties no slot");
            // A design that flushes at migration leaves other CPUs to that.
            boolean here = design.atMigration != AtMigration.NOTHING;
            told.leave(
                    s,
                    (cpu, holder, slot, target) -> holder == tables.holder(v)
                            && (named >> slot & 1) != 0
                            && !told.isMarked(s, v, cpu)
                            && !(here && cpu != cpuOf(s, v)));
        }
        for (int other = 0; other < fields.eptp.size(); other++) {
            for (int g = 0; (e < 0 || other == e) && g < fields.l2Frame.size(); g++) {
                fields.owed.set(s, fields.owedAt(v, other, g), 0);
            }
        }
    }

    /** The slots of an EPTP, or every slot, as a mask. */
    private int named(long[] s, int v, int e) {
        int named = 0;
        for (int t = 0; t < fields.slot.size(); t++) {
            named |= e < 0 || tables.key(s, v, t) == e + 1 ? 1 << t : 0;
        }
        return named;
    }

    /** The slots that an INVEPT reaches, as a mask. */
    private int slotsFor(long[] s, int v, int e) {
        int active = fields.active.is(s, v) ? 1 << (fields.active.get(s, v) - 1) : 0;
        if (e < 0) {
            return design.allReachesInactive ? everySlot : active;
        }
        if (design.emptied == Emptied.ACTIVE) {
            return active;
        }
        // A table that was shared and emptied has lost its EPTP; its caches were dropped with it.
        return named(s, v, e);
    }

    /** Drops what CPUs cache of some of a vCPU's slots. */
    void drop(long[] s, int v, int slots, Reach reach) {
        int here = cpuOf(s, v);
        switch (reach) {
            case NONE, NEW_VPIDS -> {
                if (told.on()) {
                    told.note(reach == Reach.NONE ? "executes no INVEPT" : "gives new VPIDs, and executes no INVEPT");
                }
            }
            case THIS_CPU -> inveptSlots(s, here, v, slots);
            case EVERY_CPU -> {
                for (int c = 0; c < fields.cpu.size(); c++) {
                    inveptSlots(s, c, v, slots);
                    fields.interrupts.add(s, c == here ? 0 : 1);
                }
            }
            case WHERE_IT_RAN -> {
                for (int c = 0; c < fields.cpu.size(); c++) {
                    int ran = v * fields.cpu.size() + c;
                    if (fields.mask.is(s, ran)) {
                        inveptSlots(s, c, v, everySlot);
                        fields.interrupts.add(s, c == here ? 0 : 1);
                        fields.mask.set(s, ran, c == here ? 1 : 0);
                    }
                }
            }
            case OTHERS_AT_ARRIVAL -> {
                for (int c = 0; c < fields.cpu.size(); c++) {
                    if (c != here) {
                        fields.mask.set(s, v * fields.cpu.size() + c, 1);
                        told.noteMark(c);
                    }
                }
                inveptSlots(s, here, v, slots);
            }
            case OTHERS_AT_ENTRY -> flushAtEntry(s, here);
        }
    }

    private void inveptSlots(long[] s, int c, int v, int slots) {
        for (int t = 0; t < fields.slot.size(); t++) {
            if ((slots >> t & 1) != 0) {
                tables.invept(s, c, v, t);
            }
        }
        fields.flushes.add(s, 1);
        if (told.on()) {
            told.noteInvept(told.slots(slots), c);
        }
    }

    private void flushAtEntry(long[] s, int here) {
        for (int c = 0; c < fields.cpu.size(); c++) {
            if (c == here || fields.isBusy(s, c)) {
                inveptAll(s, c);
                fields.interrupts.add(s, c == here ? 0 : 1);
            } else {
                fields.pending.set(s, c, 1);
                told.noteMark(c);
            }
        }
    }
}
