package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDump.Table;
import dev.stalemate.real.xen.XenDumpReader.Console;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.domain.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.leaf.Costs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A recorded run: a directory with a steps.log and the consoles that it names.
 *
 * @param name the directory
 * @param log the commands
 * @param dumps what was dumped, by the number of the command
 * @param missing the numbers of commands whose dump the log names, and the directory has not
 * @param problems what is wrong with the run, so that it is no whole one: a sentence each, with the file
 */
record XenRun(
        String name, StepsLog log, Map<Integer, XenDump> dumps, Set<Integer> missing, List<BadFileException> problems) {
    private static final String LOG = "steps.log";
    static final String CONSOLE = ".console.txt";

    /** Most ways to decide what the log leaves open. */
    private static final int MOST_ATTEMPTS = 64;

    XenRun {
        dumps = Map.copyOf(dumps);
        missing = Set.copyOf(missing);
        problems = List.copyOf(problems);
    }

    /** The consoles of a run. */
    interface Consoles {
        /** Whether there is one of a name. */
        boolean has(String console);

        /** What to call one, where something is wrong with it. */
        String file(String console);

        /** What one holds. */
        Console read(String console) throws BadFileException;

        /** The names of all. */
        List<String> all() throws BadFileException;
    }

    /**
     * Reads a run. A console that is missing, or that no command names, is a problem; the rest can be compared.
     *
     * @throws BadFileException if it is no directory with a log, or a file makes no sense
     */
    static XenRun read(Path directory) throws BadFileException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new BadFileException(
                    directory.toString(), "is no directory; a run is one that holds a " + LOG + " and its consoles");
        }
        return of(directory.toString(), StepsLog.read(directory.resolve(LOG)), new Folder(directory));
    }

    /** The same of a log and its consoles. */
    static XenRun of(String name, StepsLog log, Consoles consoles) throws BadFileException {
        Map<Integer, XenDump> dumps = new HashMap<>();
        Set<Integer> missing = new HashSet<>();
        List<BadFileException> problems = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (LabStep step : log.steps()) {
            String console = isConsole(step) ? step.answer().text() : null;
            if (console != null && !named.add(console)) {
                throw step.bad("an earlier command names " + console + ", too");
            }
            if (console != null && !console.equals(nameOfConsole(named.size() - 1, step))) {
                throw step.bad("its console is " + nameOfConsole(named.size() - 1, step) + ", and not " + console);
            }
            if (console != null && isDump(step)) {
                if (consoles.has(console)) {
                    dumps.put(step.number(), dump(consoles.read(console), consoles.file(console), step));
                } else {
                    missing.add(step.number());
                    problems.add(step.bad("there is no " + console + " beside the log: its dump is not compared"));
                }
            }
        }
        for (String console : consoles.all()) {
            if (!named.contains(console)) {
                problems.add(new BadFileException(
                        consoles.file(console),
                        "no command of " + LOG + " names it: is the log cut, or is this of another run?"));
            }
        }
        return new XenRun(name, log, dumps, missing, problems);
    }

    private static XenDump dump(Console console, String file, LabStep step) throws BadFileException {
        if (console.length() != step.answer().bytes()) {
            throw new BadFileException(
                    file,
                    String.format(
                            "has %,d bytes, and had %,d as it was written: see %s:%d",
                            console.length(), step.answer().bytes(), step.file(), step.line()));
        }
        if (console.dumps().isEmpty()) {
            throw new BadFileException(file, "it has no dump of debug key D");
        }
        XenDump last = console.dumps().get(console.dumps().size() - 1);
        for (Table table : last.tables()) {
            // The ring loses its beginning: a line that is cut, and all before it.
            if (table.domain() == Table.UNKNOWN && table.line() > 2) {
                throw new BadFileException(file, table.line(), "a leaf, and no domain's heading before it");
            }
        }
        return last;
    }

    /** The consoles beside a log. */
    private record Folder(Path directory) implements Consoles {
        @Override
        public boolean has(String console) {
            return Files.exists(directory.resolve(console));
        }

        @Override
        public String file(String console) {
            return directory.resolve(console).toString();
        }

        @Override
        public Console read(String console) throws BadFileException {
            return XenDumpReader.read(directory.resolve(console));
        }

        @Override
        public List<String> all() throws BadFileException {
            try (Stream<Path> all = Files.list(directory)) {
                return all.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(CONSOLE))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new BadFileException(directory.toString(), e);
            }
        }
    }

    private static boolean isConsole(LabStep step) {
        return step.verb().equals("dump") || step.verb().equals("keys");
    }

    /** The tool numbers the consoles of a run from 0 on, and puts the command's label behind that. */
    private static String nameOfConsole(int number, LabStep step) throws BadFileException {
        return String.format(
                Locale.ROOT, "%02d-%s%s", number, step.word(step.verb().equals("dump") ? 1 : 2), CONSOLE);
    }

    private static boolean isDump(LabStep step) {
        return step.verb().equals("dump") || step.words().get(1).contains("D");
    }

    /**
     * Plays the run on a model and compares; what the log leaves open is tried until nothing differs, or everything was.
     *
     * @param design the design that the model follows
     * @param tables how the model's tables are made
     * @throws BadFileException if a command makes no sense
     */
    XenComparison compare(XenDesign design, Function<Costs, EptFactory> tables) throws BadFileException {
        ReplayChoices choices = new ReplayChoices();
        XenReplay best = replay(design, tables, choices);
        int revisable = best.choicesBeforeDifference();
        List<Integer> made = choices.made();
        for (int attempt = 1; best.differs() && attempt < MOST_ATTEMPTS && choices.revise(revisable); attempt++) {
            XenReplay replay = replay(design, tables, choices);
            revisable = replay.choicesBeforeDifference();
            if (replay.comparison().total() < best.comparison().total()) {
                best = replay;
                made = choices.made();
            }
        }
        new XenCauses(this, again(design, tables, made), best.culprits()).explain(best.comparison());
        best.comparison().stale(XenStale.of(this, again(design, tables, made), again(design, tables, made)));
        return best.comparison();
    }

    private static XenPlayer again(XenDesign design, Function<Costs, EptFactory> tables, List<Integer> made) {
        return new XenPlayer(design, tables, new ReplayChoices(made));
    }

    private XenReplay replay(XenDesign design, Function<Costs, EptFactory> tables, ReplayChoices choices)
            throws BadFileException {
        XenReplay replay = new XenReplay(this, new XenPlayer(design, tables, choices), choices);
        replay.play();
        return replay;
    }

    /** The commands that were carried out: all, or those before the one that the real guest did not survive. */
    List<LabStep> lived() {
        return log.steps().stream()
                .takeWhile(step -> !step.answer().lost())
                .filter(step -> !step.answer().refused())
                .toList();
    }

    /** How many commands nothing can be said of: that which the guest or the machine did not survive, and those after it. */
    int notPlayed() {
        long after =
                log.steps().stream().dropWhile(step -> !step.answer().lost()).count();
        return (int) after + (log.unfinished() == null ? 0 : 1);
    }
}
