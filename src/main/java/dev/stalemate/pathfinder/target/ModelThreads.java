package dev.stalemate.pathfinder.target;

/**
 * The program that Java PathFinder runs for a model: a thread for each lane takes the model's atomic steps, in any order that the scheduler
 * tries. The state is an array that Java PathFinder stores, restores and compares. The effect of a step is computed outside, by the model
 * itself, so every step is atomic.
 *
 * <p>A run does not end. A thread that can do nothing loops, which leads to no new state. No thread takes a step before all have begun: if
 * not, each state would be stored once for each set of threads that have.
 */
public final class ModelThreads implements Runnable {
    private final int number;
    /** Shared. The last element counts the threads that have not begun. */
    private final long[] state;

    private ModelThreads(int number, long[] state) {
        this.number = number;
        this.state = state;
    }

    /** Starts a thread for each lane, the first of them its own. */
    public static void main(String[] args) {
        long[] state = begin();
        int threads = threads();
        for (int i = 1; i < threads; i++) {
            new Thread(new ModelThreads(i, state)).start();
        }
        new ModelThreads(0, state).run();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // where Java PathFinder's scheduler tries every thread
    public void run() {
        begun(state);
        while (true) {
            Thread.yield();
            step(number, state);
        }
    }

    /** How many lanes there are. */
    private static native int threads();

    /** The model's initial state, and the number of threads. */
    private static native long[] begin();

    /** A thread has begun. */
    private static native void begun(long[] state);

    /** Takes any step that a lane can take, if there is one. Throws an AssertionError if that decides the question. */
    private static native void step(int lane, long[] state);
}
