package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of saved files: nothing is overwritten that wasn't meant to be, nothing is left half written. */
class LibraryTest {
    private static final Counterexample SHORT = Runs.saved(Runs.bothEnter());
    private static final Counterexample LONG = Runs.saved(Runs.bothEnterSlowly());

    /** The name that both get. */
    private static final String NAME = "M1b-broken";

    @TempDir
    private Path directory = Path.of("");

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("mutex"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void listsItsFilesInOrder() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("system"));
        Path hidden = Files.createDirectories(directory.resolve(".tool"));
        for (Path in : List.of(directory, folder, hidden)) {
            for (String name : List.of("b.json", "a.json", "notes.txt", ".c.json")) {
                Files.writeString(in.resolve(name), "");
            }
        }
        assertThat(new Library(directory).files())
                .containsExactly(
                        directory.resolve("a.json"),
                        directory.resolve("b.json"),
                        folder.resolve("a.json"),
                        folder.resolve("b.json"));
    }

    @Test
    void isEmptyWhereThereIsNoDirectory() throws IOException {
        assertThat(new Library(directory.resolve("none")).files()).isEmpty();
    }

    @Test
    void makesItsDirectoryToSave() throws IOException {
        Path file = new Library(directory.resolve("new/one")).save(SHORT, taken -> false);
        assertThat(file)
                .isEqualTo(directory.resolve("new/one/mutex/" + NAME + ".json"))
                .exists();
    }

    @Test
    void numbersADifferentCounterexampleOfTheSameName() throws IOException {
        Library library = new Library(directory);
        library.save(SHORT, taken -> false);
        library.save(LONG, taken -> false);
        assertThat(names()).containsExactly(NAME + "-2.json", NAME + ".json");
    }

    @Test
    void savesOneOnceWhateverFoundIt() throws IOException {
        Library library = new Library(directory);
        Path first = library.save(SHORT, taken -> false);
        Counterexample again = Counterexample.of(
                Runs.bothEnter(), Runs.broken().law("exclusive"), "M1b", new Found("bfs", null, "9"), true);
        assertThat(library.save(again, taken -> false)).isEqualTo(first);
        assertThat(names()).containsExactly(NAME + ".json");
    }

    @Test
    void keepsAFileThatIsNoCounterexample() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("mutex"));
        Files.writeString(folder.resolve(NAME + ".json"), "mine");
        assertThat(new Library(directory).save(SHORT, taken -> false)).isEqualTo(folder.resolve(NAME + "-2.json"));
        assertThat(folder.resolve(NAME + ".json")).hasContent("mine");
    }

    @Test
    void aSavedFileHasItsShortNameAndIsFoundByIt() throws IOException, BadFileException {
        Library library = new Library(directory);
        Path first = library.save(SHORT, taken -> false);
        assertThat(Library.shortName(first, SHORT)).isEqualTo("mutex-M1b");
        assertThat(FormerName.now(directory.resolve("mutex-M1b.json"))).isEqualTo(first);
        assertThat(FormerName.now(directory.resolve("mutex-M1.json"))).isNull();
        assertThat(FormerName.now(directory.resolve("mutex-broken.json"))).isNull();

        Path second = library.save(LONG, taken -> false);
        assertThat(Library.shortName(second, LONG)).isEqualTo("mutex-M1b-2");
        assertThat(FormerName.now(directory.resolve("mutex-M1b.json")))
                .as("which of two it was, nobody knows")
                .isNull();
    }

    @Test
    void aFileElsewhereHasItsOwnName() {
        assertThat(Library.shortName(Path.of("mine.json"), SHORT)).isEqualTo("mine");
        assertThat(Library.shortName(Path.of("other/M1b-broken.json"), SHORT)).isEqualTo("M1b-broken");
        assertThat(Library.shortName(Path.of("mutex/mine.json"), SHORT)).isEqualTo("mine");
    }

    @Test
    void runsOfCodeWereInADirectoryOfTheirOwn() throws IOException {
        Path file = Files.createDirectories(directory.resolve("zap-list-code")).resolve("no-wait-xen-4.15-leaves.json");
        Files.writeString(file, "");
        assertThat(FormerName.now(directory.resolve("code/zap-list-code-no-wait-xen-4.15-leaves.json")))
                .isEqualTo(file);
    }

    @Test
    void aRecordingIsFoundAsItsCounterexampleIs() throws IOException {
        Path file = Files.createDirectories(directory.resolve("kvm")).resolve("K1-linux-4.9.linux-6.1.192.lab");
        Files.writeString(file, "");
        assertThat(FormerName.now(directory.resolve("kvm-K1.linux-6.1.192.lab")))
                .isEqualTo(file);
        assertThat(FormerName.now(directory.resolve("kvm-K1.json"))).isNull();
    }
}
