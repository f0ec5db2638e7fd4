package dev.stalemate.real.xen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.systems.xen.XenDomain;
import dev.stalemate.systems.xen.XenVariants;
import java.nio.file.Path;
import java.util.List;

/** Recorded runs of a real Xen, played on the model of the same version: what was compared, and what differs. */
public final class XenConformance {
    private final XenComparison comparison = new XenComparison();

    /**
     * Plays one run.
     *
     * @param directory it holds a steps.log, and the consoles that this names
     * @throws BadFileException if a file of it is missing or makes no sense, naming the file and the line
     */
    public void play(Path directory) throws BadFileException {
        comparison.add(XenRun.read(directory).compare(XenVariants.XEN_4_17_7, XenDomain::realTables));
    }

    /** Whether anything differs so far. */
    public boolean differs() {
        return comparison.total() > 0;
    }

    /** The figures, and the first differences with the commands that caused them. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "%d runs of Xen 4.17.7 on the model: %,d leaves in %d dumps, %d different; %,d commands, %d with other"
                        + " misconfiguration exits, %d with another answer%n",
                comparison.runs(),
                comparison.leaves(),
                comparison.dumps(),
                comparison.different(),
                comparison.commands(),
                comparison.exitsDifferent(),
                comparison.resultsDifferent()));
        List<XenDifference> first = comparison.first();
        for (XenDifference d : first) {
            text.append(String.format("%s: %s:%n  %s%n", d.run(), d.cause(), d.what()));
        }
        if (comparison.total() > first.size()) {
            text.append(String.format("and %,d more%n", comparison.total() - first.size()));
        }
        return text.toString();
    }

    /** The same for scripts; the README lists the fields. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("runs", comparison.runs());
        root.put("dumps", comparison.dumps());
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
