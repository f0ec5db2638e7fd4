package dev.stalemate.cluster;

import org.apache.spark.api.java.JavaSparkContext;

/** The workers that a process has at a moment. */
final class Workers {
    private final JavaSparkContext spark;
    private final boolean local;

    /**
     * Of a context.
     *
     * @param local whether the engine is within this process
     */
    Workers(JavaSparkContext spark, boolean local) {
        this.spark = spark;
        this.local = local;
    }

    /** How many there are; the process itself is one where the engine is within it. */
    int count() {
        // The engine lists this process among them.
        return local ? 1 : Math.max(0, spark.statusTracker().getExecutorInfos().length - 1);
    }

    /** The processors of all. */
    int processors() {
        return spark.defaultParallelism();
    }
}
