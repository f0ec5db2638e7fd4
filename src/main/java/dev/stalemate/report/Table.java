package dev.stalemate.report;

import com.google.common.base.CharMatcher;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.text.Visible;
import java.util.ArrayList;
import java.util.List;

/** Aligned columns. Where they don't fit the width, those that may wrap get narrower. */
public final class Table {
    /** For a pipe or a file: a row is a line. */
    public static final int ANY_WIDTH = Integer.MAX_VALUE;

    private static final String GAP = "  ";
    private static final int NARROWEST = 12;

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    private record Column(String title, boolean right, boolean wraps) {}

    /**
     * One cell.
     *
     * @param text what it says
     * @param tone how
     */
    public record Cell(String text, Tone tone) {
        /** A cell; what can't be shown in a line, as in a file's name, is made visible, so that it takes the room that it seems to take. */
        public Cell {
            text = Visible.line(text);
        }

        /** A cell without colour. */
        public static Cell of(Object text) {
            return new Cell(text.toString(), Tone.NORMAL);
        }
    }

    /** Adds a column. */
    public Table left(String title) {
        columns.add(new Column(title, false, false));
        return this;
    }

    /** Adds a column of numbers. */
    public Table right(String title) {
        columns.add(new Column(title, true, false));
        return this;
    }

    /** Adds a column that may take several lines. */
    public Table wrapping(String title) {
        columns.add(new Column(title, false, true));
        return this;
    }

    /** Adds a row; a text counts as a cell without colour. */
    public Table row(Object... cells) {
        List<Cell> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell instanceof Cell c ? c : Cell.of(cell));
        }
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException("a row of " + row.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(row);
        return this;
    }

    /** The table, each line ended by a line feed. */
    public String render(int width, Style style) {
        int[] widths = widths(width);
        StringBuilder out = new StringBuilder();
        line(out, columns.stream().map(c -> new Cell(c.title, Tone.STRONG)).toList(), widths, style);
        for (List<Cell> row : rows) {
            line(out, row, widths, style);
        }
        return out.toString();
    }

    private int[] widths(int width) {
        int[] widths = new int[columns.size()];
        long total = (long) GAP.length() * (columns.size() - 1);
        for (int c = 0; c < widths.length; c++) {
            widths[c] = columns.get(c).title.length();
            for (List<Cell> row : rows) {
                widths[c] = Math.max(widths[c], row.get(c).text.length());
            }
            total += widths[c];
        }
        for (int widest = widest(widths); total > width && widest >= 0; total--) {
            widths[widest]--;
            widest = widest(widths);
        }
        return widths;
    }

    /** The widest column that can still get narrower, or -1. */
    private int widest(int[] widths) {
        int widest = -1;
        for (int c = 0; c < widths.length; c++) {
            if (columns.get(c).wraps && widths[c] > NARROWEST && (widest < 0 || widths[c] > widths[widest])) {
                widest = c;
            }
        }
        return widest;
    }

    private void line(StringBuilder out, List<Cell> row, int[] widths, Style style) {
        List<List<String>> wrapped = new ArrayList<>();
        int height = 1;
        for (int c = 0; c < row.size(); c++) {
            wrapped.add(Wrap.lines(row.get(c).text, widths[c]));
            height = Math.max(height, wrapped.get(c).size());
        }
        for (int l = 0; l < height; l++) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < row.size(); c++) {
                String text = l < wrapped.get(c).size() ? wrapped.get(c).get(l) : "";
                String space = " ".repeat(Math.max(0, widths[c] - text.length()));
                String painted = style.paint(row.get(c).tone, text);
                line.append(columns.get(c).right ? space + painted : painted + space)
                        .append(GAP);
            }
            out.append(CharMatcher.is(' ').trimTrailingFrom(line)).append('\n');
        }
    }
}
