package dev.stalemate.real.kvm;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.kvm.LeafFinding.Kind;
import dev.stalemate.real.line.TextFile;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A trace of a real KVM, judged by the rule of one of its versions: each leaf of the EPT at each guest entry, at each mark and at the end.
 *
 * <p>A trace that begins with its guest tells everything. One that begins later leaves the MTRRs open until they are written or read; what
 * depends on them is then unknown, never guessed.
 */
public final class KvmTrace {
    /** How many lines of a broken event are put together again. */
    private static final int MOST_RESTS = 3;

    /** How often the reader is asked whether to go on, in lines. */
    private static final int ASK_EVERY = 1 << 16;

    private final KvmVersion version;
    private final Timeline timeline;
    private final Marks marks;
    private final Replay replay;
    private final EntryCount entries = new EntryCount();
    private long lines;
    private long overlong;
    private long events;
    private boolean histogram;
    private boolean stopped;
    private boolean cut;
    private boolean cutEvent;

    private KvmTrace(KvmVersion version, GuestFacts guest, @Nullable TraceJson json, @Nullable Timeline timeline) {
        this.version = version;
        this.timeline = timeline == null ? Timeline.none() : timeline;
        marks = new Marks(json);
        replay = new Replay(version, guest, marks, this.timeline);
    }

