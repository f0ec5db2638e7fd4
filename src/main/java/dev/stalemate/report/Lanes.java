package dev.stalemate.report;

import com.google.common.base.Strings;
import dev.stalemate.model.Lane;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a run with a column for each element that runs by itself, so that an interleaving is read at a glance: a row for each step, in
 * the column of the CPU or device that takes it, with what it saw of the others and what it changed.
 *
 * <p>Where there are more lanes than columns, the lanes go round, and each step says whose it is.
 */
final class Lanes {
    /** As wide as terminals bear. */
    static final int WIDTH = 100;

    private static final int NUMBER = Steps.INDENT.length();
    private static final int MOST_COLUMNS = 3;
    private static final String BAR = " | ";
    private static final String DETAIL = "  ";
    /** Before what is left of a line that was broken. */
    private static final String FURTHER = "    ";

    private final Trace trace;
    private final Style style;
    private final StepWords telling;
    private final List<Lane> lanes;
    private final int columns;
    private final int width;

    private Lanes(Trace trace, Style style, int all) {
        this.trace = trace;
        this.style = style;
        this.telling = new StepWords(trace);
        this.lanes = telling.lanes();
        this.columns = Math.min(lanes.size(), MOST_COLUMNS);
        this.width = columns == 0 ? 0 : (all - NUMBER - BAR.length() * (columns - 1)) / columns;
    }

    /** Whether a run has steps of more than one element. */
    static boolean fit(Trace trace) {
        return new Lanes(trace, Style.PLAIN, WIDTH).lanes.size() > 1;
    }

    /** The rows, each line ended by a line feed, of at most so many characters. */
    static String of(Trace trace, Style style, int width) {
        return new Lanes(trace, style, width).rows();
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
                out.append(Steps.LOOP);
            }
            row(out, i);
        }
        return out.toString();
    }

    private void row(StringBuilder out, int i) {
        Lane lane = telling.lane(i);
        int column = lanes.indexOf(lane) % columns;
        String whose = lanes.size() > columns ? lane.title() + ": " : "";
        String number = Steps.number(i);
        for (String text : Wrap.hanging("", whose + telling.words(i), FURTHER, width)) {
            line(out, number, at(column, text), Tone.STRONG);
            number = "";
        }
        List<String> details = new ArrayList<>();
        trace.acts(i).forEach(act -> details.addAll(Wrap.hanging(DETAIL, "[" + act + "]", FURTHER, width)));
        List<String> seen = telling.seen(i);
        if (!seen.isEmpty()) {
            details.addAll(Wrap.hanging(DETAIL, "sees " + String.join("; ", seen), FURTHER, width));
        }
        telling.changes(i).forEach(change -> details.addAll(Wrap.hanging(DETAIL, change.inWords(), FURTHER, width)));
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
}
