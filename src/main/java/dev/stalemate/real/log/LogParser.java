package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.LogLines;
import dev.stalemate.real.line.Problems;
import dev.stalemate.real.map.Recording;
import dev.stalemate.real.map.WidthStatement;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the recordings in a file, whatever program made them and whatever stands between them.
 *
 * <p>Each line is offered to one reader of each {@link Format}. A line that is only part of one, as mail programs leave it, is
 * tried again together with the next lines, unless these start a message of their own. Where a line starts another boot, dump or
 * list, its format gets another reader.
 */
public final class LogParser {
    /** Every format; where two know a line equally well, the first has it if neither was read before. */
    private static final ImmutableList<Supplier<Format>> FORMATS = formats();

    /** Most recordings of a file that are looked at. */
    public static final int MAX_RECORDINGS = 64;

    /** The kernel cuts messages at 1024 bytes (LOG_LINE_MAX). */
    private static final int MAX_MESSAGE = 1024;

    /** Most lines that a mail program makes of one. */
    private static final int MAX_PIECES = 4;

    private final Problems problems;
    private final WidthReader widths = new WidthReader();
    private final List<Recording> recordings = new ArrayList<>();
    /** One reader of each format, the one that was read last first. */
    private final List<Format> readers = new ArrayList<>();
    /** Which of them have read something. */
    private final List<Format> started = new ArrayList<>();
    /** A line that may go on, and the lines since that may be the rest of it. */
    private final List<LogLine> pending = new ArrayList<>();

    private final Foreign foreign;
    private @Nullable LogLine firstText;
    private boolean full;

    /**
     * What a file holds.
     *
     * @param recordings in the order of their first lines; one that says nothing if there is none
     * @param widths what lines of any kind state of MAXPHYADDR
     * @param firstText the first line that is not blank; null if there is none
     */
    public record Parsed(
            ImmutableList<Recording> recordings, ImmutableList<WidthStatement> widths, @Nullable LogLine firstText) {}

    private static ImmutableList<Supplier<Format>> formats() {
        ImmutableList.Builder<Supplier<Format>> formats = ImmutableList.builder();
        formats.add(LinuxLog::new);
        RegisterFormat.TEXTS.forEach(text -> formats.add(() -> new RegisterFormat(text.get())));
        return formats.build();
    }

    private LogParser(Problems problems) {
        this.problems = problems;
        foreign = new Foreign(problems);
        FORMATS.forEach(format -> readers.add(format.get()));
    }

    /** Reads all lines; {@code problems} gets what is wrong with the file as a whole. */
    public static Parsed parse(LogLines lines, Problems problems) throws IOException {
        LogParser parser = new LogParser(problems);
        LogLine line;
        while (!parser.full && (line = lines.next()) != null) {
            if (!line.text().isEmpty()) {
                parser.next(line);
            }
        }
        parser.flush();
        return parser.parsed();
    }

    private Parsed parsed() {
        started.forEach(this::end);
        if (recordings.isEmpty()) {
            recordings.addAll(new LinuxLog().end());
        }
        recordings.sort(Comparator.comparingInt(Recording::line));
        return new Parsed(ImmutableList.copyOf(recordings), widths.statements(), firstText);
    }

    private void next(LogLine line) {
        if (firstText == null) {
            firstText = line;
        }
        if (line.text().length() <= MAX_MESSAGE) {
            widths.offer(line);
        }
        Fit fit = Fit.NONE;
        Format own = readerOf(line.text());
        if (own != null) {
            fit = own.fit(line.text());
        }
        if (!pending.isEmpty() && fit != Fit.WHOLE && !line.stamped()) {
            pending.add(line);
            if (completes() || (fit != Fit.PART && pending.size() < MAX_PIECES)) {
                return;
            }
            pending.remove(pending.size() - 1);
        }
        flush();
        if (own == null) {
            other(line);
        } else if (fit == Fit.WHOLE) {
            read(own, line, fit);
        } else {
            pending.add(line);
        }
    }

    /** Reads the pending lines as one if they are a whole one. */
    private boolean completes() {
        LogLine joined = pending.stream().reduce(LogLine::joinedWith).orElseThrow();
        Format reader = readerOf(joined.text());
        if (reader == null || reader.fit(joined.text()) != Fit.WHOLE) {
            return false;
        }
        pending.clear();
        read(reader, joined, Fit.WHOLE);
        return true;
    }

    /** Gives up waiting for the rest of a line. */
    private void flush() {
        List<LogLine> lines = List.copyOf(pending);
        pending.clear();
        for (LogLine line : lines) {
            Format reader = readerOf(line.text());
            if (reader != null && reader.fit(line.text()) == Fit.PART) {
                read(reader, line, Fit.PART);
            } else {
                other(line);
            }
        }
    }

    private void read(Format reader, LogLine line, Fit fit) {
        Format own = reader;
        if (fit == Fit.WHOLE && reader.startsAnother(line.text())) {
            if (recordings.size() + started.size() >= MAX_RECORDINGS) {
                full = true;
                problems.add(line.number(), "more than " + MAX_RECORDINGS + " recordings; the rest was not read");
                return;
            }
            own = another(reader);
        }
        for (Format format : readers) {
            if (!format.equals(own)) {
                format.other(line);
            }
        }
        own.read(line, fit);
        readers.remove(own);
        readers.add(0, own);
        if (!started.contains(own)) {
            started.add(own);
        }
    }

    /** Ends a recording; the reader of the next one, of the same format. */
    private Format another(Format old) {
        end(old);
        started.remove(old);
        readers.remove(old);
        Format fresh = old.fresh();
        fresh.follows(old);
        readers.add(fresh);
        return fresh;
    }

    /** Of what stands between two boots nothing may have been read. */
    private void end(Format format) {
        format.end().stream().filter(recording -> !recording.isEmpty()).forEach(recordings::add);
    }

    private void other(LogLine line) {
        foreign.offer(line);
        readers.forEach(format -> format.other(line));
    }

    private @Nullable Format readerOf(String text) {
        return text.length() > MAX_MESSAGE ? null : best(readers, text);
    }

    /** The reader that knows most of a line, the first of equals; null if none knows anything. */
    static <R extends LineReader> @Nullable R best(List<R> readers, String text) {
        R best = null;
        Fit fit = Fit.NONE;
        for (R reader : readers) {
            Fit other = reader.fit(text);
            if (other.compareTo(fit) > 0) {
                best = reader;
                fit = other;
            }
        }
        return best;
    }
}
