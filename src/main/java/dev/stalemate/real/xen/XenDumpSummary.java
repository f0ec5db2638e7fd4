package dev.stalemate.real.xen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.xen.XenDump.Leaf;
import dev.stalemate.real.xen.XenDump.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dumps of debug key D in any Xen console, with runs of leaves alike on one line. */
public final class XenDumpSummary {
    private final List<XenDump> dumps;

    private XenDumpSummary(List<XenDump> dumps) {
        this.dumps = dumps;
    }

    /** Leaves next to each other with the same order, access and type. */
    private record Stretch(Leaf first, long end, int leaves) {
        private boolean goesOn(Leaf next) {
            XenLeaf a = first.leaf();
            XenLeaf b = next.leaf();
            return b.gfn() == end
                    && a.order() == b.order()
                    && first.access().equals(next.access())
                    && a.type().equals(b.type());
        }
    }

    /**
     * Reads a console.
     *
     * @throws BadFileException if it can't be read, holds no dump, or a line of a dump makes no sense, with the line
     */
    public static XenDumpSummary read(Path console) throws BadFileException {
        List<XenDump> dumps = XenDumpReader.read(console).dumps();
        if (dumps.isEmpty()) {
            throw new BadFileException(console.toString(), "it has no dump of debug key D");
        }
        return new XenDumpSummary(dumps);
    }

    /** For people. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        for (int d = 0; d < dumps.size(); d++) {
            text.append(String.format("dump %d of %d%n", d + 1, dumps.size()));
            for (Table table : dumps.get(d).tables()) {
                text.append(String.format(
                        "  %s: %,d leaves%n", domain(table), table.leaves().size()));
                for (Stretch s : stretches(table)) {
                    text.append(String.format(
                            "    gfn %x-%x order %2d %s [%s]%n",
                            s.first.leaf().gfn(),
                            s.end - 1,
                            s.first.leaf().order(),
                            s.first.access(),
                            s.first.leaf().type()));
                }
            }
        }
        return text.append(
                        "UC, WC, WT, WP, WB: the stored EMT; ?? is Xen's mark, ! IPAT, ? to be recomputed once it is touched\n")
                .toString();
    }

    /** For scripts; the README lists the fields. */
    public String toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode all = root.putArray("dumps");
        for (XenDump dump : dumps) {
            ArrayNode tables = all.addObject().putArray("domains");
            for (Table table : dump.tables()) {
                ObjectNode node = tables.addObject();
                node.put("domain", table.domain() == Table.UNKNOWN ? null : (Integer) table.domain());
                node.put("leaves", table.leaves().size());
                ArrayNode runs = node.putArray("ranges");
                for (Stretch s : stretches(table)) {
                    runs.addObject()
                            .put("first", "0x" + Long.toHexString(s.first.leaf().gfn()))
                            .put("last", "0x" + Long.toHexString(s.end - 1))
                            .put("order", s.first.leaf().order())
                            .put("access", s.first.access())
                            .put("type", s.first.leaf().type().strip())
                            .put("leaves", s.leaves);
                }
            }
        }
        return root.toPrettyString() + "\n";
    }

    private static String domain(Table table) {
        return table.domain() == Table.UNKNOWN ? "a domain whose heading is lost" : "domain " + table.domain();
    }

    private static List<Stretch> stretches(Table table) {
        List<Stretch> stretches = new ArrayList<>();
        for (Leaf leaf : table.leaves()) {
            Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
            long end = leaf.leaf().gfn() + (1L << leaf.leaf().order());
            if (last != null && last.goesOn(leaf)) {
                stretches.set(stretches.size() - 1, new Stretch(last.first, end, last.leaves + 1));
            } else {
                stretches.add(new Stretch(leaf, end, 1));
            }
        }
        return stretches;
    }
}
