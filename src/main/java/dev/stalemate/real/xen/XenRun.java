package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.Costs;
import dev.stalemate.systems.xen.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.XenDesign;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A recorded run: a directory with a steps.log and the consoles that it names.
 *
 * @param name the directory
 * @param log the commands
 * @param dumps what was dumped, by the number of the command
 */
record XenRun(String name, StepsLog log, Map<Integer, XenDump> dumps) {
    /** Most ways to decide what the log leaves open. */
    private static final int MOST_ATTEMPTS = 64;

    XenRun {
        dumps = Map.copyOf(dumps);
    }

    /**
     * Reads a run.
     *
     * @throws BadFileException if a file is missing or makes no sense
     */
    static XenRun read(Path directory) throws BadFileException {
        StepsLog log = StepsLog.read(directory.resolve("steps.log"));
        Map<Integer, XenDump> dumps = new HashMap<>();
        for (LabStep step : log.steps()) {
            String console = step.console();
            if (console != null && hasDump(step)) {
                Path file = directory.resolve(console);
                List<XenDump> found = XenDumpReader.read(file);
                if (found.isEmpty()) {
                    throw new BadFileException(file.toString(), "it has no dump of debug key D");
                }
                dumps.put(step.number(), found.get(found.size() - 1));
            }
        }
        return new XenRun(directory.toString(), log, dumps);
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
