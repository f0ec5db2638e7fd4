package dev.stalemate.cluster;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/** A real cluster on this machine: a master and workers, each a process of its own, from the engine's jars alone. */
final class Loopback implements AutoCloseable {
    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern READY = Pattern.compile("New state: ALIVE");
    private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");
    private static final List<String> SMALL = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    private static final String HOST = "127.0.0.1";
    private static final long POLL_MILLIS = 20;
    private static final int MOST_POLLS = 3000;

    private final Path directory;
    private final Path home;
    private final List<Daemon> workers = new ArrayList<>();
    private final Daemon master;
    private final String name;

    private Loopback(Path directory) throws IOException {
        System.setProperty("spark.executor.extraJavaOptions", String.join(" ", SMALL));
        this.directory = directory;
        this.home = home(directory.resolve("spark"));
        this.master = new Daemon("master", "org.apache.spark.deploy.master.Master", "--host", HOST, "--port", "0");
        this.name = master.says(MASTER);
        master.says(READY);
    }

    /** A cluster with its files in a directory. */
    static Loopback in(Path directory, int workers) throws IOException {
        Loopback cluster = new Loopback(directory);
        for (int i = 0; i < workers; i++) {
            cluster.startWorker();
        }
        return cluster;
    }

    /** A directory as Spark is installed in, with the jars that this process has. */
    private static Path home(Path made) throws IOException {
        Path jars = Files.createDirectories(made.resolve("jars"));
        for (String file : Splitter.on(File.pathSeparator).split(System.getProperty("java.class.path"))) {
            Path jar = Path.of(file).toAbsolutePath();
            Path link = jars.resolve(String.valueOf(jar.getFileName()));
            if (file.endsWith(".jar") && !Files.exists(link)) {
                Files.createSymbolicLink(link, jar);
            }
        }
        return made;
    }

    /** What {@code --cluster} takes. */
    String name() {
        return name;
    }

    /** Starts another worker, with one processor, and waits until the master knows it. */
    void startWorker() throws IOException {
        String number = "worker-" + workers.size();
        Daemon worker = new Daemon(
                number,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                HOST,
                "--cores",
                "1",
                "--memory",
                "4g",
                "--work-dir",
                directory.resolve(number).toString(),
                name);
        workers.add(worker);
        worker.says(REGISTERED);
    }

    /** Kills a worker, with what runs in it; nothing of it has time to say farewell. */
    void kill(int worker) {
        workers.get(worker).kill();
    }

    /** Waits for something that happens in another process. */
    static void await(String what, BooleanSupplier happened) {
        for (int i = 0; i < MOST_POLLS; i++) {
            if (happened.getAsBoolean()) {
                return;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("never: " + what);
    }

    @Override
    public void close() {
        workers.forEach(Daemon::kill);
        master.kill();
    }

    /** A process of the cluster. */
    private final class Daemon {
        private final Process process;
        private final Path log;

        Daemon(String name, String mainClass, String... arguments) throws IOException {
            log = directory.resolve(name + ".log");
            ImmutableList<String> command = ImmutableList.<String>builder()
                    .add(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                    .addAll(Stream.of(JavaModuleOptions.defaultModuleOptionArray())
                            .filter(option -> !option.contains("jdk.incubator"))
                            .iterator())
                    .add("-Xmx256m")
                    .addAll(SMALL)
                    .add("-cp", home.resolve("jars") + "/*", mainClass, "--webui-port", "0")
                    .add(arguments)
                    .build();
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().put("SPARK_HOME", home.toString());
            builder.environment().put("SPARK_SCALA_VERSION", "2.13"); // else it looks for a build of its own
            builder.environment().put("SPARK_LOCAL_IP", HOST);
            process = builder.start();
        }

        /** Waits until it logs something, and returns the first group of it. */
        String says(Pattern pattern) {
            String[] found = new String[1];
            await(pattern + " in " + log, () -> {
                try {
                    Matcher matcher = pattern.matcher(Files.readString(log));
                    if (matcher.find()) {
                        found[0] = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
                    } else if (!process.isAlive()) {
                        throw new IllegalStateException(Files.readString(log));
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                return found[0] != null;
            });
            return found[0];
        }

        void kill() {
            List<ProcessHandle> inside = process.descendants().toList();
            process.destroyForcibly();
            inside.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
