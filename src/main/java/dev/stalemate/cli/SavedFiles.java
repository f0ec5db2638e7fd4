package dev.stalemate.cli;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that a user names, those of directories in the order of their names. */
final class SavedFiles {
    private SavedFiles() {}

    static List<Path> of(List<Path> paths) throws IOException, BadFileException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            List<Path> inside = Files.isDirectory(path) ? new Library(path).files() : List.of(path);
            if (inside.isEmpty()) {
                throw new BadFileException(path.toString(), "has no counterexample files (*.json)");
            }
            files.addAll(inside);
        }
        return files;
    }
}
