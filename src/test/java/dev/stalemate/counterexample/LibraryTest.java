package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.toy.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories of saved files: nothing is overwritten that wasn't meant to be, nothing is left half written. */
class LibraryTest {
    private static final Counterexample SHORT = Runs.saved(Runs.bothEnter());
    private static final Counterexample LONG = Runs.saved(Runs.bothEnterSlowly());

    /** The name that both get. */
    private static final String NAME = "mutex-M1b";

    @TempDir
    private Path directory = Path.of("");

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @Test
    void listsItsFilesInOrder() throws IOException {
        for (String name : new String[] {"b.json", "a.json", "notes.txt", ".c.json"}) {
            Files.writeString(directory.resolve(name), "");
        }
        assertThat(new Library(directory).files())
                .containsExactly(directory.resolve("a.json"), directory.resolve("b.json"));
    }

    @Test
    void isEmptyWhereThereIsNoDirectory() throws IOException {
        assertThat(new Library(directory.resolve("none")).files()).isEmpty();
    }

    @Test
    void makesItsDirectoryToSave() throws IOException {
        Path file = new Library(directory.resolve("new/one")).save(SHORT, taken -> false);
        assertThat(file)
                .isEqualTo(directory.resolve("new/one/" + NAME + ".json"))
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
        Files.writeString(directory.resolve(NAME + ".json"), "mine");
        assertThat(new Library(directory).save(SHORT, taken -> false)).isEqualTo(directory.resolve(NAME + "-2.json"));
        assertThat(directory.resolve(NAME + ".json")).hasContent("mine");
    }
}
