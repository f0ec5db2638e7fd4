package dev.stalemate.lab.judge;

import dev.stalemate.counterexample.BadFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads what a machine says as it happens: a line that does not fit spoils the scenario that runs, and no other one. */
public final class LenientReader {
    private static final String SCENARIO = "@scenario ";
    private static final String LOST = "@lost ";

    private final KvmRecordingReader reader;
    private final List<String> problems = new ArrayList<>();
    private String current = "";
    private boolean skips;

    /**
     * A reader.
     *
     * @param name of the machine, for what is said about it
     * @param ended gets each run as it ends
     */
    public LenientReader(String name, Consumer<KvmRun> ended) {
        reader = new KvmRecordingReader(name, ended);
    }

    /** Reads the next line. */
    public void line(String line) {
        boolean begins = line.startsWith(SCENARIO);
        // A machine can be lost with the next scenario before it says that it begins.
        boolean another = line.startsWith(LOST) && !line.startsWith(LOST + current + " ");
        if (skips && !begins && !another) {
            reader.skip();
            return;
        }
        if (begins) {
            current = line.substring(SCENARIO.length());
        }
        skips = false;
        try {
            reader.line(line);
        } catch (BadFileException e) {
            skips = true;
            String why = String.valueOf(e.getMessage());
            if (!reader.spoiled(why)) {
                problems.add(why);
            }
        }
    }

    /** What was read is all. */
    public void finish() {
        reader.finish();
    }

    /** Lines that do not fit and are of no scenario. */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
