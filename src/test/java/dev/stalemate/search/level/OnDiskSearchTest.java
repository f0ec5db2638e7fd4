package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.HastyDisk;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.symmetry.Symmetry;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A search whose table moves to disk again and again says what one in memory does. */
class OnDiskSearchTest {
    @TempDir
    private Path directory = Path.of("");

    /** Counts files of keys, and fails or loses what is written to them from some operation on. */
    private static final class KeyDisk extends HastyDisk {
        private final Set<Path> files = new HashSet<>();
        private int left = Integer.MAX_VALUE;
        private boolean loses;

        @Override
        protected void perform(Path file, Operation operation) throws IOException {
            if (file.toString().endsWith(".keys")) {
                files.add(file);
                if (left-- <= 0 && !loses) {
                    throw new IOException("No space left on device");
                } else if (left < 0) {
                    return;
                }
            }
            super.perform(file, operation);
        }
    }

    private static SearchOptions states(int most) {
        return SearchOptions.plain().withLimits(Limits.none().withStates(most));
    }

    private static Supplier<Subject> claim(String id) {
        Claim claim = Systems.catalogue().claim(id);
        return () -> {
            Model model = claim.system().build(claim.design(), claim.scope(), claim.law());
            return new Subject(model, List.of(model.law(claim.law())));
        };
    }

    private static Supplier<Subject> toy(Supplier<Model> models) {
        return () -> {
            Model model = models.get();
            return new Subject(model, model.laws());
        };
    }

    private static LevelSearch search(
            Supplier<Subject> subjects, SearchOptions options, boolean symmetric, SearchFiles files) {
        List<Subject> all = IntStream.range(0, options.threads())
                .mapToObj(i -> subjects.get())
                .toList();
        Subject first = all.get(0);
        Symmetry symmetry = symmetric ? Symmetry.of(first.model(), first.laws()) : Symmetry.none(first.model());
        return new LevelSearch(all, options, symmetry, Monitor.SILENT, files, System.nanoTime());
    }

    private SearchFiles files(KeyDisk disk) {
        return SearchFiles.nothing().withSpill(directory).withDisk(disk);
    }

    private void compare(Supplier<Subject> subjects, SearchOptions options, boolean symmetric, int fewestRuns)
            throws IOException {
        SearchResult here =
                search(subjects, options, symmetric, SearchFiles.nothing()).run();
        for (int keys : new int[] {1, 5_000}) {
            for (int threads = 1; threads <= 2; threads++) {
                KeyDisk disk = new KeyDisk();
                SearchResult there = search(subjects, options.withThreads(threads), symmetric, files(disk))
                        .keepAtMost(keys)
                        .run();
                assertThat(text(there)).as("%s keys, %s threads", keys, threads).isEqualTo(text(here));
                if (keys == 1) {
                    assertThat(disk.files).hasSizeGreaterThanOrEqualTo(fewestRuns);
                }
                assertThat(directory).isEmptyDirectory();
            }
        }
    }

    private static String text(SearchResult r) {
        StringBuilder text = new StringBuilder();
        r.outcomes()
                .forEach(o -> text.append(
                        o.law().name() + " " + o.verdict() + " " + o.premiseHeld() + " " + o.steps() + "\n"));
        return text + r.end().toString() + "\n" + r.states() + " " + r.transitions() + " " + r.depth() + " " + r.level()
                + " " + r.collisions().probability() + "\n" + r.symmetry() + "\n" + r.fired() + "\n" + r.figures();
    }

