package dev.stalemate.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.TaskContext;

/** What a task of the engine does at its end. */
final class Tasks {
    private Tasks() {}

    /** Closes something when the task ends, however it does. */
    static void closeAtEnd(Closeable open) {
        TaskContext.get().addTaskCompletionListener(task -> {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
