package dev.stalemate.report;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import dev.stalemate.model.Lane;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The steps of a run with a column for each element that runs by itself, so that an interleaving is read at a glance: a row for each step, in
 * the column of who takes it, with what it saw of others and what it changed.
 *
 * <p>Where there are more lanes than columns, the lanes go round, and each step says whose it is.
 */
final class Lanes {
    /** As wide as mailing lists and terminals bear. */
    static final int WIDTH = 100;

    private static final int NUMBER = 6;
    private static final int MOST_COLUMNS = 3;
    private static final String BAR = " | ";

    private final Trace trace;
    private final Style style;
    private final Telling telling;
    private final List<Lane> lanes;
    private final int columns;
    private final int width;

    private Lanes(Trace trace, Style style) {
        this.trace = trace;
        this.style = style;
        this.telling = new Telling(trace);
        this.lanes = telling.lanes();
        this.columns = Math.min(lanes.size(), MOST_COLUMNS);
        this.width = columns == 0 ? 0 : (WIDTH - NUMBER - BAR.length() * (columns - 1)) / columns;
    }

    /** Whether a run has steps of more than one element. */
    static boolean fit(Trace trace) {
        return new Lanes(trace, Style.PLAIN).lanes.size() > 1;
    }

    /** The rows, each line ended by a line feed. */
    static String of(Trace trace, Style style) {
        return new Lanes(trace, style).rows();
    }

    private String rows() {
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < lanes.size(); from += columns) {
            List<String> titles = new ArrayList<>();
            for (int c = 0; c < columns; c++) {
                titles.add(from + c < lanes.size() ? lanes.get(from + c).title() : "");
            }
            line(out, "", titles, Tone.STRONG);
        }
        line(out, "", List.of(), Tone.NORMAL);
        for (int i = 0; i < trace.steps().size(); i++) {
            if (i == trace.loop()) {
                out.append("From here on again and again\n");
            }
            row(out, i);
        }
        return out.toString();
    }

    private void row(StringBuilder out, int i) {
        Lane lane = telling.lane(i);
        int column = lanes.indexOf(lane) % columns;
        boolean first = true;
        String whose = lanes.size() > columns ? lane.title() + ": " : "";
        for (String text : wrap("", whose + telling.words(i), "    ")) {
            line(
                    out,
                    first ? String.format(Locale.ROOT, "%5s ", "(" + (i + 1) + ")") : "",
                    at(column, text),
                    Tone.STRONG);
            first = false;
        }
        List<String> details = new ArrayList<>();
        List<String> seen = telling.seen(i);
        if (!seen.isEmpty()) {
            details.addAll(wrap("  ", "sees " + String.join(", ", seen), "    "));
        }
        telling.changes(i).forEach(change -> details.addAll(wrap("  ", change.toString(), "    ")));
        details.forEach(detail -> line(out, "", at(column, detail), Tone.NORMAL));
    }

    private List<String> at(int column, String text) {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < column; c++) {
            cells.add("");
        }
        cells.add(text);
        return cells;
    }

    private void line(StringBuilder out, String number, List<String> cells, Tone tone) {
        StringBuilder line = new StringBuilder(Strings.padEnd(number, NUMBER, ' '));
        for (int c = 0; c < columns; c++) {
            String cell = c < cells.size() ? cells.get(c) : "";
            line.append(c > 0 ? BAR : "")
                    .append(style.paint(tone, cell))
                    .append(" ".repeat(Math.max(0, width - cell.length())));
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    /** A text in lines of the column's width, broken at blanks where that is possible. */
    private List<String> wrap(String indent, String text, String further) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : Splitter.on(' ').split(text)) {
            if (line.isEmpty()) {
                line = indent + word;
            } else if (line.length() + 1 + word.length() > width) {
                lines.add(line);
                line = further + word;
            } else {
                line += " " + word;
            }
        }
        lines.add(line);
        return lines;
    }
}
