package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDumpReader.Console;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the lab's machine says, line by line as it says it: facts about itself, then scenario after scenario. Each scenario is handed on as
 * it ends, so that nothing of it is lost with the machine.
 *
 * <p>Lines are {@code @machine NAME VALUE}, {@code @ready}, {@code @scenario NAME}, {@code @step TEXT} (a line of a steps.log),
 * {@code @console LABEL}, {@code @text TEXT}, {@code @end NAME STEPS}, {@code @lost NAME REASON} of a scenario that took the machine with it,
 * and {@code @done}. Before the first of them, and behind {@code @done}, the emulator may say what it likes. A recording may be of several boots.
 */
public final class XenRecording {
    private static final Pattern DUMP =
            Pattern.compile("(.*) console ([0-9]{1,9}) bytes -> (\\S+\\.console\\.txt) .*\\(\\d+ ms\\)");

    private final String file;
    private final Consumer<Scenario> ended;
    private final Map<String, String> machine = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Scenario open;
    private @Nullable List<String> console;
    private int number;
    private boolean speaks;

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

        /** The dumps, in their order. */
        public List<Dump> dumps() throws BadFileException {
            XenRun run = run();
            List<Dump> all = new ArrayList<>();
            for (LabStep step : run.log().steps()) {
                XenDump dump = run.dumps().get(step.number());
                if (dump != null) {
                    all.add(new Dump(
                            step.words().get(step.words().size() - 1),
                            dump.tables().stream().map(Dump::table).toList()));
                }
            }
            return all;
        }

        /** The commands, without what became of them. */
        public List<String> commands() throws BadFileException {
            return run().log().steps().stream().map(LabStep::command).toList();
        }

        /** The same without its end, and without a dump that is not whole: the command that made it has no end, either. */
        private Scenario cut() {
            List<String> those = new ArrayList<>(steps);
            Map<String, List<String>> whole = new LinkedHashMap<>(consoles);
            String last = those.isEmpty() ? "" : those.get(those.size() - 1);
            Matcher dump = DUMP.matcher(last);
            if (dump.matches()) {
                List<String> lines = whole.getOrDefault(dump.group(3), List.of());
                long bytes =
                        lines.stream().mapToLong(line -> line.length() + 1L).sum();
                if (bytes != Long.parseLong(dump.group(2))) {
                    whole.remove(dump.group(3));
                    those.set(those.size() - 1, dump.group(1));
                }
            }
            return new Scenario(file, name, those, whole, false);
        }
    }

    /**
     * What one press of debug key D printed.
     *
     * @param label the dump's label
     * @param tables a domain's leaves each, by their first gfn, in the order of the domains' numbers; a leaf as in {@code order 9 [WB!]}
     */
    public record Dump(String label, List<NavigableMap<Long, String>> tables) {
        private static NavigableMap<Long, String> table(XenDump.Table table) {
            NavigableMap<Long, String> leaves = new TreeMap<>();
            table.leaves()
                    .forEach(leaf -> leaves.put(leaf.leaf().gfn(), leaf.leaf().text()));
            return leaves;
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

    /** Takes the next line, without its end. */
    public void line(String line) {
        number++;
        speaks |= line.startsWith("@");
        if (!speaks) {
            return;
        }
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1);
        Scenario now = open;
        switch (word) {
            case "@ready" -> {}
            case "@machine" -> machine(rest);
            case "@scenario" -> begin(rest);
            case "@done" -> {
                cut("the end of it is missing");
                speaks = false;
            }
            case "@lost" -> cut("the machine was lost: " + rest);
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
        cut("the end of it is missing");
    }

    private void machine(String fact) {
        int space = fact.indexOf(' ');
        String value = fact.substring(space + 1);
        String before = space < 0 ? null : machine.put(fact.substring(0, space), value);
        if (space < 0 || (before != null && !before.equals(value))) {
            problem("no fact, or not the same as before: " + fact);
        }
    }

    private void begin(String name) {
        cut("the end of it is missing");
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

    private void cut(String why) {
        Scenario now = open;
        open = null;
        console = null;
        if (now != null) {
            problem("scenario " + now.name + ": " + why);
            ended.accept(now.cut());
        }
    }

    private void problem(String what) {
        problems.add(String.valueOf(new BadFileException(file, number, what).getMessage()));
    }
}
