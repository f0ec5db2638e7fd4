package dev.stalemate.real.xen;

import java.util.List;

/**
 * What one press of Xen's debug key D printed: the EPT of each domain.
 *
 * @param tables the domains in the order of the console
 */
record XenDump(List<Table> tables) {
    XenDump {
        tables = List.copyOf(tables);
    }

    /**
     * A domain's EPT.
     *
     * @param domain the domain's number, or {@link #UNKNOWN} where the console's ring had lost the heading
     * @param line the console's line with its heading, or with its first leaf where that was lost
     * @param leaves its leaves in ascending order
     */
    record Table(int domain, int line, List<Leaf> leaves) {
        static final int UNKNOWN = -1;

        Table {
            leaves = List.copyOf(leaves);
        }
    }

    /**
     * A line of a table.
     *
     * @param leaf what it says of the leaf's type
     * @param mfn the first mfn
     * @param access as in {@code rwx}, blanks for what is not allowed
     */
    record Leaf(XenLeaf leaf, long mfn, String access) {}
}
