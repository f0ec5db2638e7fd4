package dev.stalemate.decide.cluster;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The part of the tool that connects to clusters. It is optional, and found by the class path. */
public interface ClusterPart {
    /**
     * How to connect.
     *
     * @param master the cluster, as {@code local[2]} or {@code spark://host:7077}
     * @param partitions into how many parts states are divided, from 1; 0 for a number that suits the cluster
     * @param workerBytes memory for states on each worker; 0 for what the cluster gives
     * @param log the file that gets what the engine logs
     * @param tool version of the tool, which each worker must have
     */
    record Settings(String master, int partitions, long workerBytes, Path log, String tool) {}

    /**
     * Connects.
     *
     * @param notes told now and then what is waited for
     * @param stopped asked many times a second
     * @throws ClusterException if there is no such cluster, or a worker has another version of the tool
     * @throws CancellationException if it was stopped
     */
    Cluster connect(Settings settings, Consumer<String> notes, BooleanSupplier stopped);

    /** The part, where it is installed. */
    static Optional<ClusterPart> installed() {
        return ServiceLoader.load(ClusterPart.class).findFirst();
    }
}
