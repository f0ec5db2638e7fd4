package dev.stalemate.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.MasterName;
import java.net.InetAddress;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static SparkConf conf(String master, long workerBytes) {
        Settings settings = new Settings(master, 0, workerBytes, Path.of("log"), "test");
        return new Configuration(
                        settings, MasterName.parse(master), InetAddress.getLoopbackAddress(), Path.of("/place"))
                .conf();
    }

    /** The engine's own rule, backwards: of the heap less 300 MiB, six tenths. */
    @Test
    void aWorkersHeapHasRoomForWhatTheUserAllows() {
        assertThat(conf("spark://h:1", 600L << 20).get("spark.executor.memory")).isEqualTo("1300m");
        assertThat(conf("spark://h:1", (600L << 20) + 1).get("spark.executor.memory"))
                .isEqualTo("1301m");
        assertThat(conf("spark://h:1", 1).get("spark.executor.memory")).isEqualTo("472m");
        assertThat(conf("spark://h:1", 0).contains("spark.executor.memory")).isFalse();
        assertThat(conf("local[2]", 600L << 20).contains("spark.executor.memory"))
                .isFalse();
    }

    @Test
    void whatTheUserToldTheEngineStays() {
        String timeout = "spark.network.timeout";
        assertThat(conf("spark://h:1", 0).get(timeout)).isEqualTo("60s");
        System.setProperty(timeout, "7s");
        try {
            assertThat(conf("spark://h:1", 0).get(timeout)).isEqualTo("7s");
        } finally {
            System.clearProperty(timeout);
        }
    }
}
