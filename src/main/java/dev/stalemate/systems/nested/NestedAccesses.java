package dev.stalemate.systems.nested;

import dev.stalemate.systems.nested.NestedDesign.Fill;
import dev.stalemate.systems.nested.NestedDesign.Level;

/** L2's accesses: translations, violations and their three outcomes, fills, and the pool that they take pages from. */
final class NestedAccesses {
    private final NestedMachine machine;
    private final NestedFields fields;
    private final NestedDesign design;
    private final ToldNested told;
    private final ShadowTables tables;

    NestedAccesses(NestedMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.design = machine.design;
        this.tables = fields.tables;
        this.told = machine.told;
    }

    /** Why an access that shadow and caches can't translate is a violation. */
    Level cause(long[] s, int v, int g) {
        int e = fields.loaded.get(s, v) - 1;
        if (fields.l1Frame(s, e, g) == 0) {
            return Level.L1;
        }
        return fields.composed(s, e, g) == 0 ? Level.L0 : Level.SHADOW;
    }

    /** Whether neither shadow nor caches translate an L2 frame. */
    boolean violates(long[] s, int v, int g) {
        int t = fields.active.get(s, v) - 1;
        return tables.shadow(s, v, t, g) == 0 && tables.cached(s, fields.cpuOf(s, v), v, t, g) == 0;
    }

    /** L2 accesses a page for which there is a translation. */
    void translate(long[] s, int v, int g) {
        tables.translate(s, fields.cpuOf(s, v), v, fields.active.get(s, v) - 1, g);
    }

    boolean misses(long[] s, int v, int g) {
        return tables.misses(s, fields.cpuOf(s, v), v, fields.active.get(s, v) - 1, g);
    }

    /** Records which level is given a violation, where the scope asks. */
    void give(long[] s, int v, Level cause) {
        if (fields.cause.width() > 0) {
            fields.cause.set(s, v, NestedFields.number(cause));
            fields.given.set(s, v, NestedFields.number(design.handledBy(cause)));
        }
        tellGiven(cause);
    }

    /** Tells who is given a violation, if it is not just filled in. */
    private void tellGiven(Level cause) {
        if (!told.on()) {
            return;
        }
        Level to = design.handledBy(cause);
        if (cause != Level.SHADOW || to != Level.SHADOW) {
            String why =
                    switch (cause) {
                        case L1 -> "L1's EPT has no entry";
                        case L0 -> "L0's p2m has no page";
                        case SHADOW -> "only the shadow has no entry";
                    };
            told.note("gives the violation to " + to + ": " + why);
            told.tell(told.violation(), "", "");
        }
    }

    /** Tells of a violation that an access meets at once, and that no step of L0's follows. */
    void tellStuck(long[] s, int v, int g) {
        if (told.on() && violates(s, v, g)) {
            Level cause = cause(s, v, g);
            tellGiven(cause);
            if (cause == Level.SHADOW && !hasPage(s, v)) {
                told.note("finds no page for the shadow of vCPU " + v);
                told.tell(told.violation(), "", "");
            }
        }
    }

    /** Both levels are walked for a fill that comes later. */
    void lookUp(long[] s, int v, int g) {
        fields.found.set(s, v, fields.composed(s, fields.loaded.get(s, v) - 1, g));
        if (told.on()) {
            told.note("looks up mfn " + (fields.found.get(s, v) - 1) + " for L2 frame " + g);
            told.tell(told.violation(), "", "");
        }
        fields.wanted.set(s, v, g + 1);
        fields.vcpus.goTo(s, v, fields.filling);
    }

    /** Puts the translation that was looked up into the shadow of a slot, which the vCPU takes if it has lost its own. */
    void fillLater(long[] s, int v, int t) {
        int e = fields.loaded.get(s, v) - 1;
        int g = fields.wanted.get(s, v) - 1;
        int target = fields.found.get(s, v);
        if (!fields.active.is(s, v)) {
            machine.attach(s, v, e, t);
        }
        boolean fills = design.fill != Fill.CHECKED || fields.composed(s, e, g) == target;
        if (fills) {
            tables.fill(s, v, t, g, target);
            fields.fills.add(s, 1);
        }
        if (told.on()) {
            tellFill(s, v, t, g, fills);
        }
        fields.found.set(s, v, 0);
        fields.wanted.set(s, v, 0);
        fields.vcpus.goTo(s, v, fields.in);
    }

    private void tellFill(long[] s, int v, int t, int g, boolean fills) {
        String found = "mfn " + (fields.found.get(s, v) - 1) + " for L2 frame " + g;
        told.note(
                fills
                        ? "fills in " + found + ", as it was looked up before"
                        : "drops " + found + ", which has changed");
        told.tell(told.violation(), "", "");
        if (design.fill == Fill.FREELY) {
            told.leave(
                    s,
                    (cpu, holder, slot, target) -> cpu == ToldNested.SHADOW && holder == tables.holder(v) && slot == t);
        }
    }

    /** Whether the pool has a page for one more entry, or an entry to give up for it. */
    boolean hasPage(long[] s, int v) {
        return fields.pool == 0 || fields.pages.get(s, v) > 0;
    }

    /** Look-up and fill at once, and the access after it. */
    void fillNow(long[] s, int v, int g) {
        int t = fields.active.get(s, v) - 1;
        if (fields.pool > 0 && tables.used(s, v) >= fields.pages.get(s, v)) {
            giveUpOne(s, v);
        }
        tables.fill(s, v, t, g, fields.composed(s, fields.loaded.get(s, v) - 1, g));
        fields.fills.add(s, 1);
        if (told.on()) {
            told.note("fills in mfn " + (tables.shadow(s, v, t, g) - 1) + " for L2 frame " + g);
            told.tell(told.violation(), "", "");
        }
        translate(s, v, g);
    }

    /** One entry of a vCPU's shadows goes, for its page: the first that its access doesn't need, or else the first. */
    private void giveUpOne(long[] s, int v) {
        int slot = -1;
        int frame = -1;
        boolean spare = false;
        for (int t = 0; t < fields.slot.size(); t++) {
            for (int g = 0; g < fields.l2Frame.size(); g++) {
                boolean better = slot < 0 || (!spare && !needed(s, v, t, g));
                if (tables.shadow(s, v, t, g) != 0 && better) {
                    slot = t;
                    frame = g;
                    spare = !needed(s, v, t, g);
                }
            }
        }
        tables.fill(s, v, slot, frame, 0);
        if (told.on()) {
            told.note("gives up L2 frame " + frame + " of slot " + slot + ", as the pool has no other page");
        }
        machine.drop(s, v, 1 << slot, design.recycle);
        told.tell(told.violation(), "", "");
    }

    private boolean needed(long[] s, int v, int t, int g) {
        return fields.active.get(s, v) == t + 1 && inSpan(s, v, g);
    }

    /** Whether the access that a vCPU is at needs an L2 frame. */
    boolean inSpan(long[] s, int v, int g) {
        int first = fields.wanted.get(s, v) - 1;
        return first >= 0 && g >= first && g < first + fields.span;
    }

    /** Whether all that a vCPU's access needs is in its shadow, or cached where it runs. */
    boolean completes(long[] s, int v) {
        if (!fields.wanted.is(s, v) || !fields.active.is(s, v)) {
            return false;
        }
        for (int g = 0; g < fields.l2Frame.size(); g++) {
            if (inSpan(s, v, g) && violates(s, v, g)) {
                return false;
            }
        }
        return true;
    }
}
