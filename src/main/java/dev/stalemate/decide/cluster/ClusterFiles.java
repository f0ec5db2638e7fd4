package dev.stalemate.decide.cluster;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a search on a cluster keeps.
 *
 * @param directory of its checkpoint, on any file system that all workers reach, such as {@code hdfs://host/dir}; null for none
 * @param tool version of the tool; checkpoints of other versions are refused
 * @param lost told when a level can't be saved; the search then goes on without
 */
public record ClusterFiles(@Nullable String directory, String tool, Consumer<IOException> lost) {}
