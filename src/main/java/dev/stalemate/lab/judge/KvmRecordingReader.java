package dev.stalemate.lab.judge;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a machine says, line by line as it comes. Each run is handed over as it ends. A line that does not fit is told, never skipped.
 */
public final class KvmRecordingReader {
    private static final Splitter WORDS = Splitter.on(' ');
    private static final int LONGEST_LINE = 1000;
    private static final int MOST_RUNS = 100_000;
    private static final Pattern FACT = Pattern.compile("[a-z0-9_]{1,40}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,60}");
    private static final Pattern WIDTH = Pattern.compile("3[2-9]|4[0-9]|5[0-2]");

    private final String file;
    private final Consumer<KvmRun> ended;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private int number;
    private int runs;
    private @Nullable RunReader run;

    /**
     * A reader.
     *
     * @param file the name of what is read, for what is said about it
     * @param ended gets each run as it ends
     */
    public KvmRecordingReader(String file, Consumer<KvmRun> ended) {
        this.file = file;
        this.ended = ended;
    }

    /** Reads a whole recording. */
    public static KvmRecording read(String file, String text) throws BadFileException {
        ImmutableList.Builder<KvmRun> runs = ImmutableList.builder();
        KvmRecordingReader reader = new KvmRecordingReader(file, runs::add);
        for (String line : (Iterable<String>) text.lines()::iterator) {
            reader.line(line);
        }
        reader.finish();
        return new KvmRecording(reader.kernel(), runs.build());
    }

    /** Reads the next line. */
    public void line(String line) throws BadFileException {
        number++;
        if (line.length() > LONGEST_LINE) {
            throw bad("is longer than " + LONGEST_LINE + " characters");
        }
        if (!line.startsWith("@")) {
            throw bad("does not begin with @");
        }
        List<String> words = WORDS.splitToList(line.substring(1));
        try {
            switch (words.get(0)) {
                case "machine" -> fact(words);
                case "lost" -> lost(words);
                // The machine can be given scenarios now; it has played all that it was given.
                case "ready", "done" -> handOver();
                case "scenario" -> begin(LineWords.only(words));
                default -> inRun(words);
            }
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private void fact(List<String> words) {
        handOver();
        if (words.size() < 3 || !FACT.matcher(words.get(1)).matches()) {
            throw new IllegalArgumentException("a fact of a machine has a name and what it says");
        }
        String name = words.get(1);
        String says = String.join(" ", words.subList(2, words.size()));
        if (name.equals("parameter")) {
            name = words.get(2);
            says = String.join(" ", words.subList(3, words.size()));
        }
        if (name.equals(RealKernel.MAXPHYADDR) && !WIDTH.matcher(says).matches()) {
            throw new IllegalArgumentException("no processor has a MAXPHYADDR of " + says);
        }
        @Nullable String before = facts.putIfAbsent(name, says);
        if (before != null && !before.equals(says)) {
            throw new IllegalArgumentException("the machine's " + name + " was " + before + " before, and is " + says);
        }
    }

    /** A machine can be lost before it says which scenario it begins. */
    private void lost(List<String> words) {
        if (words.size() > 1 && (run == null || !run.isOf(words.get(1)))) {
            begin(words.get(1));
        }
        inRun(words);
    }

    private void begin(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a name of a scenario");
        }
        handOver();
        if (++runs > MOST_RUNS) {
            throw new IllegalArgumentException("there are more than " + MOST_RUNS + " runs");
        }
        run = new RunReader(name);
    }

    private void inRun(List<String> words) {
        if (run == null) {
            throw new IllegalArgumentException("'@" + words.get(0) + "' stands outside of a scenario");
        }
        run.line(words);
    }

    /** The last run is over if anything else is said. */
    private void handOver() {
        if (run != null) {
            ended.accept(run.run());
            run = null;
        }
    }

    /**
     * Goes on after a line that does not fit: the scenario that was being read has no proper end.
     *
     * @param why what is wrong with the line
     * @return whether one ran
     */
    boolean spoiled(String why) {
        boolean inside = run != null && !run.isOver();
        if (run != null && inside) {
            run.fail(why);
        }
        handOver();
        return inside;
    }

    /** The next line is not looked at. */
    void skip() {
        number++;
    }

    /** What was read is all: a run that has not ended is handed over as it is. */
    public void finish() {
        handOver();
    }

    /** What the machine has said of itself so far. */
    public RealKernel kernel() {
        return RealKernel.of(facts);
    }

    private BadFileException bad(String what) {
        return new BadFileException(file, number, what);
    }
}
