package dev.stalemate.patch.talk;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.Design;

/** How programs play the designs of a system. */
public interface Plays {
    /** The system's name. */
    String system();

    /** The calls that the protocol has for it. */
    ImmutableSet<String> calls();

    /**
     * The design that a program plays.
     *
     * @param name the design's name
     * @param says the design in a sentence
     * @param base the design that answers what the program does not
     * @param announced what the program says of itself
     */
    Design design(String name, String says, Design base, Announcement announced, Talk talk);
}
