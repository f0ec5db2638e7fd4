package dev.stalemate.real;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.Finding.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the facts about MTRRs out of a boot log, of a {@code /proc/mtrr}, or of a bug report that holds either among other text.
 *
 * <p>Each line is offered to readers of one kind of line. A line that is only part of one, as mail programs leave it, is tried
 * again together with the next lines, unless these start a message of their own.
 */
final class LogParser {
    /** The kernel cuts messages at 1024 bytes (LOG_LINE_MAX). */
    private static final int MAX_MESSAGE = 1024;

    /** Most lines that a mail program makes of one. */
    private static final int MAX_PIECES = 4;

    private static final String BOOT = "BIOS-provided physical RAM map:";

    private final Problems problems;
    private final Findings findings;
    private final RemarkReader remarks;
    private final LinuxMapReader linuxMap;
    private final CleanupReader cleanup;
    private final DumpReader dump;
    private final ProcMtrrReader proc;
    private final PatReader pat;
    private final MemtypeReader memtypes;
    private final E820Reader e820;
    private final DeviceReader devices = new DeviceReader();
    private final ImmutableList<LineReader> readers;
    /** A line that may go on, and the lines since that may be the rest of it. */
    private final List<LogLine> pending = new ArrayList<>();

    private @Nullable LogLine firstText;
    private boolean something;
    private boolean booted;
    private boolean bootedAgain;

    private LogParser(Problems problems, Findings findings) {
        this.problems = problems;
        this.findings = findings;
        remarks = new RemarkReader(problems, findings);
        linuxMap = new LinuxMapReader(problems);
        cleanup = new CleanupReader(problems, findings);
        dump = new DumpReader(problems);
        proc = new ProcMtrrReader(problems);
        pat = new PatReader(problems);
        memtypes = new MemtypeReader(problems);
        e820 = new E820Reader(problems);
        readers = ImmutableList.of(remarks, linuxMap, cleanup, dump, proc, e820, pat, memtypes, devices);
    }

    /** Reads all lines; what is wrong with the text goes to {@code problems}, what it shows of the machine to {@code findings}. */
    static LogContent parse(LogLines lines, Problems problems, Findings findings) throws IOException {
        LogParser parser = new LogParser(problems, findings);
        LogLine line;
        while (!parser.bootedAgain && (line = lines.next()) != null) {
            if (!line.text().isEmpty()) {
                parser.next(line);
            }
        }
        parser.flush();
        parser.dump.end();
        parser.cleanup.finish();
        parser.linuxMap.finish();
        return parser.content();
    }

    private void next(LogLine line) {
        if (firstText == null) {
            firstText = line;
        }
        Fit fit = Fit.NONE;
        LineReader own = readerOf(line.text());
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
        LineReader reader = readerOf(joined.text());
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
            LineReader reader = readerOf(line.text());
            if (reader != null && reader.fit(line.text()) == Fit.PART) {
                read(reader, line, Fit.PART);
            } else {
                other(line);
            }
        }
    }

    private void read(LineReader reader, LogLine line, Fit fit) {
        something = true;
        if (!reader.equals(dump)) {
            dump.other(line);
        }
        LinuxMapReader.Summary before = linuxMap.summary();
        reader.read(line, fit);
        LinuxMapReader.Summary summary = linuxMap.summary();
        if (summary != null && before == null) {
            dump.counted(line, summary);
        }
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

    /** The reader that knows most of a line; null if none knows anything. */
    private @Nullable LineReader readerOf(String text) {
        if (text.length() > MAX_MESSAGE) {
            return null;
        }
        LineReader best = null;
        Fit fit = Fit.NONE;
        for (LineReader reader : readers) {
            Fit other = reader.fit(text);
            if (other.compareTo(fit) > 0) {
                best = reader;
                fit = other;
            }
        }
        return best;
    }

    private LogContent content() {
        MtrrFacts.Builder facts = new MtrrFacts.Builder();
        dump.tell(facts);
        ImmutableList<RegisterSet> registers = registers();
        if (!registers.isEmpty()) {
            facts.variable = registers.get(0).ranges();
            facts.variableMissing = registers.get(0).missing();
        }
        if (!dump.seenRegisters() && (linuxMap.summary() != null || !registers.isEmpty())) {
            // Linux shows its map, its cleanup and the table only where the MTRRs are enabled.
            facts.enabled = Switch.ON;
        }
        LinuxMapReader.Summary summary = linuxMap.summary();
        if (summary != null && !dump.seenRegisters()) {
            facts.fixedEnabled = summary.fixed() > 0 ? Switch.ON : Switch.OFF;
            facts.tom2Unknown = summary.tom2();
        }
        disabled(facts);
        if (registers.isEmpty() && facts.enabled != Switch.OFF) {
            explainNothing();
        }
        facts.ram = e820.ram();
        facts.end = end(facts, registers);
        return new LogContent(
                facts.build(),
                registers,
                linuxMap,
                pat.types(),
                pat.before(),
                pat.disabled(),
                memtypes.ranges(),
                devices.devices());
    }

    /** The end of the highest address that the file names beside RAM and the registers at boot. */
    private long end(MtrrFacts.Builder facts, ImmutableList<RegisterSet> registers) {
        long end = Math.max(linuxMap.end(), facts.digits == 0 ? e820.end() : 0);
        for (Memtype memtype : memtypes.ranges()) {
            end = Math.max(end, memtype.range().upperEndpoint());
        }
        for (RegisterSet set : registers) {
            if (!set.name().equals(RegisterSet.BOOT)) {
                for (VariableRange range : set.ranges()) {
                    end = Math.max(end, range.end());
                }
            }
        }
        return end;
    }

    private ImmutableList<RegisterSet> registers() {
        RegisterSet boot = dump.registers();
        boolean known = boot != null && !boot.missing();
        return Stream.of(boot, known ? null : cleanup.before(), cleanup.after(), proc.registers())
                .filter(Objects::nonNull)
                .collect(ImmutableList.toImmutableList());
    }

    private void disabled(MtrrFacts.Builder facts) {
        LogLine off = remarks.off();
        if (off != null && !dump.seenRegisters()) {
            facts.enabled = Switch.OFF;
        }
        if (facts.enabled == Switch.OFF) {
            int line = off != null ? off.number() : dump.variableLine();
            findings.add(new Finding(Kind.DISABLED, line, null, "the MTRRs are disabled, so that all memory is UC"));
        }
    }

    private void explainNothing() {
        LinuxMapReader.Summary summary = linuxMap.summary();
        LogLine why = remarks.explanation();
        LogLine first = firstText;
        if (summary != null) {
            problems.add(
                    summary.line().number(),
                    "this kernel's log does not show the MTRRs' contents"
                            + (linuxMap.listed()
                                    ? ", only the map that Linux made of them; the default type, which rules its gaps, is not in the log"
                                    : ": " + Problem.quote(summary.line().text())));
        } else if (why != null) {
            problems.add(
                    why.number(), "this kernel's log does not show the MTRRs' contents: " + Problem.quote(why.text()));
        } else if (first == null) {
            problems.add(1, "the file is empty: neither a boot log nor a /proc/mtrr");
        } else if (booted || something || first.stamped()) {
            problems.add(first.number(), "no line of this file shows the MTRRs");
        } else {
            problems.add(
                    first.number(),
                    "neither a boot log that shows the MTRRs nor a /proc/mtrr: " + Problem.quote(first.text()));
        }
    }
}
