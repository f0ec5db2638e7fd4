package dev.stalemate.cluster;

import dev.stalemate.decide.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.spark.SparkConf;

/** Where what the engine logs goes: to a file, and nowhere else. */
final class EngineLog {
    private static final String FILE = "file";
    private static final String MOST = "16MB";

    private EngineLog() {}

    /**
     * Sends it to a file from now on; the file is continued, and when it is large, it begins again and one old one is kept.
     *
     * @throws ClusterException if the file can't be written
     */
    static void to(Path file) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw new ClusterException("the cluster's log can't be written: " + e, e);
        }
        if (!Files.isRegularFile(file) || !Files.isWritable(file)) {
            throw new ClusterException("the cluster's log can't be written to " + file);
        }
        configure(file);
        // Under spark-submit the engine sets up its log once more, as it was before, when it is first used.
        new SparkConf(false).initializeLogIfNecessary(false, true);
        configure(file);
    }

    private static void configure(Path file) {
        ConfigurationBuilder<BuiltConfiguration> log = ConfigurationBuilderFactory.newConfigurationBuilder();
        log.setStatusLevel(Level.OFF);
        log.add(log.newAppender(FILE, "RollingFile")
                .addAttribute("fileName", file.toAbsolutePath().toString())
                .addAttribute("filePattern", file.toAbsolutePath() + ".old")
                .add(log.newLayout("PatternLayout").addAttribute("pattern", "%d %p %c{1}: %m%n%ex"))
                .addComponent(log.newComponent("Policies")
                        .addComponent(
                                log.newComponent("SizeBasedTriggeringPolicy").addAttribute("size", MOST)))
                .addComponent(log.newComponent("DefaultRolloverStrategy").addAttribute("max", 1)));
        log.add(log.newRootLogger(Level.INFO).add(log.newAppenderRef(FILE)));
        // Contexts go by class loader, and spark-submit loads this class by another one than the engine.
        LoggerContext context = (LoggerContext) LogManager.getContext(SparkConf.class.getClassLoader(), false);
        context.reconfigure(log.build());
    }
}
