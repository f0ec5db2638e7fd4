package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDumpReader.Console;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the lab's machine says, line by line as it says it: facts about itself, then scenario after scenario. Each scenario is handed on as
 * it ends, so that nothing of it is lost with the machine.
 *
 * <p>Lines are {@code @machine NAME VALUE}, {@code @scenario NAME}, {@code @step TEXT} (a line of a steps.log), {@code @console LABEL},
 * {@code @text TEXT}, {@code @end NAME STEPS} and {@code @done}; before the first of them the emulator may say what it likes.
 */
public final class XenRecording {
    private final String file;
    private final Consumer<Scenario> ended;
    private final Map<String, String> machine = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Scenario open;
    private @Nullable List<String> console;
    private int number;
    private boolean begun;
    private boolean done;

    /**
     * A scenario that was played.
     *
     * @param file the recording, as messages call it
     * @param name the scenario
     * @param steps the lines of its steps.log
     * @param consoles the lines of each console, by its name in the log
     * @param whole whether its end was recorded
     */
    public record Scenario(
            String file, String name, List<String> steps, Map<String, List<String>> consoles, boolean whole) {
        /** The run that it is. */
        XenRun run() throws BadFileException {
            String called = file + "(" + name + ")";
            StepsLog log;
            try {
                log = StepsLog.read(called + "/steps.log", new StringReader(String.join("\n", steps)));
            } catch (IOException e) {
                throw new BadFileException(called, e);
            }
            return XenRun.of(name, log, new Recorded(called, consoles));
        }

        /** The commands, without what became of them. */
        public List<String> commands() throws BadFileException {
            return run().log().steps().stream().map(LabStep::command).toList();
        }

        private Scenario cut() {
            return new Scenario(file, name, steps, consoles, false);
        }
    }

    private record Recorded(String name, Map<String, List<String>> consoles) implements XenRun.Consoles {
        @Override
        public boolean has(String console) {
            return consoles.containsKey(console);
        }

        @Override
        public String file(String console) {
            return name + "/" + console;
        }

        @Override
        public Console read(String console) throws BadFileException {
            return XenDumpReader.read(file(console), consoles.getOrDefault(console, List.of()));
        }

        @Override
        public List<String> all() {
            return List.copyOf(consoles.keySet());
        }
    }

    /**
     * Nothing was said so far.
     *
     * @param file what to call the recording
     * @param ended gets each scenario as it ends; one whose end is missing as the next begins, or as the recording ends
     */
    public XenRecording(String file, Consumer<Scenario> ended) {
        this.file = file;
        this.ended = ended;
    }

    /** What the machine said of itself: {@code xen}, {@code version}, {@code kernel} and others, in its order. */
    public Map<String, String> machine() {
        return machine;
    }

    /** What is wrong with the recording: a sentence each, with file and line. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** Whether the machine said that it had played all scenarios. */
    public boolean done() {
        return done;
    }

    /** Takes the next line, without its end. */
    public void line(String line) {
        number++;
        begun |= line.startsWith("@");
        if (!begun || done) {
            return;
        }
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        Scenario now = open;
        switch (word) {
            case "@machine" -> machine(rest);
            case "@scenario" -> begin(rest);
            case "@done" -> {
                cut();
                done = true;
            }
            case "@step", "@console", "@text", "@end" -> {
                if (now == null) {
                    problem("outside a scenario: " + line);
                } else {
                    within(now, word, rest);
                }
            }
            default -> problem("no line of the lab: " + line);
        }
    }

    /** The recording ends here. */
    public void end() {
        cut();
        if (!done) {
            problem("the recording ends before the machine had played all scenarios");
        }
    }

    private void machine(String fact) {
        int space = fact.indexOf(' ');
        if (space < 0 || machine.put(fact.substring(0, space), fact.substring(space + 1)) != null) {
            problem("no fact, or a second one of the same name: " + fact);
        }
    }

    private void begin(String name) {
        cut();
        open = new Scenario(file, name, new ArrayList<>(), new LinkedHashMap<>(), true);
    }

    private void within(Scenario now, String word, String rest) {
        List<String> text = console;
        console = word.equals("@text") ? text : null;
        switch (word) {
            case "@step" -> now.steps.add(rest);
            case "@console" -> {
                List<String> lines = new ArrayList<>();
                console = lines;
                if (now.consoles.put(rest + XenRun.CONSOLE, lines) != null) {
                    problem("a second console of this name: " + rest);
                }
            }
            case "@text" -> {
                if (text == null) {
                    problem("a console's line outside a console");
                } else {
                    text.add(rest);
                }
            }
            default -> close(now, rest);
        }
    }

    private void close(Scenario now, String rest) {
        long steps = now.steps.stream().filter(step -> !step.startsWith("#")).count();
        if (!rest.equals(now.name + " " + steps)) {
            problem("the end of " + now.name + " with its " + steps + " steps is told as: " + rest);
        }
        open = null;
        ended.accept(now);
    }

    private void cut() {
        Scenario now = open;
        open = null;
        console = null;
        if (now != null) {
            problem("the end of scenario " + now.name + " is missing");
            ended.accept(now.cut());
        }
    }

    private void problem(String what) {
        problems.add(String.valueOf(new BadFileException(file, number, what).getMessage()));
    }
}
