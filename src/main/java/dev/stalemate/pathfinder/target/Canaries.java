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

    /** Two threads write the same. Nothing goes wrong, but the writes are in no order. */
    public static final class Race implements Runnable {
        /** Ends well in every interleaving. */
        public static void main(String[] args) throws InterruptedException {
            both(new Race(), new Race());
        }

        @Override
        public void run() {
            plain = 1;
        }
    }

    /** A lost update through get and set of an atomic, which by default are not scheduling points in Java PathFinder. */
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

    /**
     * A number that one thread writes twice before any other thread has come to it: the first value can be seen. Java PathFinder does not
     * interrupt a thread there by itself.
     */
    public static final class Unshared implements Runnable {
        private static final class Value {
            private int number;
        }

        private final Value value;
        private final boolean writes;

        private Unshared(Value value, boolean writes) {
            this.value = value;
            this.writes = writes;
        }

        /** Fails in some interleaving. */
        public static void main(String[] args) throws InterruptedException {
            Value value = new Value();
            both(new Unshared(value, true), new Unshared(value, false));
        }

        @Override
        public void run() {
            if (writes) {
                value.number = 1;
                value.number = 2;
            } else if (value.number == 1) {
                throw new AssertionError("seen");
            }
        }
    }

    /** A flag that one thread waits for and that the other one sets only if it comes first. */
    public static final class Hang implements Runnable {
        private static boolean waits;
        private static boolean set;
        private final boolean waiter;

        private Hang(boolean waiter) {
            this.waiter = waiter;
        }

        /** Ends in some interleaving only. */
        public static void main(String[] args) throws InterruptedException {
            both(new Hang(true), new Hang(false));
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // a spin, as in the kernel
        public void run() {
            if (!waiter) {
                set = !waits;
                return;
            }
            waits = true;
            while (!set) {
                Thread.yield();
            }
        }
    }

    /** Two threads count under a lock, and race for a flag that only one of them may find set. */
    public static final class Locked implements Runnable {
        private static final SpinLock LOCK = new SpinLock();
        private static final AtomicFlag FLAG = new AtomicFlag();
        private static final int TIMES = 2;

        private static int counted;
        private static int found;

        /** Holds in every interleaving. */
        public static void main(String[] args) throws InterruptedException {
            FLAG.set();
            both(new Locked(), new Locked());
            if (counted != 2 * TIMES || found != 1) {
                throw new AssertionError("not exclusive");
            }
        }

        @Override
        public void run() {
            boolean mine = FLAG.testAndClear();
            for (int i = 0; i < TIMES; i++) {
                LOCK.lock();
                counted = counted + 1;
                if (mine && i == 0) {
                    found = found + 1;
                }
                LOCK.unlock();
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
