package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Release;
import dev.stalemate.model.Source;
import dev.stalemate.model.Verdict;
import dev.stalemate.model.Version;
import dev.stalemate.search.SearchOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What is said of releases by name is what their fixes say. For each pair of claims HN and HNfix, the designs of the last release of the main
 * line before the fix violate the law at HN's scope, and it holds for those of all releases that are newer. Rows of stable series are asked,
 * too, if the fix began or ended them, or a backport began them.
 */
class ReleaseVerdictsTest {
    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<ModelSystem> SYSTEMS = Systems.all();

    /** Answers that are right although others are expected, and why: by claim, and the design that a release has; or by claim. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("H6 xen-4.21", "8333e358e4 and 2d779cabdd (2025) took guard and rule apart again: H6b"),
            Map.entry("H8 xen-4.21", "they mark nothing in such a domain: R5"),
            Map.entry("H35", "the commit came and was reverted before 6.11, and 6.16 without its quirk does the same"),
            Map.entry("H44 linux-5.10.0", "the TDP MMU had it again: H41"),
            Map.entry("H44 linux-5.10.30", "the TDP MMU had it again: H41"),
            Map.entry("H44 linux-5.12", "the TDP MMU had it again: H41"),
            Map.entry("H44 linux-5.15.0", "the TDP MMU had it again: H41"),
            Map.entry("H44 linux-5.16.0", "the TDP MMU had it again: H41"),
            Map.entry("H65 release-deferred", "the host panics before it uses the mapcache: H65b"),
            Map.entry("H53 two-words", "6eedb59c18a3 (2021) split the words again: H53b"),
            Map.entry("H53 two-words-told", "6eedb59c18a3 (2021) split the words again: H53b"),
            Map.entry("H54 two-words", "6eedb59c18a3 (2021) split the words again: H51"),
            Map.entry("H54 two-words-told", "6eedb59c18a3 (2021) split the words again: H51"),
            Map.entry("H53 sequence-count", "the device table is still written last: H53c"),
            Map.entry("H60 until-empty", "the loop took the device again, which hid the bug: H60b"),
            Map.entry("H93", "the code came and was fixed before 4.15"));

    /** What was found, by system: each is asked once. */
    private static final Map<String, Map<String, String>> UNEXPECTED = new HashMap<>();

    /** Linux 4 ended with 4.20, the others with 19. */
    private static final int LAST_MINOR = 19;

    /** A pair of claims with the commit that fixed the bug. Claims of one design are not among them: there the scope has the bug. */
    private record Fix(Claim before, Claim after, Source.Commit commit) {
        private static List<Fix> of(ModelSystem system) {
            Map<String, Claim> claims = new TreeMap<>();
            system.claims().forEach(claim -> claims.put(claim.id(), claim));
            List<Fix> fixes = new ArrayList<>();
            for (Claim claim : system.claims()) {
                Claim fixed = claims.get(claim.id() + "fix");
                if (claim.id().matches("H[0-9]+")
                        && fixed != null
                        && !fixed.design().equals(claim.design())) {
                    fixed.sources().stream()
                            .filter(claim.sources()::contains)
                            .flatMap(source -> source instanceof Source.Commit c ? Stream.of(c) : Stream.empty())
                            .max(Comparator.comparing(Source.Commit::version))
                            .ifPresent(commit -> fixes.add(new Fix(claim, fixed, commit)));
                }
            }
            return fixes;
        }

        /**
         * Of which code the rows of the fix are, such as Arm's: releases are compared with rows of the same code. If the design that it fixes
         * describes several, which were fixed apart, those count whose rows begin or end with the fix. Null is all of it.
         */
        private Set<@Nullable String> parts(List<Release> rows) {
            Set<@Nullable String> parts =
                    partsOf(rows, row -> row.design().equals(before.design().name()));
            Set<@Nullable String> touched =
                    partsOf(rows, row -> isOf(commit, row.begins()) || isOf(commit, row.ends()));
            touched.retainAll(parts);
            if (!touched.isEmpty()) {
                return touched;
            }
            if (parts.isEmpty()) {
                parts.add(null);
            }
            return parts;
        }

