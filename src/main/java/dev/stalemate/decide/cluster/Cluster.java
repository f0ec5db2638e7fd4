package dev.stalemate.decide.cluster;

import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A cluster that this process is connected to. */
public interface Cluster extends AutoCloseable {
    /** The most processors that its workers have for this process, at this moment. */
    int processors();

    /** How many workers it has at this moment; the process itself counts as one where there is no other. */
    int workers();

    /**
     * Does the same work on each of some parts, on whatever worker is free.
     *
     * @return the results in the order of the parts
     * @throws ClusterException if the cluster fails or some work does; the cause is what the work threw, where that is known
     * @throws java.util.concurrent.CancellationException if it was stopped
     */
    <T extends Serializable, R extends Serializable> List<R> map(
            List<T> parts, Work<T, R> work, BooleanSupplier stopped);

    /** What is done on a worker. It may be done again, if a worker dies, and must give the same result then. */
    interface Work<T, R> extends Serializable {
        R on(T part);
    }

    /**
     * Searches every state of a scope, with the same verdicts, counts and runs as a search on one machine.
     *
     * @param text what workers build their models from
     * @param subject the same, built here
     * @param symmetry of that subject
     * @param started when the limit on time began to count, of {@link System#nanoTime}
     * @throws ClusterException if the cluster fails, or the checkpoint is not one of this search
     */
    SearchResult search(
            SubjectText text,
            Subject subject,
            SearchOptions options,
            Symmetry symmetry,
            ClusterFiles files,
            Monitor monitor,
            long started);

    /**
     * Whether a directory of checkpoints, on any file system that the workers reach, is there and has something in it.
     *
     * @throws IOException if that can't be found out
     */
    boolean hasCheckpoints(String directory) throws IOException;

    /** Leaves the cluster. */
    @Override
    void close();
}
