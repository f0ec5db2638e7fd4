package dev.stalemate.pathfinder;

import dev.stalemate.pathfinder.target.ConcurrentCode;
import dev.stalemate.pathfinder.target.SpinLock;
import dev.stalemate.pathfinder.target.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Concurrent code run on real threads, one turn at a time: each thread waits before each access to something shared, and the holder of the
 * run chooses the next thread. So a run does not depend on the scheduler of the operating system, and can be repeated.
 */
final class CodeRun implements AutoCloseable {
    /** The label of a thread that has ended. */
    static final String ENDED = "ended";

    /** A turn that takes longer than this hangs: it waits for something that is not a turn. */
    private static final long MOST_SECONDS = 30;

    private static final Set<StackWalker.Option> CLASSES = Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private final ConcurrentCode code;
    private final List<Taker> threads = new ArrayList<>();
    private final Semaphore waiting = new Semaphore(0);
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** Ends a thread whose run is over. */
    private static final class Over extends Error {
        private static final long serialVersionUID = 1;
    }

    /** A thread of the code. */
    private final class Taker extends Thread implements Turn {
        private final int number;
        private final Semaphore turn = new Semaphore(0);
        private String label = ENDED;
        private int line;
        private Object cell = this;
        private Access access = Access.NONE;

        Taker(int number) {
            super("turn " + number);
            this.number = number;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                Turn.at("start");
                code.run(number);
            } catch (Over e) {
                return;
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            announce(ENDED, this, Access.NONE, 0);
            waiting.release();
        }

        @Override
        public void await(String next, Object of, Access to) {
            announce(next, of, to, lineOfCode());
            waiting.release();
            turn.acquireUninterruptibly();
            if (closed) {
                throw new Over();
            }
        }

        private void announce(String next, Object of, Access to, int at) {
            label = next;
            cell = of;
            access = to;
            line = at;
        }

        /** The position in the protocol itself, not in the list, the lock or the flag that it uses. */
        private int lineOfCode() {
            return StackWalker.getInstance(CLASSES)
                    .walk(frames -> frames.filter(f -> ConcurrentCode.class.isAssignableFrom(f.getDeclaringClass()))
                            .findFirst()
                            .map(StackWalker.StackFrame::getLineNumber)
                            .orElse(0));
        }

        boolean canGo() {
            return !label.equals(ENDED) && !(access == Access.LOCK && ((SpinLock) cell).isHeld());
        }

        boolean racesWith(Taker other) {
            return cell == other.cell && (isRace(access, other.access) || isRace(other.access, access));
        }

        /**
         * Whether a write and another access are a data race: one of them is not marked. A plain write of a word is taken for atomic where
         * the other is a marked read, as the kernel's own race detector does by default.
         */
        private static boolean isRace(Access write, Access other) {
            return switch (write) {
                case WRITE -> other == Access.READ || other == Access.WRITE || other == Access.MARKED_WRITE;
                case MARKED_WRITE -> other == Access.READ;
                default -> false;
            };
        }
    }

    /** Starts the threads of some code; each waits for its first turn. */
    CodeRun(Function<ConcurrentCode.Checks, ConcurrentCode> program, int threads, ConcurrentCode.Checks checks) {
        this.code = program.apply(checks);
        for (int i = 0; i < threads; i++) {
            Taker taker = new Taker(i);
            this.threads.add(taker);
            taker.start();
            awaitTurn();
        }
    }

    /** Lets a thread do what it waits to do, until it waits again. */
    void turn(int thread) {
        threads.get(thread).turn.release();
        awaitTurn();
        if (threads.stream().allMatch(t -> t.label.equals(ENDED))) {
            code.end();
        }
    }

    private void awaitTurn() {
        try {
            if (!waiting.tryAcquire(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a turn does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (failure != null) {
            throw new IllegalStateException("the code fails: " + failure, failure);
        }
    }

    /** What a thread waits to do. */
    String label(int thread) {
        return threads.get(thread).label;
    }

    /** The line of the code where it is. */
    int line(int thread) {
        return threads.get(thread).line;
    }

    /** Whether it can take the next turn: it has not ended, and does not wait for a lock that another thread holds. */
    boolean canGo(int thread) {
        return threads.get(thread).canGo();
    }

    /** Whether two threads are about to access the same cell, and these accesses race. */
    boolean races() {
        for (Taker one : threads) {
            for (Taker other : threads) {
                if (one.number < other.number && one.racesWith(other)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(thread -> thread.turn.release());
    }
}
