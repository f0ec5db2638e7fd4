package dev.stalemate.paging;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.CacheDraft.Checks;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A cache line for each frame, as a piece of a layout: what RAM has of it, and what the cache and the write-combining buffer of each CPU have.
 * Data are small numbers that a system gives a meaning, such as whose they are; a line has one of them as a whole.
 *
 * <p>Accesses do what their memory type says (SDM 11.3, table 11-2). The caches of all CPUs are coherent: a write takes the line from the
 * others, and a read finds what any of them has. What is not coherent with them are accesses that go around the caches: those of devices that
 * don't snoop, and those of type UC and WC. What caches and buffers do by themselves are {@link #actions}.
 *
 * <p>A frame may have several lines, which caches take for different addresses: aliases, such as those with and without the C-bit of SEV. A
 * line is the number of its frame, in alias 0; {@link #line} numbers the others. What a system doesn't ask for takes no bits: see
 * {@link CacheDraft}.
 *
 * <p>Left out: store buffers, so that a read never passes an earlier write; lines that are written in part. Where a cache has a clean line that
 * a device's write has made old, another CPU reads that line, and never the new data of RAM.
 */
public final class CacheLines {
    private final boolean present;
    private final Checks checks;
    private final boolean buffered;
    private final boolean coherentAliases;
    private final boolean writable;
    private final int cpus;
    private final int frames;
    private final int lines;
    private final IntField ram;
    /** Of each CPU and line: a {@link CachedLine}. */
    private final IntField copy;
    /** Of each CPU and line: none, or 1 + data that wait in a write-combining buffer. */
    private final IntField buffer;
    /** Of each CPU and line: whether it has begun a flush that is still to happen. */
    private final IntField flushing;

    private final CacheActions actions;

    CacheLines(CacheDraft draft, Layout.Builder layout, boolean present) {
        this.present = present;
        checks = draft.checks;
        buffered = present && draft.buffered;
        coherentAliases = draft.coherentAliases;
        writable = draft.writable;
        List<Index> places = draft.places();
        cpus = draft.cpu.size();
        frames = draft.frame.size();
        lines = places.stream().mapToInt(Index::size).reduce(1, (a, b) -> a * b) / cpus;
        Index[] indices = places.toArray(Index[]::new);
        int values = draft.values;
        IntFunction<String> text = draft.text;
        Layout.Builder b = layout.part(present);
        ram = b.number("ram", values, text, draft.frame);
        copy = b.number("cache", CachedLine.count(values), v -> CachedLine.text(v, text), indices);
        buffer = b.number("wc-buffer", buffered ? 1 + values : 1, v -> v == 0 ? "none" : text.apply(v - 1), indices);
        flushing = b.number("flushing", draft.lateFlushes ? 2 : 1, Integer::toString, indices);
        b.kept(Instead.DROPPED, copy).kept(Instead.ALWAYS_THERE, ram).place(draft.frame);
        actions = new CacheActions(b, this, places);
    }

    /**
     * Begins the piece for the frames of an index. At first RAM has data 0 everywhere, and nothing else has any.
     *
     * @param values how many different data there are, numbered from 0
     * @param text data as a person reads them
     */
    public static CacheDraft of(Index cpu, Index frame, int values, IntFunction<String> text) {
        return new CacheDraft(cpu, frame, values, text);
    }

    /** The line that a frame has in an alias. */
    public int line(int alias, int frame) {
        return alias * frames + frame;
    }

    /** The data that RAM has of a frame. */
    public int ram(long[] s, int frame) {
        return ram.get(s, frame);
    }

    /** Whether the cache of a CPU has a line. */
    public boolean has(long[] s, int cpu, int line) {
        return copy.is(s, at(cpu, line));
    }

    /** The data of a line that the cache of a CPU {@link #has}. */
    public int data(long[] s, int cpu, int line) {
        return CachedLine.data(copy.get(s, at(cpu, line)));
    }

    /** Whether the cache of a CPU has a line that it has still to write back. */
    public boolean isDirty(long[] s, int cpu, int line) {
        return CachedLine.isDirty(copy.get(s, at(cpu, line)));
    }

    /** Whether some cache has a line of a frame, of any alias, that it has still to write back. */
    public boolean isDirtyAnywhere(long[] s, int frame) {
        for (int line = frame; line < lines; line += frames) {
            for (int c = 0; c < cpus; c++) {
                if (isDirty(s, c, line)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a write of type WC by a CPU still waits in its buffer. */
    public boolean isBuffered(long[] s, int cpu, int line) {
        return buffer.is(s, at(cpu, line));
    }

    /** The data of a write that {@link #isBuffered} is true of. */
    public int buffered(long[] s, int cpu, int line) {
        return buffer.get(s, at(cpu, line)) - 1;
    }

    /** Whether a CPU has begun a flush of a line that is still to happen. */
    public boolean isFlushing(long[] s, int cpu, int line) {
        return flushing.is(s, at(cpu, line));
    }

    /** What {@link #load} would return now. It changes nothing. */
    public int wouldLoad(long[] s, int cpu, int line, MemType type) {
        if (!type.cached() && isBuffered(s, cpu, line)) {
            return buffered(s, cpu, line);
        }
        return type.cached() || looks(type) ? newest(s, first(line), step(), line) : ram(s, frame(line));
    }

    /** A CPU reads: returns the data. */
    public int load(long[] s, int cpu, int line, MemType type) {
        if (type.cached()) {
            fill(s, cpu, line);
            return present ? data(s, cpu, line) : 0;
        }
        drainBefore(s, cpu, line, type);
        look(s, line, type);
        return ram(s, frame(line));
    }

    /** A CPU writes data. */
    public void store(long[] s, int cpu, int line, MemType type, int data) {
        int e = at(cpu, line);
        switch (type) {
            case UC, UC_MINUS -> {
                drain(s, cpu);
                writeAround(s, line, type, data);
            }
            case WC -> {
                if (buffered) {
                    buffer.set(s, e, 1 + data);
                } else {
                    writeAround(s, line, type, data);
                }
            }
            case WT -> {
                boolean hit = copy.is(s, e);
                invalidate(s, line);
                setRam(s, frame(line), data);
                // A line that is there is filled, and one that isn't is not.
                setCopy(s, e, hit ? CachedLine.clean(data) : CachedLine.NONE);
            }
            case WP -> {
                flush(s, line);
                setRam(s, frame(line), data);
            }
            case WB -> {
                invalidate(s, line);
                setCopy(s, e, CachedLine.dirty(data));
            }
        }
    }

    /** A device reads. It changes nothing. One that snoops finds what caches have of this line, but not of other aliases. */
    public int deviceReads(long[] s, int line, boolean snoops) {
        return snoops ? newest(s, line, lines, line) : ram(s, frame(line));
    }

    /** A device writes data. If it snoops, caches lose this line, but not those of other aliases. */
    public void deviceWrites(long[] s, int line, boolean snoops, int data) {
        for (int c = 0; snoops && c < cpus; c++) {
            setCopy(s, at(c, line), CachedLine.NONE);
        }
        setRam(s, frame(line), data);
    }

    /** RAM has other data, of which caches and buffers don't know: before the first step, say. */
    public void setRam(long[] s, int frame, int data) {
        if (present && writable) {
            ram.set(s, frame, data);
        }
    }

    /** The cache of a CPU reads a line that it doesn't have, for an access or ahead of one. */
    public void fill(long[] s, int cpu, int line) {
        if (!has(s, cpu, line)) {
            setCopy(s, at(cpu, line), CachedLine.clean(newest(s, first(line), step(), line)));
        }
    }

    /** The cache of a CPU writes a line back if it is dirty, and keeps it. */
    public void writeBack(long[] s, int cpu, int line) {
        int e = at(cpu, line);
        int had = copy.get(s, e);
        if (CachedLine.isDirty(had)) {
            setRam(s, frame(line), CachedLine.data(had));
            setCopy(s, e, CachedLine.clean(CachedLine.data(had)));
        }
    }

    /** The cache of a CPU writes a line back if it is dirty, and loses it. */
    public void evict(long[] s, int cpu, int line) {
        writeBack(s, cpu, line);
        setCopy(s, at(cpu, line), CachedLine.NONE);
    }

    /** All caches write a line back and lose it, at once: CLFLUSH where it is ordered; Arm's clean and invalidate. */
    public void flush(long[] s, int line) {
        clean(s, line);
        invalidate(s, line);
    }

    /** All caches write a line back and keep it: CLWB; Arm's clean. */
    public void clean(long[] s, int line) {
        for (int l = first(line); l < lines; l += step()) {
            for (int c = 0; c < cpus; c++) {
                writeBack(s, c, l);
            }
        }
    }

    /** All caches lose a line, and what is dirty is lost with it: Arm's invalidate. */
    public void invalidate(long[] s, int line) {
        for (int l = first(line); l < lines; l += step()) {
            for (int c = 0; c < cpus; c++) {
                setCopy(s, at(c, l), CachedLine.NONE);
            }
        }
    }

    /**
     * A CPU begins a flush of a line, which happens at any time until that CPU's next {@link #fence}: CLFLUSHOPT, and the CLFLUSH of AMD's
     * CPUs without CLFLUSHOPT, which only MFENCE orders.
     */
    public void beginFlush(long[] s, int cpu, int line) {
        if (present) {
            flushing.set(s, at(cpu, line), 1);
        }
    }

    /** A flush happens that a CPU has begun. */
    public void endFlush(long[] s, int cpu, int line) {
        if (isFlushing(s, cpu, line)) {
            flushing.set(s, at(cpu, line), 0);
            flush(s, line);
        }
    }

    /** All that a CPU has begun happens: its flushes, and the writes in its buffers. MFENCE. */
    public void fence(long[] s, int cpu) {
        drain(s, cpu);
        for (int l = 0; l < lines; l++) {
            endFlush(s, cpu, l);
        }
    }

    /** The writes in the buffers of a CPU get to RAM: SFENCE and other fences, locked instructions, interrupts, accesses of type UC. */
    public void drain(long[] s, int cpu) {
        for (int l = 0; l < lines; l++) {
            drain(s, cpu, l);
        }
    }

    /** The write in one buffer of a CPU, if there is one, gets to RAM. */
    public void drain(long[] s, int cpu, int line) {
        if (isBuffered(s, cpu, line)) {
            int data = buffered(s, cpu, line);
            buffer.set(s, at(cpu, line), 0);
            writeAround(s, line, MemType.WC, data);
        }
    }

    /** A CPU's cache writes all back and keeps it: WBNOINVD. Those of other CPUs don't. */
    public void writeBackAll(long[] s, int cpu) {
        fence(s, cpu);
        for (int l = 0; l < lines; l++) {
            writeBack(s, cpu, l);
        }
    }

    /** A CPU's cache writes all back and loses it: WBINVD. Those of other CPUs don't. */
    public void flushAll(long[] s, int cpu) {
        writeBackAll(s, cpu);
        invalidateAll(s, cpu);
    }

    /** A CPU's cache loses all, and what is dirty is lost with it: INVD. */
    public void invalidateAll(long[] s, int cpu) {
        for (int l = 0; l < lines; l++) {
            setCopy(s, at(cpu, l), CachedLine.NONE);
        }
    }

    /** Tells of each cached copy of a line, and of RAM where it could be written back, what the function told of last could have done. */
    public void could(Acts acts, long[] s, int line) {
        for (int l = first(line); l < lines; l += step()) {
            for (int c = 0; c < cpus; c++) {
                left(acts, s, c, l, "");
            }
        }
    }

    /** The same of a CPU's copy, if there is one, and why it was left as it is. */
    public void left(Acts acts, long[] s, int cpu, int line, String why) {
        if (has(s, cpu, line)) {
            acts.left(copy, at(cpu, line), why);
        }
        if (isDirty(s, cpu, line)) {
            acts.left(ram, frame(line), why);
        }
    }

    /** What caches and buffers do by themselves. */
    public CacheActions actions() {
        return actions;
    }

    private int at(int cpu, int line) {
        return cpu * lines + line;
    }

    private int frame(int line) {
        return line % frames;
    }

    /** With {@link #step}: the lines that are coherent with one for CPUs are numbered from here, in steps. */
    private int first(int line) {
        return coherentAliases ? frame(line) : line;
    }

    private int step() {
        return coherentAliases ? frames : lines;
    }

    /** What caches have of some lines, or RAM if none of them has any. */
    private int newest(long[] s, int from, int step, int line) {
        for (int l = from; l < lines; l += step) {
            for (int c = 0; c < cpus; c++) {
                if (has(s, c, l)) {
                    return data(s, c, l);
                }
            }
        }
        return ram(s, frame(line));
    }

    private void drainBefore(long[] s, int cpu, int line, MemType type) {
        if (type == MemType.WC) {
            drain(s, cpu, line);
        } else {
            drain(s, cpu);
        }
    }

    private boolean looks(MemType type) {
        return checks == Checks.UC_AND_WC || (checks == Checks.UC && type != MemType.WC);
    }

    private void look(long[] s, int line, MemType type) {
        if (looks(type)) {
            flush(s, line);
        }
    }

    private void writeAround(long[] s, int line, MemType type, int data) {
        look(s, line, type);
        setRam(s, frame(line), data);
    }

    private void setCopy(long[] s, int element, int value) {
        if (present) {
            copy.set(s, element, value);
        }
    }
}
