package dev.stalemate.decide.cluster;

import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.symmetry.Symmetry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A cluster in this process that makes things as hard as a real one: each part is sent as bytes, parts run in any order on several threads, and
 * some run twice, as if the worker had died before it could tell the result of the first time.
 */
public final class ShuffledCluster implements Cluster {
    private final int threads;
    private final Random random;
    private final List<String> log = new ArrayList<>();

    /** A cluster of so many workers. */
    public ShuffledCluster(int threads, long seed) {
        this.threads = threads;
        this.random = new Random(seed);
    }

    @Override
    public int processors() {
        return threads;
    }

    @Override
    public int workers() {
        return threads;
    }

    /** How many parts there were in each call, and how many of them ran twice. */
    public List<String> log() {
        return log;
    }

    @Override
    public <T extends Serializable, R extends Serializable> List<R> map(
            List<T> parts, Work<T, R> work, BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            throw new CancellationException();
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, parts.size()).boxed().toList());
        List<Integer> again = order.stream().filter(i -> random.nextInt(4) == 0).toList();
        log.add(parts.size() + " parts, " + again.size() + " twice");
        order.addAll(again);
        Collections.shuffle(order, random);
        List<R> results = new ArrayList<>(Collections.nCopies(parts.size(), null));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<R>> futures = order.stream()
                    .map(i -> pool.submit(() -> sent(sent(work).on(sent(parts.get(i))))))
                    .toList();
            for (int k = 0; k < order.size(); k++) {
                results.set(order.get(k), futures.get(k).get());
            }
        } catch (ExecutionException e) {
            throw new ClusterException("some work failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new CancellationException();
        } finally {
            pool.shutdownNow();
        }
        return results;
    }

    /** What arrives. */
    @SuppressWarnings("unchecked")
    static <T> T sent(T value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) Objects.requireNonNull(in.readObject());
        }
    }

    @Override
    public SearchResult search(
            SubjectText text,
            Subject subject,
            SearchOptions options,
            Symmetry symmetry,
            ClusterFiles files,
            Monitor monitor,
            long started) {
        throw new UnsupportedOperationException("this one takes walks");
    }

    @Override
    public boolean hasCheckpoints(String directory) {
        return false;
    }

    @Override
    public void close() {
        SentDesigns.closeAll();
    }
}
