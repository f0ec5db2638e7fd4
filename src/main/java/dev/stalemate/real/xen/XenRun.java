package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.Costs;
import dev.stalemate.systems.xen.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.XenDesign;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A recorded run: a directory with a steps.log and the consoles that it names.
 *
 * @param name the directory
 * @param log the commands
 * @param dumps what was dumped, by the number of the command
 * @param missing the numbers of commands whose dump the log names, and the directory has not
 */
record XenRun(String name, StepsLog log, Map<Integer, XenDump> dumps, Set<Integer> missing) {
    /** Most ways to decide what the log leaves open. */
    private static final int MOST_ATTEMPTS = 64;

    XenRun {
        dumps = Map.copyOf(dumps);
        missing = Set.copyOf(missing);
    }

    /**
     * Reads a run. Consoles may be missing, but not all of them.
     *
     * @throws BadFileException if the log or every console is missing, or a file makes no sense
     */
    static XenRun read(Path directory) throws BadFileException {
        StepsLog log = StepsLog.read(directory.resolve("steps.log"));
        Map<Integer, XenDump> dumps = new HashMap<>();
        Set<Integer> missing = new HashSet<>();
        Path lost = null;
        for (LabStep step : log.steps()) {
            String console = hasDump(step) ? step.console() : null;
            if (console != null) {
                Path file = directory.resolve(console);
                if (Files.notExists(file)) {
                    missing.add(step.number());
                    lost = lost == null ? file : lost;
                } else {
                    dumps.put(step.number(), last(file));
                }
            }
        }
        if (lost != null && dumps.isEmpty()) {
            throw new BadFileException(lost.toString(), "no such file, nor any other console that the log names");
        }
        return new XenRun(directory.toString(), log, dumps, missing);
    }

    private static XenDump last(Path console) throws BadFileException {
        List<XenDump> found = XenDumpReader.read(console);
        if (found.isEmpty()) {
            throw new BadFileException(console.toString(), "it has no dump of debug key D");
        }
        return found.get(found.size() - 1);
    }

    private static boolean hasDump(LabStep step) throws BadFileException {
        return step.verb().equals("dump")
                || (step.verb().equals("keys") && step.word(1).contains("D"));
    }

    /**
     * Plays the run on a model and compares; what the log leaves open is tried until nothing differs, or everything was.
     *
     * @param design the design that the model follows
     * @param tables how the model's tables are made
     * @throws BadFileException if a command makes no sense
     */
    XenComparison compare(XenDesign design, Function<Costs, EptFactory> tables) throws BadFileException {
        Choices choices = new Choices();
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
        XenPlayer again = new XenPlayer(design, tables, new Choices(made));
        new XenCauses(this, again, best.culprits()).explain(best.comparison());
        return best.comparison();
    }

    private XenReplay replay(XenDesign design, Function<Costs, EptFactory> tables, Choices choices)
            throws BadFileException {
        XenReplay replay = new XenReplay(this, new XenPlayer(design, tables, choices), choices);
        replay.play();
        return replay;
    }

    /** The commands that were carried out: all, or those before the one that the real guest did not survive. */
    List<LabStep> lived() {
        return log.steps().stream()
                .takeWhile(step -> !step.guestLost())
                .filter(step -> !step.result().contains("BAD COMMAND"))
                .toList();
    }
}
