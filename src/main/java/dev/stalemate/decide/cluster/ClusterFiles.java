package dev.stalemate.decide.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a search on a cluster keeps.
 *
 * @param directory of its checkpoint, on any file system that all workers reach, such as {@code hdfs://host/dir}; null for none
 * @param tool version of the tool; checkpoints of other versions are refused
 */
public record ClusterFiles(@Nullable String directory, String tool) {}
