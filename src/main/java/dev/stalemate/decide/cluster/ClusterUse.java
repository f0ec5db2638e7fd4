package dev.stalemate.decide.cluster;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a decider uses a cluster.
 *
 * @param cluster what it is connected to
 * @param from spaces of at most so many states are searched by this process alone
 * @param directory of checkpoints, as the user says it, on any file system that all workers reach; null for none
 * @param resumed whether the directory has checkpoints of an earlier run
 * @param tool version of the tool, which goes on only from its own checkpoints
 */
public record ClusterUse(Cluster cluster, int from, @Nullable String directory, boolean resumed, String tool) {
    /** What the search of this name keeps, and whom to tell if it can't be kept. */
    public ClusterFiles files(String search, Consumer<IOException> lost) {
        return new ClusterFiles(directory == null ? null : directory + "/" + search, tool, lost);
    }
}
