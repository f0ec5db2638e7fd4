package dev.stalemate.lab.xen;

import dev.stalemate.model.Field;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Model;

/**
 * The leaves of a small model's domain, as debug key D would print them, except that it does not matter where a mark is: in a guest whose
 * tables have more levels it may still be further above.
 */
final class SmallLeaves {
    private static final String MARKED_TABLE = "table, marked";
    private static final String MARKED = "marked";
    private static final String IPAT = "+IPAT";

    private final IntField[] levels;
    private final int bits;

    /**
     * Of a domain.
     *
     * @param prefix what the names of its fields begin with
     * @param levels how many levels its tables have
     * @param bits its tables have 2^bits entries
     */
    SmallLeaves(Model model, String prefix, int levels, int bits) {
        this.levels = new IntField[levels];
        this.bits = bits;
        for (Field field : model.layout().fields()) {
            for (int level = 0; level < levels; level++) {
                if (field.name().equals(prefix + "ept" + level) && field instanceof IntField entries) {
                    this.levels[level] = entries;
                }
            }
        }
    }

    /** The leaf of a frame as in {@code order 9 [WB!]}, where each leaf above the last level is one of 2 MiB; empty if there is none. */
    String text(long[] state, int frame) {
        boolean pending = false;
        for (int level = levels.length - 1; level >= 0; level--) {
            String text = levels[level].text(state, frame >> (level * bits));
            if (text.equals("none")) {
                return "";
            }
            if (text.startsWith("table")) {
                pending |= text.equals(MARKED_TABLE);
                continue;
            }
            return "order " + (level > 0 ? 9 : 0) + " [" + type(text.substring(0, text.indexOf(' ')), pending) + "]";
        }
        throw new IllegalStateException("the last level has no tables");
    }

    private static String type(String text, boolean pendingAbove) {
        boolean ipat = text.endsWith(IPAT);
        String type = ipat ? text.substring(0, text.length() - IPAT.length()) : text;
        return pendingAbove || text.equals(MARKED) ? MARKED : type + (ipat ? "!" : " ");
    }

    /** A leaf as a dump has it, with a mark of any place told alike. */
    static String anyMark(String leaf) {
        return leaf.replaceFirst("\\[(?:..\\?|\\?\\? )]", "[" + MARKED + "]");
    }
}
