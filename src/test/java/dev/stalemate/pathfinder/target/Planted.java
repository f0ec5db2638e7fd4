package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;

/**
 * Code with a fault that a second judge must see, each fault of a kind that it could be blind to. Two threads run it. Whatever the fault
 * is, the code does not say what it is about to do, as code that is written without thought of the judge would not.
 */
public abstract class Planted extends ConcurrentCode implements Programs {
    /** The property that is violated where the code checks something. */
    private static final String LAW = "leaves-zapped";

    private Planted(Checks checks) {
        super(checks);
    }

    private Planted() {
        this(new Checks() {
            @Override
            public boolean asks(String law) {
                return false;
            }

            @Override
            public void violated(String law, String says) {}
        });
    }

    @Override
    public int threads(int[] numbers) {
        return 2;
    }

    @Override
    public void end() {
        // Nothing is left to look at.
    }

    final void mustBe(boolean holds) {
        check(LAW, holds, "a value was seen that must not be");
    }

    /** A plain field, tested and set after the lock was released: a data race. */
    public static final class FieldCode extends Planted {
        private final SpinLock lock = new SpinLock();
        private boolean claimed;

        /** The programs. */
        public FieldCode() {}

        private FieldCode(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new FieldCode(checks);
        }

        @Override
        public void run(int thread) {
            lock.lock();
            lock.unlock();
            if (!claimed) {
                claimed = true;
            }
        }
    }

    /** The same with an element of an array. */
    public static final class Element extends Planted {
        private final boolean[] claimed = new boolean[1];

        /** The programs. */
        public Element() {}

        private Element(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Element(checks);
        }

        @Override
        public void run(int thread) {
            if (!claimed[0]) {
                claimed[0] = true;
            }
        }
    }

    /** The same with a static field, of a class that a thread is the first to use. */
    public static final class Static extends Planted {
        private static final class Holder {
            private static boolean claimed;
        }

        /** The programs. */
        public Static() {}

        private Static(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Static(checks);
        }

        @Override
        public void run(int thread) {
            if (!Holder.claimed) {
                Holder.claimed = true;
            }
        }
    }

    /** An object that a thread makes and shows to the other one before it has written to it. */
    public static final class Published extends Planted {
        private static final class Value {
            private int number;
        }

        private volatile Value shown = new Value();

        /** The programs. */
        public Published() {}

        private Published(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Published(checks);
        }

        @Override
        public void run(int thread) {
            if (thread == 0) {
                Value made = new Value();
                made.number = 1;
                shown = made;
                made.number = 2;
            } else {
                mustBe(shown.number != 1);
            }
        }
    }

    /** A field that one thread writes twice before the other one has come to it: what it holds between can be seen. */
    public static final class Twice extends Planted {
        private volatile int number;

        /** The programs. */
        public Twice() {}

        private Twice(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Twice(checks);
        }

        @Override
        public void run(int thread) {
            if (thread == 0) {
                number = 1;
                number = 2;
            } else {
                mustBe(number != 1);
            }
        }
    }

    /** A lock that looks once where it has to look again. */
    public static final class Lock extends Planted {
        private static final class LooksOnce extends SpinLock {
            @Override
            @SuppressWarnings("WaitNotInLoop") // the fault
            void awaitFree() throws InterruptedException {
                if (isHeld()) {
                    wait();
                }
            }
        }

        private final SpinLock lock = new LooksOnce();

        /** The programs. */
        public Lock() {}

        private Lock(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Lock(checks);
        }

        @Override
        public void run(int thread) {
            for (int i = 0; i < 2; i++) {
                lock.lock();
                lock.unlock();
            }
        }
    }

    /** A thread that waits for the other one, if that came first; nothing is wrong with what is seen where both end. */
    public static final class Hang extends Planted {
        private volatile boolean first = true;
        private volatile boolean set;

        /** The programs. */
        public Hang() {}

        private Hang(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Hang(checks);
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // a spin, as in the kernel
        public void run(int thread) {
            if (thread == 1) {
                set = first;
                return;
            }
            first = false;
            while (!set) {
                Thread.yield();
            }
        }
    }

    /** No fault: a field under a lock. */
    public static final class None extends Planted {
        private final SpinLock lock = new SpinLock();
        private int number;

        /** The programs. */
        public None() {}

        private None(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new None(checks);
        }

        @Override
        public void run(int thread) {
            lock.lock();
            number = 1;
            number = 2;
            lock.unlock();
            lock.lock();
            mustBe(number == 2);
            lock.unlock();
        }
    }

    /** Two locks in two orders. */
    public static final class Deadlock extends Planted {
        private final SpinLock[] locks = {new SpinLock(), new SpinLock()};

        /** The programs. */
        public Deadlock() {}

        private Deadlock(Checks checks) {
            super(checks);
        }

        @Override
        public ConcurrentCode code(String design, Checks checks, int[] numbers) {
            return new Deadlock(checks);
        }

        @Override
        public void run(int thread) {
            locks[thread].lock();
            locks[1 - thread].lock();
            locks[1 - thread].unlock();
            locks[thread].unlock();
        }
    }
}
