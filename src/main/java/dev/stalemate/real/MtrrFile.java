package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.LogLines;
import dev.stalemate.real.line.Problem;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.real.log.LogParser;
import dev.stalemate.real.map.MtrrReport;
import dev.stalemate.real.map.MtrrReport.Place;
import dev.stalemate.real.map.Recording;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A file of one or several recordings of machines' memory types: boot logs, dumps, copies of {@code /proc/mtrr} and {@code
 * pat_memtype_list}, by any program. Each has its own report.
 */
public final class MtrrFile {
    private final String name;
    private final ImmutableList<MtrrReport> reports;

    private MtrrFile(String name, LogParser.Parsed parsed, Problems problems) {
        this.name = name;
        explainSilence(parsed);
        share(problems, parsed.recordings());
        ImmutableList.Builder<MtrrReport> all = ImmutableList.builder();
        int count = parsed.recordings().size();
        for (int i = 0; i < count; i++) {
            Recording recording = parsed.recordings().get(i);
            all.add(new MtrrReport(
                    name,
                    new Place(i + 1, count, recording.title(), recording.line()),
                    recording,
                    Widths.of(parsed, i)));
        }
        reports = all.build();
    }

    /** A problem of the file itself is in the report of the recording in which it occurs. */
    private static void share(Problems problems, ImmutableList<Recording> recordings) {
        for (Problem problem : problems.sorted()) {
            Recording place = recordings.get(0);
            for (Recording recording : recordings) {
                place = recording.line() <= problem.line() ? recording : place;
            }
            place.problems().add(problem.line(), problem.text());
        }
    }

    private static void explainSilence(LogParser.Parsed parsed) {
        ImmutableList<Recording> recordings = parsed.recordings();
        for (int i = 0; i < recordings.size(); i++) {
            @Nullable LogLine first = i == 0 ? parsed.firstText() : null;
            Silence.explain(recordings.get(i), recordings.size() > 1, first);
        }
    }

    /**
     * Reads a file: plain, gzip or Zstandard; its bytes are taken as ISO 8859-1 unless it is UTF-16, so that none is malformed.
     *
     * @throws IOException if the file cannot be opened or read; never for what is in it
     */
    public static MtrrFile read(Path file) throws IOException {
        Problems problems = new Problems();
        try (TextFile text = TextFile.open(file)) {
            return of(file.toString(), new LogLines(text, problems), problems);
        }
    }

    /**
     * Reads a text to its end or to 256 Mi characters; lines count up to 64 Ki characters.
     *
     * @param name what to call the text in {@link #toText}
     * @throws IOException if {@code reader} throws it; never for what is in the text
     */
    public static MtrrFile read(Reader reader, String name) throws IOException {
        Problems problems = new Problems();
        return of(name, new LogLines(reader, problems), problems);
    }

    /**
     * As {@link #read(Reader, String)}, of a text whose tables and registers are all of one machine, at one time.
     *
     * @param lacks what the text lacks
     */
    static MtrrFile readOneMachine(Reader reader, String name, List<Problem> lacks) throws IOException {
        Problems problems = new Problems();
        lacks.forEach(lack -> problems.add(lack.line(), lack.text()));
        LogParser.Parsed parsed = LogParser.parse(new LogLines(reader, problems), problems);
        return new MtrrFile(name, OneMachine.of(parsed), problems);
    }

    private static MtrrFile of(String name, LogLines lines, Problems problems) throws IOException {
        return new MtrrFile(name, LogParser.parse(lines, problems), problems);
    }

    /** The name that the file was read under. */
    public String name() {
        return name;
    }

    /** The recordings by their first lines: at least one, which {@linkplain #isEmpty says nothing} if there is none. */
    public ImmutableList<MtrrReport> reports() {
        return reports;
    }

    /** The first recording. */
    public MtrrReport first() {
        return reports.get(0);
    }

    /** Whether no line says anything of memory types. */
    public boolean isEmpty() {
        return reports.stream().allMatch(MtrrReport::isSilent);
    }

    /** The reports for people, one below the other. */
    public String toText() {
        return reports.stream().map(MtrrReport::toText).collect(Collectors.joining("\n"));
    }
}
