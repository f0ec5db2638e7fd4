package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a line suits a {@link LineReader}. */
enum Fit {
    /** The line is none of its kind. */
    NONE,
    /** The line may be the start of one of its kind, which a mail program broke; if the rest does not follow, it is none. */
    START,
    /** The line is of its kind but not whole: wrapped, cut or damaged. */
    PART,
    /** The line is one of its kind. */
    WHOLE;

    /** What is shorter can be the start of anything. */
    private static final int SHORTEST_START = 4;

    /** How a line suits a reader of whole lines of these kinds, and of damaged ones. */
    static Fit of(String text, ImmutableList<Pattern> kinds, Pattern damaged) {
        boolean start = false;
        for (Pattern kind : kinds) {
            Matcher matcher = kind.matcher(text);
            if (matcher.matches()) {
                return WHOLE;
            }
            start |= matcher.hitEnd();
        }
        if (damaged.matcher(text).matches()) {
            return PART;
        }
        return start && text.length() >= SHORTEST_START ? START : NONE;
    }
}