    /**
     * Reads a trace to its end, or to where events were lost.
     *
     * @param text the trace, which is not closed
     * @param name what to call it
     * @param version whose rule judges
     * @param guest what is known of the guest beside the trace
     * @param json where to write what is found, as it is found; docs/how-to/real-machines.md has the fields; null for nowhere
     * @param timeline what to fill, if a picture is wanted; else null
     * @param goOn asked now and then, with the number of lines so far
     * @throws BadFileException if the text can't be read, or has nothing of KVM's in it
     * @throws IOException if the JSON can't be written
     */
    public static KvmTrace read(
            TextFile text,
            String name,
            KvmVersion version,
            GuestFacts guest,
            @Nullable OutputStream json,
            @Nullable Timeline timeline,
            LongPredicate goOn)
            throws IOException, BadFileException {
        TraceJson writer = json == null ? null : new TraceJson(json);
        KvmTrace trace = new KvmTrace(version, guest, writer, timeline);
        try {
            trace.read(text, name, goOn);
            if (writer != null) {
                writer.end(trace);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return trace;
    }

    private void read(TextFile text, String name, LongPredicate goOn) throws BadFileException {
        try {
            read(text, goOn);
        } catch (IOException e) {
            throw new BadFileException(name, e);
        }
        String damage = text.damage();
        if (damage != null) {
            replay.lose(lines, damage);
        }
        timeline.end(lost() > 0 ? lost() : lines, replay.guest().leaves());
        if (!stopped && !replay.any() && !histogram && !cutEvent) {
            throw new BadFileException(name, "none of its " + lines + " lines is an event of KVM's");
        }
    }

    private void read(TextFile text, LongPredicate goOn) throws IOException {
        TraceLines all = new TraceLines(text, () -> stopped |= !goOn.test(lines));
        TraceLine event = new TraceLine();
        TraceLine next = new TraceLine();
        boolean pending = false;
        int rests = 0;
        while (replay.lost() == 0 && all.next(next)) {
            lines = next.number;
            overlong += next.truncated ? 1 : 0;
            next.parse();
            if (next.unended) {
                pending = pending && next.kind() != TraceLine.Kind.REST;
                cut = true;
                cutEvent = next.event() != TraceEvent.OTHER;
                break;
            }
            if (next.kind() == TraceLine.Kind.REST && pending && rests < MOST_RESTS) {
                event.append(next);
                rests++;
                continue;
            }
            if (pending) {
                judge(event);
            }
            pending = next.kind() == TraceLine.Kind.EVENT;
            rests = 0;
            if (pending) {
                TraceLine free = event;
                event = next;
                next = free;
                entries.event();
            } else {
                take(next);
            }
            if (lines % ASK_EVERY == 0 && !goOn.test(lines)) {
                stopped = true;
                break;
            }
        }
        if (pending && stopped) {
            // The rest of it may be what was not read.
            lines = event.number - 1;
        } else if (pending && replay.lost() == 0) {
            judge(event);
        }
        end(text);
    }

    private void judge(TraceLine event) {
        events++;
        replay.event(event);
    }

    private void end(TextFile text) {
        if (cut) {
            String damage = text.damage();
            replay.lose(lines, damage == null ? "the last line has no line feed: it is cut" : damage);
        } else if (!stopped && replay.lost() == 0) {
            entries.end(lines, replay);
        }
        if (replay.lost() == 0) {
            replay.end(lines);
        }
    }

    private void take(TraceLine line) {
        switch (line.kind()) {
            case LOST -> replay.gap(line.number, "events were lost here");
            case CUT -> replay.gap(line.number, "lines were left out here");
            case HISTOGRAM -> histogram = true;
            case COMMENT -> entries.comment(line, replay);
            default -> {}
        }
    }

    /** Whose rule judged. */
    public KvmVersion version() {
        return version;
    }

    /** How many lines were read. */
    public long lines() {
        return lines;
    }

    /** Whether it is a perf report: a histogram, whose events have no order. */
    public boolean isHistogram() {
        return histogram;
    }

    /** How many leaves were installed. */
    public long leavesInstalled() {
        return replay.leavesInstalled();
    }

    /** Whether no leaf was judged: none was installed, none has a memory type, or what each should be is not known. */
    public boolean isVacuous() {
        return isNotEpt() || leavesInstalled() == 0 || replay.leavesJudged() == 0;
    }

    /** Whether the guest's second-level tables are no EPT: on AMD processors, entries have no memory type of their own. */
    public boolean isNotEpt() {
        return replay.mmu().notEpt();
    }

    /** The line after which nothing is known, or 0. */
    public long lost() {
        return replay.lost();
    }

    /** How many leaves are right for several reasons, of which no event tells which it is. */
    public long undecided() {
        return isNotEpt() ? 0 : replay.undecided();
    }

    /** Whether the version can't have done all of it. */
    public boolean differs() {
        return count(Kind.IMPOSSIBLE) > 0;
    }

    /** Whether a leaf was stale, or weaker than the guest believed. */
    public boolean hasFindings() {
        return count(Kind.STALE) + count(Kind.WEAKER) > 0;
    }

    /** Whether the reader wanted to end early. */
    public boolean stopped() {
        return stopped;
    }

    /** How many lines from the first on the version's rule explains. */
    public long explained() {
        long first = replay.findings.firstImpossible();
        return first > 0 ? first - 1 : lost() > 0 ? lost() : lines;
    }

    /** The findings, similar ones in one row: first the impossible, then those that last, then those that passed. */
    public ImmutableList<TraceRow> rows() {
        return TraceRow.of(findings());
    }

    /** How many findings are in none of {@link #rows}, because there are too many. */
    public long findingsLeftOut() {
        return isNotEpt() ? 0 : replay.findings.leftOut();
    }

    /** The figures, and the reasons why an answer is not known; each a sentence without a full stop. */
    public ImmutableList<String> summary() {
        return TraceSummary.of(this);
    }

    private long count(Kind kind) {
        return isNotEpt() ? 0 : replay.findings.count(kind);
    }

    long overlong() {
        return overlong;
    }

    /** How many events ftrace's header says were written over before the trace was read. */
    long overwritten() {
        return entries.overwritten();
    }

    long events() {
        return events;
    }

    Marks marks() {
        return marks;
    }

    Replay replay() {
        return replay;
    }

    ImmutableList<LeafFindings.Entry> findings() {
        return isNotEpt() ? ImmutableList.of() : replay.findings.all();
    }
}
