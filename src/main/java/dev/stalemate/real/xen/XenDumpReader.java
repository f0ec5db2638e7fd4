package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.memtype.MemType;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.LogLines;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.real.xen.XenDump.Leaf;
import dev.stalemate.real.xen.XenDump.Table;
import dev.stalemate.systems.xen.leaf.EptWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the dumps of debug key D in a Xen console of any origin; whatever else the console holds is passed over. */
final class XenDumpReader {
    /** Most leaves that a file may hold: those of 8 GiB in 4 KiB pages. */
    static final int MOST_LEAVES = 1 << 21;

    private static final Pattern HEADING = Pattern.compile("domain(\\d{1,5}) EPT p2m table:$");
    private static final Pattern LEAF = Pattern.compile("gfn: +([0-9a-f]{1,13}) order: +(\\d{1,2})"
            + " (?:PoD|mfn: +([0-9a-f]{1,13}) ([r ][w ][x ]) (UC|WC|WT|WP|WB|\\?\\?)([?! ]?))$");
    private static final Pattern BEGUN = Pattern.compile("\\bgfn: .*\\border:");

    private final String file;
    private final List<XenDump> dumps = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private List<Leaf> leaves = new ArrayList<>();
    private int domain = Table.UNKNOWN;
    private int begins;
    private int count;

    /**
     * What a console holds.
     *
     * @param dumps its dumps, in its order
     * @param length its length in bytes, not compressed
     */
    record Console(List<XenDump> dumps, long length) {}

    private XenDumpReader(String file) {
        this.file = file;
    }

    /**
     * The dumps of a console, plain or compressed, in its order.
     *
     * @throws BadFileException if the file can't be read, or a line of a dump makes no sense, or the file is damaged or too
     *     long to be read whole, with the line
     */
    static Console read(Path path) throws BadFileException {
        XenDumpReader reader = new XenDumpReader(path.toString());
        long length;
        Problems problems = new Problems();
        try (TextFile text = TextFile.open(path)) {
            LogLines lines = new LogLines(text, problems);
            for (LogLine line = lines.next(); line != null; line = lines.next()) {
                reader.line(line.number(), line.text());
            }
            length = text.length();
        } catch (IOException e) {
            throw new BadFileException(path.toString(), e);
        }
        Problem cut = problems.first();
        if (cut != null) {
            throw new BadFileException(path.toString(), cut.line(), cut.text());
        }
        return reader.ended(length);
    }

    /**
     * The dumps of a console of which each line is at hand.
     *
     * @param file what to call it
     * @throws BadFileException if a line of a dump makes no sense, with the line
     */
    static Console read(String file, List<String> lines) throws BadFileException {
        XenDumpReader reader = new XenDumpReader(file);
        long length = 0;
        int number = 0;
        for (String line : lines) {
            reader.line(++number, line);
            length += line.length() + 1;
        }
        return reader.ended(length);
    }

    private Console ended(long length) {
        endTable();
        endDump();
        return new Console(List.copyOf(dumps), length);
    }

    private void line(int number, String text) throws BadFileException {
        Matcher heading = HEADING.matcher(text);
        if (heading.find()) {
            endTable();
            int next = Integer.parseInt(heading.group(1));
            if (!tables.isEmpty() && next <= tables.get(tables.size() - 1).domain()) {
                endDump();
            }
            domain = next;
            begins = number;
            return;
        }
        Matcher leaf = LEAF.matcher(text);
        if (leaf.find()) {
            leaf(number, leaf);
        } else if (BEGUN.matcher(text).find()) {
            throw new BadFileException(file, number, "a leaf that can't be read: " + abridged(text));
        }
    }

    private void leaf(int number, Matcher m) throws BadFileException {
        if (m.group(3) == null) {
            return; // populate on demand: nothing is mapped yet
        }
        long gfn = Long.parseLong(m.group(1), 16);
        int order = Integer.parseInt(m.group(2));
        if ((order != 0 && order != 9 && order != 18) || (gfn & ((1L << order) - 1)) != 0) {
            throw new BadFileException(file, number, "gfn " + m.group(1) + " can't be a leaf of order " + order);
        }
        if (!leaves.isEmpty() && gfn < end(leaves.get(leaves.size() - 1))) {
            throw new BadFileException(file, number, "gfn " + m.group(1) + " is not after the leaf before it");
        }
        if (++count > MOST_LEAVES) {
            throw new BadFileException(file, number, "more than " + MOST_LEAVES + " leaves");
        }
        begins = domain == Table.UNKNOWN && leaves.isEmpty() ? number : begins;
        MemType type = MemType.named(m.group(5));
        boolean pending = "?".equals(m.group(6));
        XenLeaf leaf =
                new XenLeaf(gfn, order, type == null ? EptWord.MARK : type.code(), pending, "!".equals(m.group(6)));
        leaves.add(new Leaf(leaf, Long.parseLong(m.group(3), 16), m.group(4)));
    }

    private static long end(Leaf leaf) {
        return leaf.leaf().gfn() + (1L << leaf.leaf().order());
    }

    private void endTable() {
        if (domain != Table.UNKNOWN || !leaves.isEmpty()) {
            tables.add(new Table(domain, begins, leaves));
            leaves = new ArrayList<>();
        }
        domain = Table.UNKNOWN;
    }

    private void endDump() {
        if (!tables.isEmpty()) {
            dumps.add(new XenDump(tables));
            tables.clear();
        }
    }

    private static String abridged(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