    @ParameterizedTest
    @CsvSource({"K2, 30000, false", "K3, 9000, true", "X1, 5000, false", "D9, 5000, false", "H1, 5000, true"})
    void claimsAreDecidedAsInMemory(String id, int states, boolean symmetric) throws IOException {
        compare(claim(id), states(states), symmetric, 2);
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void statesMayHaveManyWords(Precision precision) throws IOException {
        compare(toy(() -> Toys.counters(3, 16, true)), states(1 << 20).withPrecision(precision), false, 40);
    }

    @Test
    void theEstimateOfCollisionsTakesInWhatIsOnDisk() throws IOException {
        Supplier<Subject> subjects = toy(() -> Toys.counters(3, 16, true));
        SearchResult here =
                search(subjects, states(1 << 20), false, SearchFiles.nothing()).run();
        SearchResult there = search(subjects, states(1 << 20), false, files(new KeyDisk()))
                .keepAtMost(100)
                .run();
        assertThat(there.collisions()).isEqualTo(here.collisions());
        assertThat(here.collisions().estimate()).isPositive();
    }

    /** Several blocks wait at once, and any of them may be the last. */
    @Test
    void aStateAnywhereDecides() throws IOException {
        long[] salt = {0};
        Supplier<Subject> subjects = () -> {
            Model model = claim("K2").get().model();
            Law[] laws = {
                Law.always("seldom", Breaks.SPEED, "").holds(s -> !isOneIn(9_000, s, salt[0])),
                Law.sometimes("more-seldom", Breaks.SPEED, "")
                        .where(s -> s[0] % 3 != 0)
                        .holds(s -> isOneIn(30_000, s, ~salt[0]))
            };
            return new Subject(model, List.of(laws));
        };
        for (salt[0] = 0; salt[0] < 4; salt[0]++) {
            compare(subjects, states(60_000), false, 3);
        }
    }

    private static boolean isOneIn(long many, long[] state, long salt) {
        return Math.floorMod((Fingerprints.of(state, 0, state.length) * (2 * salt + 1)) >> 20, many) == 0;
    }

    @ParameterizedTest
    @ValueSource(ints = {8_192, 8_193, 16_000, 40_000})
    void aBoundOnStatesEndsItAfterTheSameBlock(int states) throws IOException {
        compare(claim("K2"), states(states), false, 3);
    }

    @Test
    void memoryForAFifthIsEnough() throws IOException {
        Supplier<Subject> subjects = toy(() -> Toys.counters(3, 64, true));
        SearchOptions options = SearchOptions.plain().withPrecision(Precision.EXACT);
        SearchResult here =
                search(subjects, options, false, SearchFiles.nothing()).run();
        long most = here.bytes() / 5;
        KeyDisk disk = new KeyDisk();
        SearchResult there = search(subjects, options.withLimits(Limits.none().withBytes(most)), false, files(disk))
                .run();
        assertThat(text(there)).isEqualTo(text(here));
        assertThat(there.bytes()).isLessThanOrEqualTo(most);
        assertThat(disk.files).hasSizeGreaterThan(5);
    }

    @Test
    void aDiskThatIsFullOrLosesWhatIsWrittenIsNamed() {
        for (int good : new int[] {0, 3, 20}) {
            KeyDisk full = new KeyDisk();
            full.left = good;
            assertThatThrownBy(() -> search(claim("K2"), states(40_000), false, files(full))
                            .keepAtMost(1)
                            .run())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageMatching(".*stalemate-\\d+\\.keys: No space left on device");
            KeyDisk lossy = new KeyDisk();
            lossy.left = good;
            lossy.loses = true;
            assertThatThrownBy(() -> search(claim("K2"), states(40_000), false, files(lossy))
                            .keepAtMost(1)
                            .run())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageMatching(".*stalemate-\\d+\\.keys: is (shorter than|not) what was written to it");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void aCheckpointIsWrittenAndResumedWithLittleMemory() throws IOException {
        Supplier<Subject> subjects = toy(() -> Toys.counters(3, 20, false));
        SearchFiles files = SearchFiles.in(directory, "test").withDisk(new HastyDisk());
        String whole = text(
                search(subjects, states(1 << 20), false, SearchFiles.nothing()).run());
        for (int depth : new int[] {10, 30}) {
            SearchOptions part = states(1 << 20).withLimits(Limits.none().withDepth(depth));
            SearchResult result =
                    search(subjects, part, false, files).keepAtMost(50).run();
            assertThat(result.end()).isEqualTo(End.DEPTH);
            assertThat(result.depth()).isEqualTo(depth);
        }
        assertThat(text(search(subjects, states(1 << 20), false, files)
                        .keepAtMost(50)
                        .run()))
                .isEqualTo(whole);
        assertThat(text(search(subjects, states(1 << 20), false, files).run())).isEqualTo(whole);
    }
}
