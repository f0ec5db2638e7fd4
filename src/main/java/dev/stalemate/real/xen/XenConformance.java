package dev.stalemate.real.xen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.XenDesign;
import dev.stalemate.systems.xen.XenDomain;
import dev.stalemate.text.Visible;
import java.nio.file.Path;
import java.util.List;

/** Recorded runs of a real Xen, played on a design: what was compared, and what differs. */
public final class XenConformance {
    private final String release;
    private final XenDesign design;
    private final XenComparison comparison = new XenComparison();

    /**
     * No runs yet.
     *
     * @param release what the runs are of, as a variant's or a release's name
     * @param design the design that this stands for
     */
    public XenConformance(String release, XenDesign design) {
        this.release = release;
        this.design = design;
    }

    /**
     * Plays one run.
     *
     * @param directory it holds a steps.log, and the consoles that this names
     * @throws BadFileException if its log or all of its consoles are missing, or a file makes no sense, naming the file and the line
     */
    public void play(Path directory) throws BadFileException {
        comparison.add(XenRun.read(directory).compare(design, XenDomain::realTables));
    }

    /** Whether anything differs so far. */
    public boolean differs() {
        return comparison.total() > 0;
    }

    /** Whether there was no leaf to compare. */
    public boolean isVacuous() {
        return comparison.leaves() == 0;
    }

    /** The figures, and the first differences with the commands that caused them. */
    public String toText() {
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
        if (isVacuous()) {
            text.append(String.format("no leaf was compared: the logs name no dump that has one%n"));
        }
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
        root.put("different", comparison.different());
        root.put("commands", comparison.commands());
        root.put("exitsDifferent", comparison.exitsDifferent());
        root.put("resultsDifferent", comparison.resultsDifferent());
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
