package dev.stalemate.search.disk;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint that can't be resumed. The message names the file, and says what is wrong with it. */
public final class BadCheckpointException extends IOException {
    /** What is wrong with a file. */
    public BadCheckpointException(Path file, String what) {
        this(file.toString(), what);
    }

    /** What is wrong with a file of whatever file system. */
    public BadCheckpointException(String file, String what) {
        super(file + ": " + what);
    }
}
