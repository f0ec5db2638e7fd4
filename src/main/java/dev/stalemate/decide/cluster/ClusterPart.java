package dev.stalemate.decide.cluster;

import dev.stalemate.search.Monitor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

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
     * @throws ClusterException if there is no such cluster, or a worker has another version of the tool
     */
    Cluster connect(Settings settings, Monitor monitor);

    /** The part, where it is installed. */
    static Optional<ClusterPart> installed() {
        return ServiceLoader.load(ClusterPart.class).findFirst();
    }
}
