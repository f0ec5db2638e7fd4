package dev.stalemate.report;

import dev.stalemate.model.Lane;
import dev.stalemate.report.Style.Tone;
import dev.stalemate.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a run with a column for each element that runs by itself, so that an interleaving is read at a glance: a row for each step, in
 * the column of the CPU or device that takes it, with what it saw of the others and what it changed.
 *
 * <p>Where there are more lanes than columns, the lanes go round, and each step of a lane that is not the first of its column says whose it is.
 */
final class Lanes {
    /** As wide as terminals bear. */
    static final int WIDTH = 100;

    private static final int MOST_COLUMNS = 3;

    private final Trace trace;
    private final StepWords telling;
    private final List<Lane> lanes;
    private final TextColumns columns;

    private Lanes(Trace trace, Style style, int all) {
        this.trace = trace;
        this.telling = new StepWords(trace);
        this.lanes = telling.lanes();
        this.columns = new TextColumns(Math.min(lanes.size(), MOST_COLUMNS), all, style);
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
        for (int from = 0; from < lanes.size(); from += columns.count()) {
            List<String> titles = new ArrayList<>();
            for (int c = 0; c < columns.count(); c++) {
                titles.add(from + c < lanes.size() ? lanes.get(from + c).title() : "");
            }
            columns.line(out, "", titles, Tone.STRONG);
        }
        columns.line(out, "", List.of(), Tone.NORMAL);
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
        int place = lanes.indexOf(lane);
        int column = place % columns.count();
        String whose = place < columns.count() ? "" : lane.title() + ": ";
        String number = Steps.number(i);
        for (String text : Wrap.hanging("", whose + telling.words(i), TextColumns.FURTHER, columns.width())) {
            columns.line(out, number, TextColumns.at(column, text), Tone.STRONG);
            number = "";
        }
        int width = columns.width();
        List<String> details = new ArrayList<>();
        trace.acts(i)
                .forEach(act ->
                        details.addAll(Wrap.hanging(TextColumns.DETAIL, "[" + act + "]", TextColumns.FURTHER, width)));
        List<String> seen = telling.seen(i);
        if (!seen.isEmpty()) {
            details.addAll(
                    Wrap.hanging(TextColumns.DETAIL, "sees " + String.join("; ", seen), TextColumns.FURTHER, width));
        }
        telling.changes(i)
                .forEach(change ->
                        details.addAll(Wrap.hanging(TextColumns.DETAIL, change.inWords(), TextColumns.FURTHER, width)));
        details.forEach(detail -> columns.line(out, "", TextColumns.at(column, detail), Tone.NORMAL));
    }
}
