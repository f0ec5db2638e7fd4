package dev.stalemate.pathfinder.target;

/**
 * The program that Java PathFinder runs for a model: a thread for each lane takes the model's atomic steps, in any order that the scheduler
 * tries. The state is an array that Java PathFinder stores, restores and compares. The effect of a step is computed outside, by the model
 * itself, so every step is atomic.
 *
 * <p>A run may end after any step: the first thread may end, which ends them all. A thread that can do nothing loops, which leads to no new
 * state.
 */
public final class ModelThreads implements Runnable {
    private static long[] state = {};

    private final int number;

    private ModelThreads(int number) {
        this.number = number;
    }

    /** Starts a thread for each lane, the first of them its own. */
    public static void main(String[] args) {
        state = begin();
        int threads = threads();
        for (int i = 1; i < threads; i++) {
            new Thread(new ModelThreads(i)).start();
        }
        new ModelThreads(0).run();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // where Java PathFinder's scheduler tries every thread
    public void run() {
        while (true) {
            Thread.yield();
            if (!step(number, state)) {
                end();
            }
        }
    }

    /** How many lanes there are. */
    private static native int threads();

    /** The model's initial state. */
    private static native long[] begin();

    /** Takes any step that a lane can take; false if the run ends here. Throws an AssertionError if that decides the question. */
    private static native boolean step(int lane, long[] state);

    /** Ends the run, all its threads. */
    private static native void end();
}
