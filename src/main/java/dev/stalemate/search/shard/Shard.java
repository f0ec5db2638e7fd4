package dev.stalemate.search.shard;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Iterators;
import dev.stalemate.model.Figure;
import dev.stalemate.model.Law;
import dev.stalemate.search.Precision;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.Expander;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done with the parts of a space, by one thread with a model of its own. Nothing of it depends on which thread it is, or on what was
 * done before: a part that is lost can be made again.
 */
public final class Shard {
    /** States of a block: large enough to make up for its header, small enough to be passed on at once. */
    static final int BLOCK_STATES = 1 << 14;

    /** Enough look-ups at once to hide the latency of memory. */
    private static final int BATCH = 256;

    private final Subject subject;
    private final Symmetry symmetry;
    private final Expander expander;
    private final RowFormat format;
    private final long[] state;
    private final long[] rest;
    private final long[] states;
    private final long[] prints = new long[BATCH];

    /** A thread's kit. The symmetry is that of the subject. */
    public Shard(Subject subject, Precision precision, Symmetry symmetry) {
        this.subject = subject;
        this.symmetry = symmetry;
        int words = subject.model().layout().words();
        int keyWords = precision.words(words);
        this.expander = new Expander(subject, keyWords, symmetry);
        this.format = new RowFormat(subject.model().layout(), keyWords, expander.mostSuccessors());
        this.state = new long[words];
        this.rest = new long[keyWords - 1];
        this.states = new long[BATCH * words];
    }

    RowFormat format() {
        return format;
    }

    Subject subject() {
        return subject;
    }

    Symmetry symmetry() {
        return symmetry;
    }

    /** The level of the initial state alone, which counts as its own parent. */
    byte[] initial() {
        long[] initial = subject.model().initial();
        symmetry.canonicalize(initial, 0);
        byte[] block = ShardBlock.of(ShardBlock.ROWS, format.rowBytes);
        format.put(block, ShardBlock.HEADER, initial, 0, RowFormat.order(0, 0));
        return ShardBlock.finish(block, 1, format.rowBytes);
    }

    /**
     * Expands a part of a level.
     *
     * @param level blocks of it, in the order of discovery
     * @param first the number, within the level, of the first state of the part
     * @param parts into how many the space is divided
     * @param window how many successors are held back, to send each only once
     * @return the successors for the parts that own them, and at the end what was counted, for any part
     */
    public Iterator<Parcel> expand(Iterator<byte[]> level, long first, int parts, int window) {
        return new Expansion(expander, format, level, first, parts, window);
    }

    /**
     * Finds the new states among the candidates of a part.
     *
     * @param arrived the part's blocks from all expanders
     * @param seen blocks of the part's keys from all levels so far
     * @param levelSize states of the level that was expanded
     * @param shares into how many that level is divided for the count of new states
     * @return the new states, what was counted, and how many new states come from each share
     */
    public Iterator<byte[]> settle(
            Iterator<byte[]> arrived, Iterator<byte[]> seen, int parts, long levelSize, int shares) {
        List<byte[]> passedOn = new ArrayList<>();
        OwnerTable table = new OwnerTable(format, parts);
        arrived.forEachRemaining(block -> {
            if (ShardBlock.is(ShardBlock.ROWS, block)) {
                offer(block, table);
            } else {
                passedOn.add(block);
            }
        });
        seen.forEachRemaining(block -> strike(block, table));
        long[] fromShare = new long[shares];
        Iterator<byte[]> rows = new AbstractIterator<>() {
            private int slot;

            @Override
            protected byte @Nullable [] computeNext() {
                byte[] block = ShardBlock.of(ShardBlock.ROWS, (long) BLOCK_STATES * format.rowBytes);
                int count = 0;
                for (; slot < table.slots() && count < BLOCK_STATES; slot++) {
                    if (table.isNew(slot)) {
                        long order = table.order(slot);
                        int at = ShardBlock.HEADER + count++ * format.rowBytes;
                        format.put(block, at, table.states(), slot * format.words, order);
                        fromShare[share(RowFormat.parent(order), levelSize, shares)]++;
                    }
                }
                return count == 0 ? endOfData() : ShardBlock.finish(block, count, (long) count * format.rowBytes);
            }
        };
        Iterator<byte[]> shareCount = new AbstractIterator<>() {
            private boolean done;

            @Override
            protected byte @Nullable [] computeNext() {
                if (done) {
                    return endOfData();
                }
                done = true;
                return ShardBlock.ofWords(ShardBlock.SHARES, fromShare);
            }
        };
        return Iterators.concat(passedOn.iterator(), rows, shareCount);
    }

    /** The share of a level that a state of it is in. */
    static int share(long number, long levelSize, int shares) {
        return (int) (number * (double) shares / levelSize);
    }

    /** The number of the first state of a share, or near it. */
    static long firstOfShare(int share, long levelSize, int shares) {
        return (long) (share * (double) levelSize / shares);
    }

    private void offer(byte[] block, OwnerTable table) {
        int count = ShardBlock.count(block);
        for (int from = 0; from < count; from += BATCH) {
            int batched = Math.min(BATCH, count - from);
            for (int i = 0; i < batched; i++) {
                format.state(block, row(from + i), states, i * format.words);
                prints[i] = Fingerprints.of(states, i * format.words, format.words);
            }
            table.prefetch(prints, batched);
            for (int i = 0; i < batched; i++) {
                Fingerprints.rest(states, i * format.words, format.words, rest);
                table.offer(states, i * format.words, prints[i], rest, format.order(block, row(from + i)));
            }
        }
    }

