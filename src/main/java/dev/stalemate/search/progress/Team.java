package dev.stalemate.search.progress;

import dev.stalemate.search.Subject;
import dev.stalemate.search.level.Crew;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The threads of a search, each with a subject of its own: at first the caller's alone. */
final class Team implements AutoCloseable {
    private final Supplier<Subject> more;
    private final int most;
    private final List<Subject> subjects = new ArrayList<>();
    private Crew crew = new Crew(1);

    /**
     * A team of one.
     *
     * @param more called for each thread that joins
     * @param most how many threads there may be
     */
    Team(Subject first, Supplier<Subject> more, int most) {
        this.subjects.add(first);
        this.more = more;
        this.most = most;
    }

    /** Lets all join. */
    void join() {
        if (subjects.size() < most) {
            while (subjects.size() < most) {
                subjects.add(more.get());
            }
            crew = new Crew(most);
        }
    }

    /** The subject of the caller's thread. */
    Subject first() {
        return subjects.get(0);
    }

    /** The subjects of all threads that have joined. */
    List<Subject> subjects() {
        return subjects;
    }

    /** Returns once every share of a task is done. */
    void run(int shares, Crew.Task task) {
        crew.run(shares, task);
    }

    @Override
    public void close() {
        crew.close();
    }
}
