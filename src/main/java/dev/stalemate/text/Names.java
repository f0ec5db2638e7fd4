package dev.stalemate.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a user may have meant by a name that does not exist. A name is never guessed: even if only upper and lower case differ, the right
 * one is only suggested.
 */
public final class Names {
    /** A longer text is not a misspelt name. */
    private static final int LONGEST = 64;

    private static final int MOST = 3;

    private Names() {}

    /**
     * Says that there is no such name, which one is close to it, and which names there are.
     *
     * @param problem such as {@code no scope 'smal' of mutex}
     * @return such as {@code no scope 'smal' of mutex; did you mean small? There are [small, tagged]}
     */
    public static String missing(String problem, String name, Collection<String> all) {
        String meant = meant(name, all);
        return problem + meant + (meant.isEmpty() ? "; there are " : " There are ") + all;
    }

    /** Such as {@code ; did you mean small?}, with up to three names that are equally close; empty if none is close. */
    public static String meant(String name, Collection<String> all) {
        List<String> near = near(name, all);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    private static List<String> near(String name, Collection<String> all) {
        List<String> near = new ArrayList<>();
        if (name.isEmpty() || name.length() > LONGEST) {
            return near;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        int least = name.length() / 3;
        for (String other : all) {
            int distance = distance(lower, other.toLowerCase(Locale.ROOT));
            if (distance < least) {
                near.clear();
                least = distance;
            }
            if (distance == least && !near.contains(other)) {
                near.add(other);
            }
        }
        return near.subList(0, Math.min(MOST, near.size()));
    }

    /** The number of letters that are missing, added, changed, or swapped with the next; the beginning of a name is one step away. */
    private static int distance(String a, String b) {
        if (a.length() >= MOST && b.startsWith(a) && b.length() > a.length()) {
            return 1;
        }
        int[][] to = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                to[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, to);
            }
        }
        return to[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] to) {
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least = Math.min(to[i - 1][j - 1] + changed, 1 + Math.min(to[i - 1][j], to[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, to[i - 2][j - 2] + 1) : least;
    }
}
