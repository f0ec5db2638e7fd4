package dev.stalemate.real.xen;

import org.jspecify.annotations.Nullable;

/**
 * A leaf that differs in a dump, and where to look for the command to blame.
 *
 * @param listed its place among the differences that are listed
 * @param guest the domain's place in the order of creation
 * @param name the domain's name
 * @param gfn the frame
 * @param seen the leaf that Xen has, or null
 * @param before the dump before, or null for the first
 * @param dump the dump in which it differs
 */
record XenCulprit(
        int listed, int guest, String name, long gfn, @Nullable XenLeaf seen, @Nullable LabStep before, LabStep dump) {

    /** What differs, in words. */
    String difference(@Nullable XenLeaf model) {
        return name + " gfn " + Long.toHexString(gfn) + ": " + text(seen) + " on Xen, " + text(model)
                + " in the model, in dump "
                + (dump.words().size() > 1 ? dump.words().get(dump.words().size() - 1) : "");
    }

    /** Whether a command lies between the dump before and this one. */
    boolean mayBe(LabStep step) {
        return (before == null || step.number() > before.number()) && step.number() < dump.number();
    }

    static String text(@Nullable XenLeaf leaf) {
        return leaf == null ? "nothing" : leaf.text();
    }
}
