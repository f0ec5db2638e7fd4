package dev.stalemate.counterexample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The counterexamples that come with the tool. */
public final class SavedRuns {
    private static final String CODE = "-code";

    private SavedRuns() {}

    /** Those of models. A run of code may lie beside them, where a user saved it: it has no elements, causes or lanes. */
    public static List<Path> ofModels() throws IOException {
        List<Path> models = new ArrayList<>();
        for (Path file : new Library(Path.of("counterexamples")).files()) {
            try {
                if (!CounterexampleReader.read(file).system().endsWith(CODE)) {
                    models.add(file);
                }
            } catch (BadFileException e) {
                models.add(file); // which the test says
            }
        }
        return models;
    }
}
