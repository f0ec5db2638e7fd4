package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.Cluster;
import dev.stalemate.decide.cluster.ClusterPart;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Connects to clusters of Apache Spark, and to the engine within this process. */
public final class SparkPart implements ClusterPart {
    @Override
    public Cluster connect(Settings settings, Consumer<String> notes, BooleanSupplier stopped) {
        return Connection.open(settings, notes, stopped, WaitTimes.STANDARD);
    }
}
