package dev.stalemate.report;

import com.google.common.base.Strings;
import dev.stalemate.report.Style.Tone;
import java.util.ArrayList;
import java.util.List;

/**
 * TextColumns of equal width behind a column of numbers, with bars between them.
 *
 * @param count how many, from 0
 * @param all characters of a line
 */
record TextColumns(int count, int all, Style style) {
    /** Before a text that belongs to the one above. */
    static final String DETAIL = "  ";
    /** Before what is left of a line that was broken. */
    static final String FURTHER = "    ";

    private static final int NUMBER = Steps.INDENT.length();
    private static final String BAR = " | ";

    /** Characters of a column. */
    int width() {
        return count == 0 ? 0 : (all - NUMBER - BAR.length() * (count - 1)) / count;
    }

    /** The cells of a line with a text in one column. */
    static List<String> at(int column, String text) {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < column; c++) {
            cells.add("");
        }
        cells.add(text);
        return cells;
    }

    /** Adds a line; the cells that are missing are empty. */
    void line(StringBuilder out, String number, List<String> cells, Tone tone) {
        StringBuilder line = new StringBuilder(Strings.padEnd(number, NUMBER, ' '));
        for (int c = 0; c < count; c++) {
            String cell = c < cells.size() ? cells.get(c) : "";
            line.append(c > 0 ? BAR : "")
                    .append(style.paint(tone, cell))
                    .append(" ".repeat(Math.max(0, width() - cell.length())));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }
}
