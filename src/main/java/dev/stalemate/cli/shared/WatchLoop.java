package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Against;
import dev.stalemate.decide.Changes;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Points;
import dev.stalemate.decide.QuestionException;
import dev.stalemate.files.FileWatch;
import dev.stalemate.model.DesignException;
import dev.stalemate.report.ChangeReport;
import dev.stalemate.search.Limits;
import dev.stalemate.trace.Cost;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** {@code check --watch}: compares a design with its base again whenever its file changes, until Ctrl-C. */
public final class WatchLoop {
    /** The longest that a comparison takes after the first one. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Session session;
    private final FileWatch watch;
    private final AgainstCheck check;
    private boolean failed;

    /** A change of the file ends a search; a failure is told at once, and ends nothing else. */
    private final Listener listener = new Listener() {
        @Override
        public void begin(String what, String unit) {
            session.listener().begin(what, unit);
        }

        @Override
        public void progress(Snapshot snapshot) {
            session.listener().progress(snapshot);
        }

        @Override
        public boolean stopped() {
            return session.listener().stopped() || watch.changed();
        }

        @Override
        public void failed(DesignException why) {
            failed = true;
            session.complain(why.says());
        }
    };

    /** How the file is read as it is now. */
    public interface Opening {
        /**
         * Reads the file.
         *
         * @throws Failure if it is no design, as when it does not compile
         */
        DesignOption.Opened open();
    }

    /** What is asked of a design. */
    public interface Asking {
        /**
         * Questions.
         *
         * @param listener learns if the code of a design fails
         */
        Points points(DesignOption.Opened opened, Listener listener);
    }

    /**
     * A loop.
     *
     * @param search an exhaustive search within limits
     * @param limits what the user says
     */
    public WatchLoop(Session session, FileWatch watch, BiFunction<Limits, Listener, Exhaustive> search, Limits limits) {
        this.session = session;
        this.watch = watch;
        this.check = new AgainstCheck(session, listener, search, limits);
    }

    /** Asks again and again. */
    public void run(Opening opening, Asking asking) {
        Changes last = null;
        try {
            do {
                last = ask(opening, asking, last);
                session.out().flush();
            } while (watch.next(session::interrupted));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the design answers now, or did before where it has no answer now. */
    private @Nullable Changes ask(Opening opening, Asking asking, @Nullable Changes last) {
        long began = session.nanos();
        failed = false;
        try (DesignOption.Opened opened = opening.open()) {
            Points points = asking.points(opened, listener);
            Changes now = check.ask(points, last == null ? Against.TIME : AGAIN);
            if (listener.stopped()) {
                return last;
            }
            ChangeReport report = new ChangeReport(now, session.width(), session.style());
            if (last == null) {
                List<Cost> costs = failed ? List.of() : check.costs(points);
                session.out().print(report.text(costs, (session.nanos() - began) / 1e9));
                return now;
            }
            session.out().print("\n" + report.brief(now.since(last)));
            return now.orElse(last);
        } catch (Failure | QuestionException e) {
            session.complain(String.valueOf(e.getMessage()));
            return last;
        }
    }
}
