package dev.stalemate.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which releases a system's designs describe, row by row, and which design the name of a release stands for. A release that is in no row
 * is refused, even if the rows have the one before and the one after it.
 */
public final class Releases {
    /** A project, a version, and what follows it. */
    static final Pattern NAME =
            Pattern.compile("([a-z]+)-([0-9]+\\.[0-9]+(?:\\.[0-9]+)?(?:-rc[0-9]+)?)((?:-[a-z][a-z0-9-]*)?)");

    /** A version alone. */
    private static final Pattern BARE = Pattern.compile("v?([0-9].*)");

    /** The last minor number of each major number of Linux, so that a row across two major numbers has no series that never existed. */
    private static final Map<Integer, Integer> LAST_OF_LINUX = Map.of(3, 19, 4, 20, 5, 19, 6, 19);

    private final List<Release> rows;

    private Releases(List<Release> rows) {
        this.rows = List.copyOf(rows);
    }

    /** No rows yet; {@code new Releases.Table("xen").of("xen-4.21").row("4.21.0", "4.21.2", "d63b2c60f7", null)...all()}. */
    public static final class Table {
        private final List<Release> rows = new ArrayList<>();
        private final String project;
        private String design = "";
        private @Nullable String part;

        /** Of a project, such as {@code xen} or {@code linux}. */
        public Table(String project) {
            this.project = project;
        }

        /** The rows that follow belong to a design, which describes everything in those releases that its system is about. */
        public Table of(String name) {
            design = name;
            part = null;
            return this;
        }

        /** The rows that follow belong to a design that describes a part of those releases. */
        public Table part(String name, String says) {
            design = name;
            part = says;
            return this;
        }

        /** One row, see {@link Release}. */
        public Table row(String first, String last, String begins, @Nullable String ends) {
            rows.add(new Release(project, design, part, Version.of(first), Version.of(last), begins, ends));
            return this;
        }

        /** What was written down. */
        public Releases all() {
            return new Releases(rows);
        }
    }

    /** None: the system has no design that is named after a release. */
    public static Releases none() {
        return new Releases(List.of());
    }

    /** The rows of both. */
    public Releases and(Releases others) {
        List<Release> both = new ArrayList<>(rows);
        both.addAll(others.rows);
        return new Releases(both);
    }

    /** Every row, in the order in which they were written down. */
    public List<Release> rows() {
        return rows;
    }

    /**
     * The design that a release's name stands for, such as {@code xen-4.18.1}, {@code linux-6.1.20-no-quirk}, or a whole series,
     * {@code xen-4.20}. If all rows are of one project, a version such as {@code 4.20} is enough. Null if it is not the name of a release of
     * these projects.
     *
     * @throws IllegalArgumentException if no row has the release, or the series has several designs
     */
    public @Nullable String design(String name) {
        Matcher m = NAME.matcher(withProject(name));
        return !m.matches() || rows.stream().noneMatch(r -> r.project().equals(m.group(1)))
                ? null
                : design(m.group(1), Version.of(m.group(2)), m.group(3));
    }

    private String withProject(String name) {
        List<String> projects = rows.stream().map(Release::project).distinct().toList();
        Matcher bare = BARE.matcher(name);
        return bare.matches() && projects.size() == 1 ? projects.get(0) + "-" + bare.group(1) : name;
    }

    /**
     * The same for a version.
     *
     * @param suffix what follows the version in names of the design, such as {@code -no-quirk}, or nothing
     * @throws IllegalArgumentException if no row has the release, or the series has several designs
     */
    public String design(String project, Version version, String suffix) {
        Integer last = project.equals("linux") ? LAST_OF_LINUX.get(version.major()) : null;
        if (last != null && version.minor() > last) {
            throw new IllegalArgumentException("there is no linux-" + version + ": after " + version.major() + "."
                    + last + " came " + (version.major() + 1) + ".0");
        }
        List<Release> candidates = rows.stream()
                .filter(r -> r.part() == null
                        && r.project().equals(project)
                        && r.suffix().equals(suffix))
                .toList();
        List<Release> found = candidates.stream()
                .filter(r -> version.isSeries() ? r.touches(version) : r.has(version))
                .toList();
        List<String> names = found.stream().map(Release::design).distinct().toList();
        boolean some = version.isSeries() && !haveAll(found, version);
        if (names.size() == 1 && !some) {
            return names.get(0);
        }
        String asked = project + "-" + version + suffix;
        if (names.size() > 1) {
            throw new IllegalArgumentException(asked + " has had several designs: " + text(found));
        }
        List<Release> near = candidates.stream().filter(r -> r.touches(version)).toList();
        throw new IllegalArgumentException("no design was compared with " + (near.isEmpty() || !some ? "" : "all of ")
                + asked + "; "
                + (near.isEmpty() ? "there are " + text(candidates) : "of its series there are " + text(near)));
    }

    /** Whether rows have the first release of a series, and no commit that ended their code before its last one. */
    private static boolean haveAll(List<Release> rows, Version series) {
        return rows.stream()
                        .anyMatch(
                                r -> !r.first().sameSeries(series) || r.first().patch() == 0)
                && rows.stream().anyMatch(r -> !r.last().sameSeries(series) || r.ends() == null);
    }

    private static String text(List<Release> rows) {
        return rows.stream().map(r -> r.range() + " (" + r.design() + ")").collect(Collectors.joining(", "));
    }
}
