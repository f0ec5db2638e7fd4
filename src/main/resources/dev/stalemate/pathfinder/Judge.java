package dev.stalemate.pathfinder.agent;

import dev.stalemate.pathfinder.ModelJob;
import dev.stalemate.pathfinder.SteppedModel;
import gov.nasa.jpf.Config;
import gov.nasa.jpf.JPF;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs Java PathFinder once for each question, as the files of a directory say, and writes the results there. It is compiled where it runs,
 * against the user's own build.
 *
 * <p>Reads lines: {@code ask DIR} begins a question, and is answered at once; {@code wait} is answered with {@code done}, or after a moment
 * with {@code stored}, the states so far, and those of the model. A directory has {@code config}, an argument of Java PathFinder a line,
 * and {@code model}, if the question is about one; in the end it has {@code log} and {@code result}, too.
 */
public final class Judge implements Runnable {
    private static final long MOMENT_MILLIS = 500;
    private static volatile Watch watch = new Watch(null);
    private static SteppedModel model;

    private final Path directory;

    private Judge(Path directory) {
        this.directory = directory;
    }

    /** The model that the threads step. */
    static SteppedModel model() {
        return model;
    }

    /** Notes what happens. */
    static Watch watch() {
        return watch;
    }

    /** The log of the current question: Java PathFinder keeps the stream that it found first. */
    private static final class Log extends OutputStream {
        private OutputStream file = OutputStream.nullOutputStream();

        synchronized void to(OutputStream next) throws IOException {
            file.close();
            file = next;
        }

        @Override
        public synchronized void write(int b) throws IOException {
            file.write(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) throws IOException {
            file.write(bytes, from, length);
        }

        @Override
        public synchronized void flush() throws IOException {
            file.flush();
        }
    }

    /** Answers until its input ends. */
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        Log log = new Log();
        PrintStream said = new PrintStream(log, true, StandardCharsets.UTF_8);
        System.setOut(said);
        System.setErr(said);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Thread work = new Thread();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("ask ")) {
                Path directory = Path.of(line.substring("ask ".length()));
                log.to(Files.newOutputStream(directory.resolve("log")));
                work = new Thread(new Judge(directory), "judge");
                work.setDaemon(true);
                work.start();
                answers.println("asked");
            } else {
                work.join(MOMENT_MILLIS);
                answers.println(work.isAlive() ? watch.progress() : "done");
            }
            answers.flush();
        }
        // Java PathFinder may leave threads behind.
        Runtime.getRuntime().halt(0);
    }

    @Override
    public void run() {
        try {
            Path question = directory.resolve("model");
            model = Files.exists(question) ? ModelJob.read(question).open() : null;
            watch = new Watch(model);
            List<String> arguments = Files.readAllLines(directory.resolve("config"));
            Config config = JPF.createConfig(arguments.toArray(new String[0]));
            JPF jpf = new JPF(config);
            jpf.addListener(watch);
            jpf.run();
            Path unfinished = directory.resolve("result.new");
            List<String> result = new ArrayList<>(watch.result());
            result.add(0, "question " + config.getString("stalemate.question"));
            Files.write(unfinished, result);
            Files.move(unfinished, directory.resolve("result"), StandardCopyOption.ATOMIC_MOVE);
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // Without a result the question is undecided; the log says why.
            e.printStackTrace();
        }
    }
}
