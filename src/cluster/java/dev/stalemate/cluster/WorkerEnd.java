package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.SentDesigns;
import org.apache.spark.SparkEnv;

/** What a worker's process does at its end. The user's own process leaves nothing by itself. */
final class WorkerEnd {
    /** How the engine calls the process that began it all. */
    private static final String USERS = "driver";

    static {
        if (!SparkEnv.get().executorId().equals(USERS)) {
            Runtime.getRuntime().addShutdownHook(new Thread(SentDesigns::closeAll, "stalemate-end"));
        }
    }

    private WorkerEnd() {}

    /** Sees to it, once. */
    static void prepare() {
        // The class is loaded now.
    }
}
