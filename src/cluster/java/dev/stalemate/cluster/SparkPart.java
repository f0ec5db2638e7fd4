package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterPart;
import dev.stalemate.search.Monitor;

/** Connects to clusters of Apache Spark, and to the engine within this process. */
public final class SparkPart implements ClusterPart {
    @Override
    public Cluster connect(Settings settings, Monitor monitor) {
        return Connection.open(settings, monitor);
    }
}
