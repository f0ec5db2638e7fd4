package dev.stalemate.pathfinder;

/** Learns how far Java PathFinder is with a question; called twice a second. */
public interface Stored {
    /**
     * It has stored so many states.
     *
     * @param modelStates distinct states of the model among them; 0 where code is run
     */
    void stored(long states, long modelStates);
}
