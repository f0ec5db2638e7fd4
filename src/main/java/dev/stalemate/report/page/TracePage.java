package dev.stalemate.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.stalemate.real.kvm.KvmTrace;
import dev.stalemate.real.kvm.Timeline;
import dev.stalemate.real.kvm.Timeline.Count;
import dev.stalemate.real.kvm.Timeline.Sample;
import dev.stalemate.real.kvm.TraceRow;
import dev.stalemate.real.kvm.TraceRow.Lines;
import dev.stalemate.text.Visible;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The page of a KVM trace: what happened over its lines, what was found, and the lines that show it. The lines are not kept while a trace is
 * read; {@link #lines} says which are needed, and the caller, which has the file, reads them.
 */
public final class TracePage {
    /** Most rows of findings. */
    static final int MOST_ROWS = 1000;

    /** Most lines of the trace. */
    static final int MOST_LINES = 2000;

    private static final int LONGEST_LINE = 400;
    private static final int LONGEST_LABEL = 100;
    private static final int LONGEST_NAME = 300;

    /** Lines before and after one that a finding names, and one that an event is in. */
    private static final int AROUND_FINDING = 3;

    private static final int AROUND_EVENT = 1;

    private final String file;
    private final KvmTrace trace;
    private final Timeline timeline;
    private final List<TraceRow> rows;
    private final int rowsLeftOut;
    private final TreeSet<Long> lines = new TreeSet<>();
    private final Set<Long> leftOut = new LinkedHashSet<>();

    /**
     * A page without its lines.
     *
     * @param file what to call the trace
     * @param timeline what reading the trace filled
     */
    public TracePage(String file, KvmTrace trace, Timeline timeline) {
        this.file = Visible.line(file, LONGEST_NAME);
        this.trace = trace;
        this.timeline = timeline;
        ImmutableList<TraceRow> all = trace.rows();
        rows = all.subList(0, Math.min(MOST_ROWS, all.size()));
        rowsLeftOut = all.size() - rows.size();
        choose();
        leftOut.removeAll(lines);
    }

    /** The lines to show, those of findings first: if there are too many, these stay. */
    private void choose() {
        for (TraceRow row : rows) {
            for (Lines shown : List.of(
                    row.when().since(), row.when().installed(), row.when().until())) {
                choose(shown.first(), AROUND_FINDING);
                choose(shown.last(), AROUND_FINDING);
            }
        }
        timeline.marks().forEach(mark -> choose(mark.line(), AROUND_EVENT));
        timeline.events().forEach(event -> choose(event.line(), AROUND_EVENT));
    }

    private void choose(long line, int around) {
        if (line == 0) {
            return;
        }
        if (lines.size() + 2 * around >= MOST_LINES) {
            leftOut.add(line);
            return;
        }
        LongStream.rangeClosed(Math.max(1, line - around), Math.min(trace.lines(), line + around))
                .forEach(lines::add);
    }

    /** The numbers of the lines that the page shows, {@value #MOST_LINES} at most. */
    public ImmutableSortedSet<Long> lines() {
        return ImmutableSortedSet.copyOf(lines);
    }

    /** The page with its lines, by number; those that can't be had any more may be missing. */
    public String html(SortedMap<Long, String> excerpt) {
        ObjectNode data = data(excerpt);
        return Page.file(data.path("title").asText(), data);
    }

    ObjectNode data(SortedMap<Long, String> excerpt) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("kind", "trace");
        data.put("title", "KVM trace " + file);
        data.put("lines", trace.lines()).put("lost", trace.lost());
        trace.summary().forEach(data.putArray("summary")::add);
        ArrayNode shownRows = data.putArray("rows");
        rows.forEach(row -> row(shownRows, row));
        data.put("rowsLeftOut", rowsLeftOut).put("findingsLeftOut", trace.findingsLeftOut());
        samples(data.putObject("samples"));
        ArrayNode marks = data.putArray("marks");
        for (Sample mark : timeline.marks()) {
            ObjectNode node =
                    marks.addObject().put("line", mark.line()).put("label", Visible.line(mark.mark(), LONGEST_LABEL));
            ObjectNode leaves = node.putObject("leaves");
            mark.counts().forEach(count -> leaves.put(count.type(), count.leaves()));
        }
        events(data);
        ArrayNode shown = data.putArray("excerpt");
        excerpt.forEach((number, text) -> shown.addArray().add(number).add(Visible.line(text, LONGEST_LINE)));
        data.put("excerptLeftOut", leftOut.size() + lines.size() - excerpt.size());
        return data;
    }

    private static void row(ArrayNode rows, TraceRow row) {
        ObjectNode node = rows.addObject()
                .put("kind", row.kind())
                .put("gfns", row.of().gfns())
                .put("size", row.of().size())
                .put("leaves", row.of().leaves())
                .put("has", row.of().has())
                .put("should", row.should())
                .put("by", row.by())
                .put("claim", row.claim())
                .put("lasting", row.lasting());
        lines(node, "installed", row.when().installed());
        lines(node, "since", row.when().since());
        lines(node, "until", row.when().until());
    }

    private static void lines(ObjectNode node, String name, Lines lines) {
        node.putArray(name).add(lines.first()).add(lines.last());
    }

    /** A column for each type that there ever is, a row for each line. */
    private void samples(ObjectNode node) {
        Map<String, Integer> columns = new TreeMap<>();
        timeline.samples().forEach(sample -> sample.counts().forEach(count -> columns.put(count.type(), 0)));
        columns.keySet().forEach(node.putArray("types")::add);
        ArrayNode at = node.put("every", timeline.every()).putArray("lines");
        ArrayNode counts = node.putArray("counts");
        for (Sample sample : timeline.samples()) {
            at.add(sample.line());
            columns.replaceAll((type, before) -> 0);
            for (Count count : sample.counts()) {
                columns.put(count.type(), count.leaves());
            }
            columns.values().forEach(counts.addArray()::add);
        }
    }

    private void events(ObjectNode data) {
        ArrayNode events = data.putArray("events");
        timeline.events().forEach(event -> events.addObject()
                .put("line", event.line())
                .put("what", event.what().text())
                .put("vcpu", event.vcpu())
                .put("cd", event.cd())
                .put("text", event.text()));
        ArrayNode left = data.putArray("eventsLeftOut");
        timeline.leftOut().forEach(each -> left.addObject()
                .put("what", each.what().text())
                .put("count", each.count())
                .put("from", each.from()));
    }
}
