package dev.stalemate.search.level;

import com.google.common.primitives.Longs;
import dev.stalemate.model.Figure;
import dev.stalemate.search.SearchResult.Fired;
import dev.stalemate.search.disk.BadCheckpointException;
import dev.stalemate.search.disk.SavedCounters;
import dev.stalemate.search.steps.Firings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the workers of a search have counted in all. */
final class Totals {
    private final List<Figure> figures;
    private final Worker[] workers;

    Totals(List<Figure> figures, Worker[] workers) {
        this.figures = figures;
        this.workers = workers;
    }

    /** The start counts as one, as SPIN counts. */
    long transitions() {
        long sum = 1;
        for (Worker worker : workers) {
            sum += worker.transitions();
        }
        return sum;
    }

    /** What was counted of steps so far, to {@link #goBack} to. */
    long[] taken() {
        Firings sum = new Firings(workers[0].firings());
        firings().forEach(one -> sum.add(one.counts()));
        return Longs.concat(new long[] {transitions() - 1}, sum.counts());
    }

    /** Takes back what was counted of steps since then. */
    void goBack(long[] taken) {
        long[] counts = Arrays.copyOfRange(taken, 1, taken.length);
        for (Worker worker : workers) {
            worker.goBack(worker == workers[0] ? taken[0] : 0, worker == workers[0] ? counts : new long[counts.length]);
        }
    }

    /** How many states the kept ones stand for. */
    long stoodFor() {
        return Arrays.stream(workers).mapToLong(Worker::stoodFor).sum();
    }

    /** How often each action was possible and taken, by its label. */
    Map<String, Fired> fired() {
        return Firings.byLabel(firings());
    }

    private List<Firings> firings() {
        return Arrays.stream(workers).map(Worker::firings).toList();
    }

    /** The model's costs by their names. */
    Map<String, Long> figures() {
        Map<String, Long> byName = new LinkedHashMap<>();
        for (int f = 0; f < figures.size(); f++) {
            byName.put(figures.get(f).name(), figure(f));
        }
        return byName;
    }

    private long figure(int f) {
        long value = 0;
        for (Worker worker : workers) {
            value = worker.figure(f, value);
        }
        return value;
    }

    void save(SavedCounters counters) {
        long[] values = new long[figures.size()];
        Arrays.setAll(values, this::figure);
        counters.put("transitions", transitions() - 1);
        counters.put("stood-for", stoodFor());
        counters.put("figures", values);
        Firings.save(firings(), counters);
    }

    /** Takes over what was counted before, whatever the number of workers then. */
    void restore(SavedCounters counters) throws BadCheckpointException {
        workers[0].restore(counters);
    }
}
