package dev.stalemate.real.xen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.domain.XenDomain;
import dev.stalemate.text.Visible;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Recorded runs of a real Xen, played on a design: what was compared, and what differs. */
public final class XenConformance {
    private final String release;
    private final XenDesign design;
    private final XenComparison comparison = new XenComparison();
    private final List<String> problems = new ArrayList<>();
    private final List<String> unfinished = new ArrayList<>();
    private final List<String> empty = new ArrayList<>();

    /** Where a run comes from. */
    @FunctionalInterface
    private interface Source {
        XenRun read() throws BadFileException;
    }

    /**
     * No runs yet.
     *
     * @param release what the runs are of, as a design's or a release's name
     * @param design the design that this stands for
     */
    public XenConformance(String release, XenDesign design) {
        this.release = release;
        this.design = design;
    }

    /**
     * Plays one run. What is wrong with it is kept, see {@link #problems}, and other runs can follow.
     *
     * @param directory it holds a steps.log, and the consoles that this names
     */
    public void play(Path directory) {
        play(() -> XenRun.read(directory));
    }

    /** The same of a scenario that the lab has recorded. */
    public void play(XenRecording.Scenario scenario) {
        play(scenario::run);
    }

    /** Adds what others came to, of the same release on the same design. */
    public void add(XenConformance others) {
        comparison.add(others.comparison);
        problems.addAll(others.problems);
        unfinished.addAll(others.unfinished);
        empty.addAll(others.empty);
    }

    private void play(Source source) {
        try {
            XenRun run = source.read();
            XenComparison one = run.compare(design, XenDomain::realTables);
            run.problems().forEach(problem -> problems.add(String.valueOf(problem.getMessage())));
            if (run.log().unfinished() != null) {
                unfinished.add(run.log().unfinished());
            }
            if (one.leaves() == 0) {
                empty.add(run.name());
            }
            comparison.add(one);
        } catch (BadFileException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    /** Whether anything differs so far. */
    public boolean differs() {
        return comparison.total() > 0;
    }

    /** Whether one of the runs had no leaf to compare, or there was no run. */
    public boolean isVacuous() {
        return !empty.isEmpty() || comparison.leaves() == 0;
    }

    /** Whether commands are left that nothing can be said of, because the real guest or machine was lost. */
    public boolean isCut() {
        return comparison.commandsNotPlayed() > 0;
    }

    /** The leaves of the dumps that the model finds stale: of those that don't differ, the real ones are. */
    public List<XenStaleLeaf> stale() {
        return comparison.stale();
    }

    /** How many leaves were compared, all dumps together. */
    public long leaves() {
        return comparison.leaves();
    }

    /** How many dumps were compared. */
    public int dumps() {
        return comparison.dumps();
    }

    /** What is wrong with the runs and their files: a sentence each, with file and line. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** The figures, and the first differences with the commands that caused them. */
    public String toText() {
        if (comparison.runs() == 0) {
            return String.format("0 runs of %s on the model: nothing was compared%n", release);
        }
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%d %s of %s on the model%s: %,d leaves in %d %s, %d different; %,d commands, %d with other"
                        + " misconfiguration exits, %d with another answer%n",
                comparison.runs(),
                comparison.runs() == 1 ? "run" : "runs",
                release,
                release.equals(design.name()) ? "" : " (its design is " + design.name() + ")",
                comparison.leaves(),
                comparison.dumps(),
                comparison.dumps() == 1 ? "dump" : "dumps",
                comparison.different(),
                comparison.commands(),
                comparison.exitsDifferent(),
                comparison.resultsDifferent()));
        if (comparison.missingDumps() > 0) {
            text.append(
                    String.format("dumps that the logs name, and that are missing: %d%n", comparison.missingDumps()));
        }
        if (comparison.otherDomains() > 0) {
            text.append(String.format(
                    "domains that were there before the runs, and are not compared: %d%n", comparison.otherDomains()));
        }
        if (comparison.leavesLeftOut() > 0) {
            text.append(String.format(
                    "leaves that are not compared, because their dump has other domains than the model: %,d%n",
                    comparison.leavesLeftOut()));
        }
        if (comparison.headlessTables() > 0) {
            text.append(String.format(
                    "tables whose beginning the console had lost, so that it is not compared: %d%n",
                    comparison.headlessTables()));
        }
        if (comparison.exitsCompared() < comparison.commands()) {
            text.append(String.format(
                    "commands whose exits are not compared, because no trace buffers counted them: %,d%n",
                    comparison.commands() - comparison.exitsCompared()));
        }
        if (isCut()) {
            text.append(String.format(
                    "commands that are not compared, because the guest or the machine was lost: %,d%n",
                    comparison.commandsNotPlayed()));
        }
        unfinished.forEach(line -> text.append(line).append('\n'));
        empty.forEach(run -> text.append(String.format(
                "%s: no leaf was compared, for its dumps hold none, or only those of other domains%n", run)));
        List<XenDifference> first = comparison.first();
        for (XenDifference d : first) {
            text.append(Visible.line(d.run() + ": " + d.cause() + ":"))
                    .append("\n  ")
                    .append(Visible.line(d.what()))
                    .append('\n');
        }
        if (comparison.total() > first.size()) {
            text.append(String.format("and %,d more%n", comparison.total() - first.size()));
        }
        return text.toString();
    }

    /** The same for scripts; the README lists the fields. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("release", release);
        root.put("design", design.name());
        root.put("runs", comparison.runs());
        root.put("dumps", comparison.dumps());
        root.put("missing", comparison.missingDumps());
        root.put("otherDomains", comparison.otherDomains());
        root.put("leaves", comparison.leaves());
        root.put("leftOut", comparison.leavesLeftOut());
        root.put("different", comparison.different());
        root.put("commands", comparison.commands());
        root.put("notPlayed", comparison.commandsNotPlayed());
        root.put("exitsCompared", comparison.exitsCompared());
        root.put("exitsDifferent", comparison.exitsDifferent());
        root.put("resultsDifferent", comparison.resultsDifferent());
        root.put("headless", comparison.headlessTables());
        empty.forEach(root.putArray("nothingCompared")::add);
        problems.forEach(root.putArray("problems")::add);
        ArrayNode first = root.putArray("first");
        for (XenDifference d : comparison.first()) {
            first.addObject()
                    .put("run", d.run())
                    .put("kind", d.kind().toString())
                    .put("step", d.step().number())
                    .put("command", d.step().command())
                    .put("what", d.what());
        }
        return root.toPrettyString() + "\n";
    }
}
