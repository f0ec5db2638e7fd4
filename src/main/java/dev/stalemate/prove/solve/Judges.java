package dev.stalemate.prove.solve;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.AbstractIterator;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.stalemate.prove.term.Term;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks several solvers the same, and believes what all of them say. Several queries are asked at a time, as many as the machine has
 * processors for. A model is believed if it makes the query's terms hold, whatever the others say.
 */
public final class Judges implements AutoCloseable {
    /** How long others may still think once one has found a model: long enough to tell that they would have denied it. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** The processes are ended at once; this is for the threads that wait for them. */
    private static final long SECONDS_TO_END = 10;

    private static final int MOST_KEPT = 10_000;

    /** Proofs that are looked for at the same time share the machine: a solver that waits for a processor would use up its time. */
    private static final Semaphore PROCESSORS =
            new Semaphore(Runtime.getRuntime().availableProcessors(), true);

    private final ImmutableList<Solver> solvers;
    private final Duration limit;
    private final BooleanSupplier stopped;
    private final int processors;
    private final ExecutorService pool;
    private final AtomicInteger questions = new AtomicInteger();
    /** By what must hold: proofs ask some queries again by other names. */
    private final Cache<Term, Asked> asked =
            CacheBuilder.newBuilder().maximumSize(MOST_KEPT).build();

    /**
     * Of solvers.
     *
     * @param solvers one at least; each is asked everything
     * @param limit how long one may think about one query
     * @param stopped whether the user wants it to end: what is open is undecided then
     */
    public Judges(List<? extends Solver> solvers, Duration limit, BooleanSupplier stopped) {
        if (solvers.isEmpty()) {
            throw new IllegalArgumentException("no solver");
        }
        this.solvers = ImmutableList.copyOf(solvers);
        this.limit = limit;
        this.stopped = stopped;
        processors = Runtime.getRuntime().availableProcessors();
        pool = Executors.newFixedThreadPool(
                processors,
                new ThreadFactoryBuilder()
                        .setDaemon(true)
                        .setNameFormat("solver-%d")
                        .build());
    }

    /** Those that are asked. */
    public ImmutableList<Solver> solvers() {
        return solvers;
    }

    /** How many questions each of them was asked: what was asked again is counted once, and what terms decide is not. */
    public int questions() {
        return questions.get();
    }

    /**
     * Asks all of them.
     *
     * @throws SolverException if one can't be believed, or two contradict each other
     */
    public Judgement ask(Query query) {
        return begun(query).verdict();
    }

    /**
     * The verdicts in the queries' order. Queries are taken from their stream as they are asked, some ahead of the verdict that is next.
     *
     * @throws SolverException if a solver can't be believed, or two contradict each other, as the verdict is taken from the stream
     */
    public Stream<Judgement> ask(Stream<Query> queries) {
        Iterator<Query> next = queries.iterator();
        Deque<Asked> ahead = new ArrayDeque<>();
        Iterator<Judgement> verdicts = new AbstractIterator<>() {
            @Override
            protected @Nullable Judgement computeNext() {
                while (ahead.size() <= processors && next.hasNext()) {
                    ahead.add(begun(next.next()));
                }
                Asked first = ahead.poll();
                return first == null ? endOfData() : first.verdict();
            }
        };
        return Streams.stream(verdicts).onClose(queries::close);
    }

    private Asked begun(Query query) {
        Term all = query.all();
        Asked first = asked.getIfPresent(all);
        Asked begun = first == null ? new Asked(query) : new Asked(query, first.opinions);
        asked.put(all, begun);
        return begun;
    }

    /** A query that solvers think about. */
    private final class Asked {
        private final Query query;
        private final AtomicLong deadline = new AtomicLong();
        private final List<Future<Opinion>> opinions;

        Asked(Query query) {
            this.query = query;
            if (!query.all().isConstant()) {
                questions.incrementAndGet();
            }
            opinions = query.all().isConstant()
                    ? List.of()
                    : solvers.stream()
                            .map(solver -> pool.submit(() -> opinion(solver)))
                            .toList();
        }

        /** One that is asked already, by another name. */
        Asked(Query query, List<Future<Opinion>> opinions) {
            this.query = query;
            this.opinions = opinions;
        }

        private Opinion opinion(Solver solver) {
            PROCESSORS.acquireUninterruptibly();
            try {
                return opinionNow(solver);
            } finally {
                PROCESSORS.release();
            }
        }

        private Opinion opinionNow(Solver solver) {
            long start = System.nanoTime();
            SolverAnswer answer = solver.ask(query, limit, this::isLate);
            if (answer instanceof SolverAnswer.Sat sat) {
                Models.wrong(query, sat.model()).ifPresent(why -> {
                    throw SolverException.badAnswer(solver, query.name(), why);
                });
                deadline.compareAndSet(0, System.nanoTime() + GRACE.toNanos());
            }
            return new Opinion(solver.name(), solver.version(), answer, Duration.ofNanos(System.nanoTime() - start));
        }

        private boolean isLate() {
            long late = deadline.get();
            return stopped.getAsBoolean() || (late != 0 && System.nanoTime() - late > 0);
        }

        Judgement verdict() {
            if (opinions.isEmpty()) {
                boolean holds = query.all() == Term.TRUE;
                Map<String, Long> any = holds ? Models.complete(query, Map.of()) : Map.of();
                return new Judgement(query, holds ? Judgement.Result.SAT : Judgement.Result.UNSAT, any, List.of());
            }
            List<Opinion> all = opinions.stream().map(Waiting::got).toList();
            Map<String, Long> model = null;
            boolean denied = false;
            boolean decided = true;
            for (Opinion opinion : all) {
                denied |= opinion.answer() instanceof SolverAnswer.Unsat;
                decided &= opinion.answer() instanceof SolverAnswer.Unsat;
                model = model == null && opinion.answer() instanceof SolverAnswer.Sat sat ? sat.model() : model;
            }
            Judgement verdict = new Judgement(
                    query,
                    model != null
                            ? Judgement.Result.SAT
                            : decided ? Judgement.Result.UNSAT : Judgement.Result.UNDECIDED,
                    model != null ? Models.complete(query, model) : Map.of(),
                    all);
            if (model != null && denied) {
                throw new SolverException(
                        "solvers contradict each other about " + query.name() + ": " + verdict.says());
            }
            return verdict;
        }
    }

    /** Asks nothing more; what solvers still think about is ended. */
    @Override
    public void close() {
        pool.shutdownNow();
        try {
            boolean unused = pool.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
