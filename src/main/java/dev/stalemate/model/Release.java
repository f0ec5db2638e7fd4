package dev.stalemate.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Releases of one stable series that have the code that a design describes: a row of the table of releases. If a backport splits a series,
 * it has several rows. Several series share a row only if all of them have ended and each of their releases has this code.
 *
 * @param project its name, such as {@code xen} in {@code xen-4.17.7}
 * @param design the design's name
 * @param part which part of those releases the design describes, if it is not all that the system is about; no name of a release stands
 *     for such a design. Otherwise null
 * @param first the first of these releases
 * @param last the last one, or the newest that was compared
 * @param begins the commit that brought this code to the series, at least 10 hex digits; for a backport, its own commit
 * @param ends the commit that replaced it there; null if none has, up to {@code last}
 */
public record Release(
        String project,
        String design,
        @Nullable String part,
        Version first,
        Version last,
        String begins,
        @Nullable String ends) {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{10,40}");

    /** Checked: versions are of releases and in order, commits are hashes. */
    public Release {
        if (first.isSeries() || last.isSeries() || first.compareTo(last) > 0) {
            throw new IllegalArgumentException(design + ": " + first + " to " + last + " are not releases in order");
        }
        if (!COMMIT.matcher(begins).matches()
                || (ends != null && !COMMIT.matcher(ends).matches())) {
            throw new IllegalArgumentException(
                    design + ", " + first + ": " + begins + ", " + ends + " are not commits");
        }
    }

    /** The suffix that follows the version in names of the design: {@code -no-quirk}, and usually nothing. */
    String suffix() {
        Matcher name = Releases.NAME.matcher(design);
        return name.matches() ? name.group(3) : "";
    }

    /** Whether a release is one of these. */
    public boolean has(Version release) {
        return first.compareTo(release) <= 0 && release.compareTo(last) <= 0;
    }

    /** Whether some of a series' releases are among these. */
    boolean touches(Version series) {
        return first.sameSeries(series)
                || last.sameSeries(series)
                || (first.compareTo(series) < 0 && series.compareTo(last) < 0);
    }

    /** As in {@code 4.17.5 to 4.17.7}. */
    public String range() {
        return first.equals(last) ? first.toString() : first + " to " + last;
    }
}