    private int row(int number) {
        return ShardBlock.HEADER + number * format.rowBytes;
    }

    private void strike(byte[] block, OwnerTable table) {
        int count = ShardBlock.count(block);
        for (int from = 0; from < count; from += BATCH) {
            int batched = Math.min(BATCH, count - from);
            for (int i = 0; i < batched; i++) {
                prints[i] = key(block, from + i);
            }
            table.prefetch(prints, batched);
            for (int i = 0; i < batched; i++) {
                if (rest.length > 0) {
                    prints[i] = key(block, from + i);
                }
                table.seen(prints[i], rest);
            }
        }
    }

    private long key(byte[] block, int number) {
        return format.key(block, ShardBlock.HEADER + number * format.keyBytes, state, rest);
    }

    /**
     * Divides new states by their parents.
     *
     * @param found what {@link #settle} gave
     * @param bounds for each part of the next level, the number of the first state whose children are in the next part
     */
    public Iterator<Parcel> divide(Iterator<byte[]> found, long[] bounds) {
        return new Sorter(format, found, bounds);
    }

    /** The new states of a part of the next level, from all owners, in the order of discovery. */
    public Iterator<byte[]> merge(Iterator<byte[]> sorted) {
        return new Merger(format, sorted);
    }

    /** What the states of a part whose parents have numbers below {@code end} are remembered by, for the parts that own them. */
    public Iterator<Parcel> keys(Iterator<byte[]> level, int parts, long end) {
        return new KeySender(format, level, parts, end);
    }

    /**
     * Looks at the states of a part of a new level, as the order says.
     *
     * @param level blocks of it, in the order of discovery
     */
    public Sight look(Iterator<byte[]> level, LookOrder order) {
        Law[] laws = subject.laws().toArray(new Law[0]);
        List<Figure> figures = subject.model().figures();
        Sight sight = new Sight(laws.length, figures.size());
        level.forEachRemaining(block -> {
            int count = ShardBlock.count(block);
            for (int i = 0; i < count; i++) {
                int at = ShardBlock.HEADER + i * format.rowBytes;
                long parent = RowFormat.parent(format.order(block, at));
                format.state(block, at, state, 0);
                long weight = expander.weight(state, 0);
                sight.at(laws, figures, order, state, weight, parent);
            }
        });
        return sight;
    }

    /** Counts the transitions from those states of a part of a level whose number in it is below a limit. */
    public byte[] recount(Iterator<byte[]> level, long first, long end) {
        long transitions = -expander.transitions();
        long[] counts = expander.firings().counts();
        long[] into = new long[(expander.mostSuccessors() + 1) * format.words];
        char[] steps = new char[expander.mostSuccessors()];
        long number = first;
        while (level.hasNext() && number < end) {
            byte[] block = level.next();
            int count = ShardBlock.count(block);
            for (int i = 0; i < count && number < end; i++, number++) {
                format.state(block, ShardBlock.HEADER + i * format.rowBytes, state, 0);
                expander.successors(state, 0, into, steps, 0);
            }
        }
        return Expansion.counts(expander, transitions, counts);
    }

    /** Whether a block holds what was counted, and no states. */
    public static boolean isCount(byte[] block) {
        return !ShardBlock.is(ShardBlock.ROWS, block);
    }

    /** The row of a state of a part of a level, alone in a block, given its number within the part. */
    public byte[] rowAt(Iterator<byte[]> level, long number) {
        long left = number;
        while (level.hasNext()) {
            byte[] block = level.next();
            int count = ShardBlock.count(block);
            if (left < count) {
                byte[] one = ShardBlock.of(ShardBlock.ROWS, format.rowBytes);
                System.arraycopy(block, row((int) left), one, ShardBlock.HEADER, format.rowBytes);
                return ShardBlock.finish(one, 1, format.rowBytes);
            }
            left -= count;
        }
        throw new IllegalStateException("a level has fewer states than were counted");
    }

    /** Writes the file of a part, given what level and part it is. */
    public SavedPart write(Iterator<byte[]> level, SavedPart what, OutputStream to) throws IOException {
        return PartFile.write(level, what, format, to);
    }

    /**
     * The blocks of the file of a part; if it turns out to be damaged later on, that is thrown as {@link java.io.UncheckedIOException}.
     *
     * @param name of the file, for messages
     * @throws dev.stalemate.search.disk.BadCheckpointException if it is no such file
     */
    public Iterator<byte[]> read(InputStream from, String name, SavedPart what) throws IOException {
        return PartFile.read(from, name, what, format, expander.mostSuccessors());
    }

    /**
     * How close the closest two fingerprints of a part are that are not the same, among those that are in turn.
     *
     * @param parts into how many the space is divided
     * @param pass whose turn it is, from 0
     * @param passes into how many the part is divided, so that they are not in memory all at once
     */
    public Closest closest(Iterator<byte[]> seen, int parts, int pass, int passes) {
        Closest closest = new Closest();
        seen.forEachRemaining(block -> {
            int count = ShardBlock.count(block);
            for (int i = 0; i < count; i++) {
                long print = key(block, i);
                if (Closest.pass(print, parts, passes) == pass) {
                    closest.add(print);
                }
            }
        });
        return closest.sorted();
    }
}
