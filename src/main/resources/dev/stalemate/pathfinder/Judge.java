package dev.stalemate.pathfinder.agent;

import dev.stalemate.pathfinder.ModelJob;
import dev.stalemate.pathfinder.SteppedModel;
import gov.nasa.jpf.Config;
import gov.nasa.jpf.JPF;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Runs Java PathFinder once, as the files of a directory say, and writes the results there. It is compiled where it runs, against the user's
 * own build.
 *
 * <p>Reads {@code config}, an argument of Java PathFinder a line, and {@code model}, if the question is about one. Writes {@code log},
 * and {@code result} at the end.
 */
public final class Judge {
    private static final Watch WATCH = new Watch();
    private static SteppedModel model;

    private Judge() {}

    /** The model that the threads step. */
    static SteppedModel model() {
        return model;
    }

    /** Notes what happens. */
    static Watch watch() {
        return WATCH;
    }

    /** Runs the question in the directory that the first argument names. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        PrintStream log =
                new PrintStream(new FileOutputStream(directory.resolve("log").toFile()), true, "UTF-8");
        System.setOut(log);
        System.setErr(log);
        Path question = directory.resolve("model");
        if (Files.exists(question)) {
            model = ModelJob.read(question).open();
        }
        List<String> arguments = Files.readAllLines(directory.resolve("config"));
        Config config = JPF.createConfig(arguments.toArray(new String[0]));
        JPF jpf = new JPF(config);
        jpf.addListener(WATCH);
        jpf.run();
        Path unfinished = directory.resolve("result.new");
        Files.write(unfinished, WATCH.result(model));
        Files.move(unfinished, directory.resolve("result"), StandardCopyOption.ATOMIC_MOVE);
        // Java PathFinder may leave threads behind.
        Runtime.getRuntime().halt(0);
    }
}
