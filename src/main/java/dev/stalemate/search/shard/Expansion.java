package dev.stalemate.search.shard;

import com.google.common.collect.AbstractIterator;
import dev.stalemate.search.level.Expander;
import dev.stalemate.search.store.Fingerprints;
import dev.stalemate.search.store.RecentFingerprints;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Expands a part of a level, a window of successors at a time. */
final class Expansion extends AbstractIterator<Parcel> {
    /** Enough look-ups at once to hide the latency of memory. */
    private static final int BATCH = 256;

    private final Expander expander;
    private final RowFormat format;
    private final Iterator<byte[]> level;
    private final int words;
    private final Window window;
    private final RecentFingerprints recent = new RecentFingerprints();
    private final Queue<Parcel> mail = new ArrayDeque<>();
    private final long[] state;
    private final long[] states;
    private final char[] steps;
    private final long[] prints;
    private final long[] orders;
    private final int[] places;
    private final long transitionsBefore;
    private final long[] countsBefore;

    private byte[] block = ShardBlock.finish(ShardBlock.of(ShardBlock.ROWS, 0), 0, 0);
    private int next;
    private long number;
    private boolean ended;

    Expansion(Expander expander, RowFormat format, Iterator<byte[]> level, long first, int parts, int windowStates) {
        this.expander = expander;
        this.format = format;
        this.level = level;
        this.words = format.words;
        int most = BATCH + expander.mostSuccessors();
        this.window = new Window(format, Math.max(windowStates, most), parts);
        this.state = new long[words];
        this.states = new long[(most + 1) * words];
        this.steps = new char[most];
        this.prints = new long[most];
        this.orders = new long[most];
        this.places = new int[most];
        this.number = first;
        expander.forget();
        this.transitionsBefore = -expander.transitions();
        this.countsBefore = expander.firings().counts();
    }

    @Override
    protected @Nullable Parcel computeNext() {
        while (mail.isEmpty() && !ended) {
            if (hasState() && window.takes(steps.length)) {
                expandBatch();
            } else if (hasState()) {
                window.flush(mail::add);
            } else {
                window.flush(mail::add);
                mail.add(new Parcel(0, counts(expander, transitionsBefore, countsBefore)));
                ended = true;
            }
        }
        return mail.isEmpty() ? endOfData() : mail.remove();
    }

    private boolean hasState() {
        while (next == ShardBlock.count(block) && level.hasNext()) {
            block = level.next();
            next = 0;
        }
        return next < ShardBlock.count(block);
    }

    private void expandBatch() {
        int batched = 0;
        while (batched < BATCH && hasState()) {
            format.state(block, ShardBlock.HEADER + next * format.rowBytes, state, 0);
            int count = expander.successors(state, 0, states, steps, batched);
            for (int i = batched; i < batched + count; i++) {
                orders[i] = RowFormat.order(number, steps[i]);
            }
            batched += count;
            next++;
            number++;
        }
        int unknown = 0;
        boolean byPrint = format.keyWords == 1;
        for (int i = 0; i < batched; i++) {
            long print = Fingerprints.of(states, i * words, words);
            prints[unknown] = print;
            places[unknown] = i;
            // Those of this batch are remembered later: if several steps of a state lead to one successor, the first
            // step must win.
            unknown += byPrint && recent.has(print) ? 0 : 1;
        }
        window.prefetch(prints, unknown);
        long parent = -1;
        for (int u = 0; u < unknown; u++) {
            long order = orders[places[u]];
            if (RowFormat.parent(order) != parent) {
                parent = RowFormat.parent(order);
                window.nextParent();
            }
            recent.add(prints[u]);
            window.add(states, places[u] * words, prints[u], order);
        }
    }

    /** What an expander has counted since it was at {@code minusTransitions} and {@code before}. */
    static byte[] counts(Expander expander, long minusTransitions, long[] before) {
        long[] now = expander.firings().counts();
        long[] counts = new long[now.length + 1];
        counts[0] = expander.transitions() + minusTransitions;
        for (int i = 0; i < now.length; i++) {
            counts[i + 1] = now[i] - before[i];
        }
        return ShardBlock.ofWords(ShardBlock.COUNTS, counts);
    }
}
