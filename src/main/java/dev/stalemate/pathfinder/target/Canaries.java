package dev.stalemate.pathfinder.target;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Small programs whose answers are known: a Java PathFinder that gives a wrong answer, because of its version or settings, is not trusted
 * at all.
 */
public final class Canaries {
    private static int plain;
    private static final AtomicInteger ATOMIC = new AtomicInteger();

    private Canaries() {}

    /** A race that any interleaving of field accesses shows: two threads add one, and one is lost. */
    public static final class KnownBug implements Runnable {
        /** Fails in some interleaving. */
        public static void main(String[] args) throws InterruptedException {
            both(new KnownBug(), new KnownBug());
            if (plain != 2) {
                throw new AssertionError("lost");
            }
        }

        @Override
        public void run() {
            int value = plain;
            plain = value + 1;
        }
    }

    /** The same through get and set of an atomic, which by default are not scheduling points in Java PathFinder. */
    public static final class LostAtomicUpdate implements Runnable {
        /** Fails in some interleaving. */
        public static void main(String[] args) throws InterruptedException {
            both(new LostAtomicUpdate(), new LostAtomicUpdate());
            if (ATOMIC.get() != 2) {
                throw new AssertionError("lost");
            }
        }

        @Override
        public void run() {
            int value = ATOMIC.get();
            ATOMIC.set(value + 1);
        }
    }

    /** A record's generated equals(), at which Java PathFinder ends the thread silently. */
    public static final class RecordEquals implements Runnable {
        private record Pair(int one, int other) {}

        /** Fails, but Java PathFinder never gets there. */
        public static void main(String[] args) throws InterruptedException {
            both(new RecordEquals(), new RecordEquals());
        }

        @Override
        public void run() {
            if (new Pair(plain, 1).equals(new Pair(plain, 1))) {
                throw new AssertionError("reached");
            }
        }
    }

    private static void both(Runnable one, Runnable other) throws InterruptedException {
        Thread first = new Thread(one);
        Thread second = new Thread(other);
        first.start();
        second.start();
        first.join();
        second.join();
    }
}
