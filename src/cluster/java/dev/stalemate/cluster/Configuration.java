package dev.stalemate.cluster;

import com.google.common.base.Splitter;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterPart.Settings;
import dev.stalemate.decide.cluster.MasterName;
import java.io.File;
import java.net.InetAddress;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.jspecify.annotations.Nullable;

/** What the engine is told. What a user told it, by spark-submit, stays. */
final class Configuration {
    /** Of a heap, the engine leaves this alone, in MiB. */
    private static final long RESERVED_MIB = 300;

    /** What of the rest is for states and what is sent. */
    private static final double FRACTION = 0.6;

    /** The least heap that the engine starts with, in MiB. */
    private static final long LEAST_MIB = 472;

    private static final String JARS = "spark.jars";
    private static final String CLASS_PATH = "spark.executor.extraClassPath";
    private static final String SECONDS = "s";

    private final SparkConf conf = new SparkConf();

    /**
     * For a cluster.
     *
     * @param own the address that its workers reach this process by; null for what the engine finds
     * @param place for its temporary files
     */
    Configuration(Settings settings, MasterName master, @Nullable InetAddress own, Path place) {
        conf.setMaster(master.text());
        conf.setIfMissing("spark.app.name", "stalemate");
        conf.set("spark.ui.enabled", "false");
        conf.set("spark.ui.showConsoleProgress", "false");
        conf.setIfMissing("spark.local.dir", place.toString());
        conf.set("spark.serializer", KryoSerializer.class.getName());
        conf.setIfMissing("spark.locality.wait", "200ms"); // a part that is near is worth a short wait, as levels are
        conf.set("spark.driver.maxResultSize", "0"); // what comes back is counted by those that ask for it
        if (master.local()) {
            conf.setIfMissing("spark.driver.host", "localhost");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        } else {
            haste();
            code();
            if (own != null) {
                conf.setIfMissing("spark.driver.host", own.getHostAddress());
                if (own.isLoopbackAddress()) {
                    conf.setIfMissing("spark.driver.bindAddress", own.getHostAddress());
                }
            }
            if (settings.workerBytes() > 0) {
                conf.set("spark.executor.memory", heapMebibytes(settings.workerBytes()) + "m");
                conf.set("spark.memory.fraction", Double.toString(FRACTION));
            }
        }
    }

    /** The heap in MiB of which the engine gives so many bytes to states and what is sent. */
    static long heapMebibytes(long bytes) {
        return Math.max(LEAST_MIB, (long) Math.ceil(bytes / FRACTION / (1 << 20)) + RESERVED_MIB);
    }

    /** A worker that is gone is missed in seconds, not in minutes; how many of them a job may lose is not what bounds it. */
    private void haste() {
        conf.setIfMissing("spark.executor.heartbeatInterval", "5" + SECONDS);
        conf.setIfMissing("spark.network.timeout", "60" + SECONDS);
        conf.setIfMissing("spark.shuffle.io.retryWait", "1" + SECONDS);
        conf.setIfMissing("spark.shuffle.io.maxRetries", "3");
        conf.setIfMissing("spark.task.maxFailures", "4");
        conf.setIfMissing("spark.stage.maxConsecutiveAttempts", "20");
    }

    /** How workers come to the tool's classes: they fetch its jar, or look where this process found them if it has no jar. */
    private void code() {
        Path from = own();
        if (Files.isRegularFile(from)) {
            if (!conf.get(JARS, "").contains(String.valueOf(from.getFileName()))) {
                String others = conf.get(JARS, "");
                conf.set(JARS, others.isEmpty() ? from.toString() : others + "," + from);
            }
        } else {
            conf.setIfMissing(CLASS_PATH, classPath());
        }
    }

    /** That of this process, as any other finds it. */
    static String classPath() {
        return Splitter.on(File.pathSeparator)
                .splitToStream(System.getProperty("java.class.path", ""))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path own() {
        try {
            return Path.of(SparkPart.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new ClusterException("the tool's own jar is nowhere", e);
        }
    }

    SparkConf conf() {
        return conf;
    }
}
