package dev.stalemate.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Releases of one stable series whose code is what a design describes: a row of the table of releases. Backports split a series, and
 * then it has several rows. Several series share a row only where all of them have ended, and each of their releases has this code.
 *
 * @param project as names have it, such as {@code xen} in {@code xen-4.17.7}
 * @param design the design's name
 * @param part what of those releases the design describes, where that is less than their whole handling of what the system is about; no
 *     name of a release stands for such a design. Else null
 * @param first the first of these releases
 * @param last the last one, or the newest that was compared
 * @param begins the commit that brought this code to the series, as at least 10 hex digits: a backport's own, where it is one
 * @param ends the commit that replaced it there; null where none has, up to {@code last}
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
            throw new IllegalArgumentException(design + ": " + first + " to " + last + " are no releases in order");
        }
        if (!COMMIT.matcher(begins).matches()
                || (ends != null && !COMMIT.matcher(ends).matches())) {
            throw new IllegalArgumentException(design + ", " + first + ": " + begins + ", " + ends + " are no commits");
        }
    }

    /** What a name has behind the version where it stands for such a design: {@code -no-quirk}, or mostly nothing. */
    String suffix() {
        Matcher name = Releases.NAME.matcher(design);
        return name.matches() ? name.group(3) : "";
    }

    /** Whether a release is one of these. */
    boolean has(Version release) {
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