        /** Whether a row has the fixed design by a commit that no other row begins with, and that is none of the main line that is known. */
        private boolean isBackportedTo(Release row, List<Release> rows, Set<Source> mainLine) {
            return row.design().equals(after.design().name())
                    && rows.stream()
                            .noneMatch(other ->
                                    !other.equals(row) && other.begins().equals(row.begins()))
                    && mainLine.stream()
                            .noneMatch(source -> source instanceof Source.Commit c && isOf(c, row.begins()));
        }

        private Verdict asked(Design design) {
            Question question = Question.of(before.system(), design, List.of(before.scope()), before.law());
            Decision decision = new Exhaustive(SearchOptions.standard(), Listener.SILENT)
                    .decide(List.of(question))
                    .get(question);
            return Objects.requireNonNull(decision, before.id()).found();
        }
    }

    @ParameterizedTest
    @FieldSource("SYSTEMS")
    void aReleaseIsWrongBeforeAFixAndRightAfterIt(ModelSystem system) {
        Map<String, String> unexpected = unexpected(system);
        unexpected
                .keySet()
                .removeIf(what -> EXCEPTIONS.containsKey(what) || EXCEPTIONS.containsKey(what.split(" ", 2)[0]));
        assertThat(unexpected).isEmpty();
    }

    @Test
    void noExceptionIsMadeInVain() {
        Set<String> unexpected = new TreeSet<>();
        for (ModelSystem system : SYSTEMS) {
            for (String what : unexpected(system).keySet()) {
                unexpected.add(what);
                unexpected.add(what.split(" ", 2)[0]);
            }
        }
        assertThat(unexpected).containsAll(EXCEPTIONS.keySet());
    }

    private static Map<String, String> unexpected(ModelSystem system) {
        return new TreeMap<>(UNEXPECTED.computeIfAbsent(system.name(), name -> asked(system)));
    }

    private static Map<String, String> asked(ModelSystem system) {
        Map<String, String> unexpected = new TreeMap<>();
        List<Release> rows = system.releases().rows();
        Set<Source> mainLine = new HashSet<>();
        system.claims().forEach(claim -> mainLine.addAll(claim.sources()));
        for (Fix fix : Fix.of(system)) {
            Version fixed = fix.commit.version();
            String design = fix.before.design().name();
            Set<@Nullable String> parts = fix.parts(rows);
            List<Release> ofProject = rows.stream()
                    .filter(row -> row.project().equals(fix.commit.project()))
                    .filter(row -> parts.contains(row.part()))
                    .filter(row -> suffix(row.design()).equals(suffix(design)))
                    .toList();
            for (Release row : ofProject) {
                boolean backported = fix.isBackportedTo(row, rows, mainLine);
                boolean before = !backported && (hasMainLineBefore(row, fixed) || isOf(fix.commit, row.ends()));
                boolean after = backported || row.first().compareTo(fixed) >= 0 || isOf(fix.commit, row.begins());
                Design released = system.design(row.design());
                Verdict found = before || after ? fix.asked(released) : Verdict.UNDECIDED;
                if ((before && found != Verdict.VIOLATED) || (after && found == Verdict.VIOLATED)) {
                    unexpected.put(
                            fix.before.id() + " " + released.name(),
                            row.range() + (before ? " before " : " after ") + fix.commit.name() + " in " + fixed + ": "
                                    + found);
                }
            }
        }
        return unexpected;
    }

    private static Set<@Nullable String> partsOf(List<Release> rows, Predicate<Release> which) {
        Set<@Nullable String> parts = new HashSet<>();
        rows.stream().filter(which).forEach(row -> parts.add(row.part()));
        return parts;
    }

    /** What follows the version, such as {@code -npt}: releases are compared with designs of their kind. */
    private static String suffix(String design) {
        return design.replaceFirst("linux-[0-9.]+|.*", "");
    }

    private static boolean isOf(Source.Commit commit, @Nullable String hash) {
        return hash != null && (hash.startsWith(commit.hash()) || commit.hash().startsWith(hash));
    }

    private static boolean hasMainLineBefore(Release row, Version fixed) {
        if (fixed.minor() > 0) {
            return row.has(new Version(fixed.major(), fixed.minor() - 1, 0, Version.FINAL));
        }
        boolean ofLastMinor =
                row.last().major() == fixed.major() - 1 && row.last().minor() >= LAST_MINOR;
        return ofLastMinor && row.has(new Version(row.last().major(), row.last().minor(), 0, Version.FINAL));
    }
}
