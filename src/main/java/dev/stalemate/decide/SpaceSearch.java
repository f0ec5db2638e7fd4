package dev.stalemate.decide;

import java.time.Duration;
import java.util.List;

/** Decides questions about one design and scope. */
@FunctionalInterface
public interface SpaceSearch {
    /** The decisions in the order of the questions, taking no longer than given. */
    List<Decision> decide(List<Question> questions, Duration most);
}
