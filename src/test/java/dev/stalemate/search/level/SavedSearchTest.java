package dev.stalemate.search.level;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.SearchResult.Level;
import dev.stalemate.search.Subject;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.DyingDisk;
import dev.stalemate.search.disk.HastyDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches that resume an earlier one, and searches of more states than memory has room for. */
class SavedSearchTest {
    private static final SearchOptions PLAIN = SearchOptions.plain();
    private static final SearchOptions REDUCED = PLAIN.withSymmetry(true).withSymmetryFrom(100);

    @TempDir
    private Path directory = Path.of("");

    private SearchFiles here() {
        return SearchFiles.in(directory, "test").withDisk(new HastyDisk());
    }

    private static SearchResult run(Supplier<Model> models, SearchFiles files, SearchOptions options) {
        Supplier<Subject> subjects = () -> {
            Model model = models.get();
            return new Subject(model, model.laws());
        };
        return new BreadthFirst(subjects, options, Monitor.SILENT).keep(files).run();
    }

    private static SearchResult run(Model model, SearchFiles files) {
        return run(() -> model, files, PLAIN);
    }

    /** Everything that a result says, except the time and the memory that the search took. */
    private static List<Object> says(SearchResult r) {
        List<Object> all = new ArrayList<>(List.of(
                r.end(), r.states(), r.transitions(), r.depth(), r.level(), r.fired(), r.figures(), r.symmetry()));
        all.add(r.collisions().estimate());
        for (Outcome o : r.outcomes()) {
            all.add(o.verdict() + " " + o.premiseHeld() + " " + o.steps());
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(DyingDisk.Last.class)
    void aSearchThatDiesAnywhereResumesToTheSameResult(DyingDisk.Last last) {
        Supplier<Model> models = () -> SymmetricSearchTest.alike(3, 4, 4);
        SearchOptions options = REDUCED.withSymmetryFrom(10);
        List<Object> whole = says(run(models, SearchFiles.nothing(), options));
        int operations = 0;
        for (boolean died = true; died; operations += 11) {
            SearchFiles files = SearchFiles.in(directory.resolve(last + "-" + operations), "test")
                    .withDisk(new HastyDisk());
            DyingDisk disk = new DyingDisk(operations, last);
            try {
                assertThat(says(run(models, files.withDisk(disk), options))).isEqualTo(whole);
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining("the process died");
            }
            died = disk.died();
            assertThat(says(run(models, files, options)))
                    .as("after %d", operations)
                    .isEqualTo(whole);
        }
        assertThat(operations).as("of two searches").isGreaterThan(100);
    }

    /** The answer is worth more than the checkpoint, and the previous checkpoint stands. */
    @Test
    void aSearchThatCanNotBeSavedGoesOnAndSaysSoOnce() {
        Supplier<Model> models = () -> SymmetricSearchTest.alike(3, 4, 4);
        List<Object> whole = says(run(models, SearchFiles.nothing(), PLAIN));
        for (int operations = 20; operations < 60; operations += 13) {
            DyingDisk disk = new DyingDisk(operations, DyingDisk.Last.HALF);
            List<String> lost = new ArrayList<>();
            SearchFiles files = SearchFiles.in(directory.resolve("full-" + operations), "test");
            assertThat(says(run(models, files.withDisk(disk).withLost(e -> lost.add(e.getMessage())), PLAIN)))
                    .isEqualTo(whole);
            assertThat(lost).singleElement().asString().contains("full-" + operations);
            assertThat(says(run(models, files.withDisk(new HastyDisk()), PLAIN)))
                    .isEqualTo(whole);
        }
    }

    @Test
    void aSearchThatWasStoppedAtEachDepthFindsTheSameCounterexample() {
        Model model = Toys.counters(4, 12, false);
        SearchResult whole = run(model, SearchFiles.nothing());
        assertThat(whole.outcomes())
                .anyMatch(o -> o.verdict() == Verdict.VIOLATED && o.steps().size() == 44);
        for (int depth = 0; depth < 44; depth += 3) {
            SearchResult part =
                    run(() -> model, here(), PLAIN.withLimits(Limits.none().withDepth(depth)));
            assertThat(part.end()).isEqualTo(End.DEPTH);
            assertThat(part.depth()).isEqualTo(depth);
        }
        assertThat(says(run(model, here()))).isEqualTo(says(whole));
        assertThat(says(run(model, here()))).as("at once").isEqualTo(says(whole));
    }

    @ParameterizedTest(name = "{0}, symmetry {1}")
    @CsvSource({"'vcpus=2,frames=2', false", "'vcpus=2,frames=2', true", "'vcpus=3,frames=2', true"})
    void aSearchThatWasStoppedAfterEachLevelEndsAsOneThatWasNot(String size, boolean symmetry) {
        Supplier<Subject> subjects = SearchToKill.bench(size);
        SearchOptions options = PLAIN.withSymmetry(symmetry).withSymmetryFrom(0);
        SearchResult whole = new BreadthFirst(subjects, options, Monitor.SILENT).run();
        assertThat(whole.symmetry().used().isEmpty()).isNotEqualTo(symmetry);
        assertThat(whole.depth()).isGreaterThan(4);
        for (int depth = 0; depth <= whole.depth(); depth++) {
            SearchOptions part =
                    options.withThreads(1 + depth % 2).withLimits(Limits.none().withDepth(depth));
            SearchResult result = new BreadthFirst(subjects, part, Monitor.SILENT)
                    .keep(here())
                    .run();
            assertThat(result.depth()).isEqualTo(depth);
        }
        for (int threads : new int[] {2, 1}) {
            SearchResult resumed = new BreadthFirst(subjects, options.withThreads(threads), Monitor.SILENT)
                    .keep(here())
                    .run();
            assertThat(says(resumed)).isEqualTo(says(whole));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "128", "exact"})
    void aSearchOfStatesOfSeveralWordsIsResumedAtEachPrecision(String bits) {
        Precision precision = Precision.valueOf(bits.equals("exact") ? "EXACT" : "BITS_" + bits);
        SearchOptions options = PLAIN.withPrecision(precision);
        Supplier<Model> models = () -> Toys.counters(3, 9, true);
        SearchResult whole = run(models, SearchFiles.nothing(), options);
        SearchOptions part = options.withLimits(Limits.none().withStates(500));
        assertThat(run(models, here(), part).end()).isEqualTo(End.STATES);
        assertThat(says(run(models, here(), options))).isEqualTo(says(whole));
        SearchOptions other = PLAIN.withPrecision(precision == Precision.EXACT ? Precision.BITS_64 : Precision.EXACT);
        assertThatThrownBy(() -> run(models, here(), other)).hasMessageContaining("search is precision " + bits);
    }

    @Test
    void aSearchThatIsRepeatedWithoutSymmetryCanBeResumedToo() {
        // Near the corner only the first counter goes on, so the symmetry is given up in the middle.
        Supplier<Model> models = () -> SymmetricSearchTest.alike(2, 120, 110);
        SearchResult whole = run(models, SearchFiles.nothing(), REDUCED);
        assertThat(whole.symmetry().refused()).isNotEmpty();
        for (int states : new int[] {150, 5_000, 12_000}) {
            SearchResult part =
                    run(models, here(), REDUCED.withLimits(Limits.none().withStates(states)));
            assertThat(part.end()).isEqualTo(End.STATES);
        }
        assertThat(says(run(models, here(), REDUCED.withThreads(2)))).isEqualTo(says(whole));
        assertThat(directory).isDirectoryContaining("glob:**/plain").isDirectoryContaining("glob:**/symmetry");
    }

    @Test
    void aCheckpointOfAModelThatChangedSinceIsRefused() {
        SearchOptions shallow = PLAIN.withLimits(Limits.none().withDepth(3));
        run(() -> upBy(1), here(), shallow);
        assertThatThrownBy(() -> run(upBy(2), here()))
                .hasCauseInstanceOf(BadCheckpointException.class)
                .hasMessageContaining(directory.resolve("plain") + ": the model changed since the checkpoint: ");
        assertThat(run(upBy(1), here()).states()).isEqualTo(10);
    }

    private static Model upBy(int by) {
        Layout.Builder b = new Layout.Builder();
        IntField x = b.number("x", 10, Integer::toString);
        Action up =
                Action.named("up").when((s, a) -> x.get(s, 0) + by < 10).then((s, a) -> x.set(s, 0, x.get(s, 0) + by));
        return Toys.model(b, List.of(up));
    }

    @Test
    void aCheckpointOfAnotherQuestionOrVersionIsRefused() {
        run(Toys.counters(2, 4, true), here());
        assertThatThrownBy(() -> run(Toys.counters(2, 5, true), here()))
                .hasCauseInstanceOf(BadCheckpointException.class)
                .hasMessageContaining("is the checkpoint of another search: ");
        assertThatThrownBy(() -> run(Toys.counters(2, 4, true), SearchFiles.in(directory, "next")))
                .hasMessageContaining("tool is test, not next");
    }

    @Test
    void aDamagedFileIsRefusedWithItsName() throws IOException {
        Model model = Toys.counters(2, 4, true);
        run(model, here());
        Path level = directory.resolve("plain/level-000002");
        byte[] sound = Files.readAllBytes(level);
        byte[] flipped = sound.clone();
        flipped[40] ^= 4;
        Files.write(level, flipped);
        assertThatThrownBy(() -> run(model, here()))
                .hasCauseInstanceOf(BadCheckpointException.class)
                .hasMessageContaining(level + ": is damaged");
        Files.write(level, sound);
        assertThat(run(model, here()).states()).isEqualTo(16);
    }

    @Test
    void aCheckpointOfMoreStatesThanFitInMemoryIsLeftAsItIs() {
        Supplier<Model> models = () -> Toys.counters(4, 12, false);
        SearchResult part = run(models, here(), PLAIN.withLimits(Limits.none().withDepth(30)));
        SearchResult small = run(models, here(), PLAIN.withLimits(Limits.none().withBytes(400_000)));
        assertThat(small.end()).isEqualTo(End.MEMORY);
        assertThat(small.states()).isEqualTo(part.states());
        assertThat(small.depth()).isEqualTo(30);
        assertThat(says(run(models, here(), PLAIN))).isEqualTo(says(run(models, SearchFiles.nothing(), PLAIN)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSearchWhoseStatesWaitOnDiskHasTheSameResult(boolean checkpoint) throws IOException {
        Model model = wide();
        SearchResult whole = run(model, SearchFiles.nothing());
        Watched disk = new Watched();
        Path spill = directory.resolve("spill");
        SearchFiles files =
                (checkpoint ? here() : SearchFiles.nothing()).withSpill(spill).withDisk(disk);
        long most = whole.bytes() - 120_000;
        SearchResult spilled =
                run(() -> model, files, PLAIN.withLimits(Limits.none().withBytes(most)));
        assertThat(disk.spilled).isGreaterThan(3);
        assertThat(spilled.bytes()).isLessThanOrEqualTo(most);
        assertThat(says(spilled)).isEqualTo(says(whole));
        assertThat(spill).isEmptyDirectory();
        if (checkpoint) {
            assertThat(says(run(model, here()))).isEqualTo(says(whole));
        }
    }

    @Test
    void aSearchWhoseTableIsFullSaysHowFarItCame() {
        Model model = wide();
        SearchResult result = run(
                () -> model,
                SearchFiles.nothing(),
                PLAIN.withLimits(Limits.none().withBytes(500_000)));
        assertThat(result.end()).isEqualTo(End.MEMORY);
        assertThat(result.depth()).isEqualTo(1);
        assertThat(result.level()).isEqualTo(new Level(0, 250));
        SearchResult states = run(
                () -> Toys.counters(4, 32, false),
                SearchFiles.nothing(),
                PLAIN.withLimits(Limits.none().withStates(500_000)));
        assertThat(states.level().expanded())
                .isPositive()
                .isLessThan(states.level().states());
    }

    /** 250 states, then 62,500, which fill eight chunks; each of those leads to one of two. */
    private static Model wide() {
        Layout.Builder b = new Layout.Builder();
        IntField x = b.number("x", 251, Integer::toString);
        IntField y = b.number("y", 253, Integer::toString);
        Action first = Action.named("first")
                .over(Index.of("to", 250))
                .when((s, a) -> x.get(s, 0) == 0 && y.get(s, 0) == 0)
                .then((s, a) -> x.set(s, 0, (int) a[0] + 1));
        Action second = Action.named("second")
                .over(Index.of("to", 250))
                .when((s, a) -> x.get(s, 0) > 0 && y.get(s, 0) == 0)
                .then((s, a) -> y.set(s, 0, (int) a[0] + 1));
        Action fall = Action.named("fall")
                .when((s, a) -> x.get(s, 0) > 0 && y.get(s, 0) > 0)
                .then((s, a) -> {
                    y.set(s, 0, 251 + x.get(s, 0) % 2);
                    x.set(s, 0, 0);
                });
        return Toys.model(b, List.of(first, second, fall));
    }

    private static final class Watched extends HastyDisk {
        private int spilled;

        @Override
        protected void perform(Path file, Operation operation) throws IOException {
            spilled += file.toString().endsWith(".states") ? 1 : 0;
            super.perform(file, operation);
        }
    }

    @Test
    void aSearchWhoseProcessIsKilledAtAnyMomentCanBeResumed() throws Exception {
        SplittableRandom random = new SplittableRandom();
        for (int level : new int[] {4, 8}) {
            Process process = start();
            Path file = directory.resolve(String.format(Locale.ROOT, "plain/level-%06d", level));
            while (process.isAlive() && !Files.exists(file)) {
                Thread.onSpinWait();
            }
            for (int spins = random.nextInt(1 << 16); spins > 0 && process.isAlive(); spins--) {
                Thread.onSpinWait();
            }
            process.destroyForcibly();
            assertThat(process.waitFor()).as("killed, not finished").isNotZero();
        }
        SearchResult result = SearchToKill.run(directory);
        assertThat(result.end()).isEqualTo(End.EXHAUSTED);
        assertThat(result.states()).isEqualTo(1_106_976);
        assertThat(result.transitions()).isEqualTo(21_457_921);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SearchToKill.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
    }
}
