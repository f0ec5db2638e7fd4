package dev.stalemate.model;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a release, or of a whole stable series.
 *
 * @param major the first number: 4 in 4.17.5
 * @param minor the second: 17 in 4.17.5
 * @param patch the third: 5 in 4.17.5; {@link #SERIES} if the text names only a series, as 4.17 does
 * @param candidate the number of a release candidate: 2 in 7.1-rc2; {@link #FINAL} for a release
 */
public record Version(int major, int minor, int patch, int candidate) implements Comparable<Version> {
    /** The patch of a version that names a whole series. */
    public static final int SERIES = -1;

    /** Instead of the number of a release candidate: a release comes after all candidates. */
    public static final int FINAL = Integer.MAX_VALUE;

    private static final Pattern TEXT =
            Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(?:\\.([0-9]{1,4}))?(?:-rc([0-9]{1,3}))?");

    private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
            .thenComparingInt(Version::minor)
            .thenComparingInt(v -> Math.max(0, v.patch))
            .thenComparingInt(Version::candidate);

    /**
     * Reads {@code 4.17.5}, {@code 6.11-rc7}, {@code 4.13.0-rc2}, or the series {@code 4.17}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Version of(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a version such as 4.17.5 or 6.11-rc7");
        }
        int candidate = m.group(4) == null ? FINAL : Integer.parseInt(m.group(4));
        int noPatch = candidate == FINAL ? SERIES : 0;
        int patch = m.group(3) == null ? noPatch : Integer.parseInt(m.group(3));
        return new Version(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), patch, candidate);
    }

    /** Whether it names a whole series and not a release. */
    public boolean isSeries() {
        return patch == SERIES;
    }

    /** Whether both belong to the same stable series. */
    public boolean sameSeries(Version other) {
        return major == other.major && minor == other.minor;
    }

    /** A series is ordered like its first release. */
    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    /** The text that {@link #of} reads. */
    @Override
    public String toString() {
        return major + "." + minor + (isSeries() ? "" : "." + patch) + (candidate == FINAL ? "" : "-rc" + candidate);
    }
}
