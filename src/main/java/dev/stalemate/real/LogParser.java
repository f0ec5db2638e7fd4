package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts about MTRRs out of a boot log, of a {@code /proc/mtrr}, or of a bug report that holds either among other text.
 *
 * <p>Each line is offered to readers of one kind of line. A line that is only part of one, as mail programs leave it, is tried
 * again together with the next line, unless that one starts a message of its own.
 */
final class LogParser {
    /** The kernel cuts messages at 1024 bytes (LOG_LINE_MAX). */
    private static final int MAX_MESSAGE = 1024;

    private static final String BOOT = "BIOS-provided physical RAM map:";

    private final Problems problems;
    private final DumpReader dump;
    private final ProcMtrrReader proc;
    private final PatReader pat;
    private final E820Reader e820;
    private final ImmutableList<LineReader> readers;
    private @Nullable LogLine pending;
    private @Nullable LogLine firstText;
    private boolean booted;
    private boolean bootedAgain;

    private LogParser(Problems problems) {
        this.problems = problems;
        dump = new DumpReader(problems);
        proc = new ProcMtrrReader(problems);
        pat = new PatReader(problems);
        e820 = new E820Reader(problems);
        readers = ImmutableList.of(dump, proc, e820, pat);
    }

    /** What came of a file. */
    record Result(MtrrFacts facts, ImmutableList<MemType> pat) {}

    /** Reads to the end of {@code reader}; what is wrong with the text goes to {@code problems}. */
    static Result parse(Reader reader, Problems problems) throws IOException {
        LogParser parser = new LogParser(problems);
        LogLines lines = new LogLines(reader, problems);
        LogLine line;
        while (!parser.bootedAgain && (line = lines.next()) != null) {
            if (!line.text().isEmpty()) {
                parser.next(line);
            }
        }
        parser.flush();
        parser.dump.end();
        return parser.result();
    }

    private void next(LogLine line) {
        if (firstText == null) {
            firstText = line;
        }
        LineReader own = readerOf(line.text());
        if (pending != null && own == null && !line.stamped()) {
            LogLine joined = pending.joinedWith(line);
            LineReader reader = readerOf(joined.text());
            if (reader != null && reader.fit(joined.text()) == Fit.WHOLE) {
                pending = null;
                read(reader, joined, Fit.WHOLE);
                return;
            }
        }
        flush();
        if (own == null) {
            other(line);
        } else if (own.fit(line.text()) == Fit.PART) {
            pending = line;
        } else {
            read(own, line, Fit.WHOLE);
        }
    }

    /** Gives up waiting for the rest of a line. */
    private void flush() {
        if (pending != null) {
            LogLine line = pending;
            pending = null;
            LineReader reader = readerOf(line.text());
            if (reader != null) {
                read(reader, line, Fit.PART);
            }
        }
    }

    private void read(LineReader reader, LogLine line, Fit fit) {
        if (reader != dump) {
            dump.other(line);
        }
        reader.read(line, fit);
    }

    private void other(LogLine line) {
        if (line.text().endsWith(BOOT)) {
            if (booted && dump.seenRegisters()) {
                bootedAgain = true;
                problems.add(line.number(), "another boot starts here; only the first is reported");
            }
            booted = true;
        }
        dump.other(line);
    }

    private @Nullable LineReader readerOf(String text) {
        if (text.length() <= MAX_MESSAGE) {
            for (LineReader reader : readers) {
                if (reader.fit(text) != Fit.NONE) {
                    return reader;
                }
            }
        }
        return null;
    }

    private Result result() {
        MtrrFacts.Builder facts = new MtrrFacts.Builder();
        dump.tell(facts);
        if (dump.seenRegisters()) {
            if (proc.firstLine() != 0) {
                problems.add(proc.firstLine(), "a later /proc/mtrr starts here; reported are the registers at boot");
            }
        } else if (proc.firstLine() != 0) {
            // Linux shows the table only where the MTRRs are enabled.
            facts.enabled = Switch.ON;
            facts.variable = proc.ranges();
            facts.variableMissing = proc.missing();
        } else if (facts.enabled != Switch.OFF) {
            explainNothing();
        }
        facts.ram = e820.ram();
        return new Result(facts.build(), pat.types());
    }

    private void explainNothing() {
        LogLine why = dump.explanation();
        if (why != null) {
            problems.add(
                    why.number(), "this kernel's log does not show the MTRRs' contents: " + Problem.quote(why.text()));
        } else if (firstText == null) {
            problems.add(1, "the file is empty: neither a boot log nor a /proc/mtrr");
        } else if (booted || !e820.ram().asMapOfRanges().isEmpty() || firstText.stamped()) {
            problems.add(firstText.number(), "no line of this log shows the MTRRs");
        } else {
            problems.add(
                    firstText.number(),
                    "neither a boot log that shows the MTRRs nor a /proc/mtrr: " + Problem.quote(firstText.text()));
        }
    }
}
