package dev.stalemate.pathfinder;

import dev.stalemate.model.Action;
import dev.stalemate.model.Design;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.View;
import dev.stalemate.pathfinder.target.ConcurrentCode;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Concurrent code as a model: a step is a turn of a thread, named after what the thread does in it. A state holds the turns so far, and
 * its successor is computed by running the code with one more turn. So a schedule of code is printed, shrunk, saved and replayed like any
 * other run. A search of such states would have to try every schedule.
 */
final class CodeModel {
    /** Most turns of a run. */
    static final int MOST_TURNS = 1000;

    private static final int MOST_LINES = 1024;
    private static final List<String> LABELS = List.of(
            "start",
            "lock",
            "unlock",
            "read-flag",
            "read-flag-once",
            "set-flag",
            "clear-flag",
            "test-and-clear",
            "update",
            "allocate",
            "read-start",
            "write-start",
            "read-end",
            "write-end",
            "read-next",
            "read-next-once",
            "write-next",
            "write-next-once",
            "read-prev",
            "write-prev",
            "zap",
            "free",
            "read-p2m",
            "write-p2m",
            "read-cache",
            "write-cache",
            "read-request",
            "write-request",
            "read-memory",
            "write-memory",
            "read-servers",
            "write-servers",
            CodeRun.ENDED);

    private static final Cleaner CLEANER = Cleaner.create();

    private final Function<ConcurrentCode.Checks, ConcurrentCode> program;
    private final List<String> asked;
    private final int threads;
    private final Index thread;
    private final IntField turns;
    private final IntField at;
    private final IntField line;
    private final IntField stuck;
    private final IntField violated;
    private final Layout layout;
    /** The run of the code, which must end with the model. It must not refer to the model, or both would stay for ever. */
    private final Held held;

    private CodeModel(Function<ConcurrentCode.Checks, ConcurrentCode> program, int threads, List<String> asked) {
        this.program = program;
        this.threads = threads;
        this.asked = asked;
        this.thread = Index.of("thread", threads);
        Layout.Builder b = new Layout.Builder().lane(thread);
        this.at = b.number("thread.at", LABELS.size(), LABELS::get, thread);
        // These fields are printed as nothing, so that a saved state does not depend on them: it would change with
        // every edit of the code.
        this.line = b.number("at-line", MOST_LINES, v -> "", thread);
        this.stuck = b.number("stuck", 2, v -> "", thread);
        this.turns = b.number("turns", threads + 1, v -> "", Index.of("turn", MOST_TURNS));
        Index law = new Index("property", asked.size(), asked::get);
        this.violated = b.flag("violated", law);
        this.layout = b.build();
        this.held = new Held(new Live(program, threads, asked));
        CLEANER.register(this, held::close);
    }

    /** The model of a system's design. */
    static Model of(
            String system,
            Design design,
            Scope scope,
            Function<ConcurrentCode.Checks, ConcurrentCode> program,
            int threads,
            List<Law> about) {
        CodeModel model =
                new CodeModel(program, threads, about.stream().map(Law::name).toList());
        long[] initial = model.layout.blank();
        model.tell(initial);
        return new Model.Builder(system, design, scope)
                .layout(model.layout)
                .startingAt(initial)
                .actions(model.actions())
                .laws(model.laws(about))
                .showing(List.of(model.lines()))
                .build();
    }

    /** The line of the code where a thread is, for readers. */
    private View lines() {
        return new View("line", List.of(thread), (s, t) -> line.is(s, t) ? Integer.toString(line.get(s, t)) : "");
    }

    private List<Action> actions() {
        List<Action> actions = new ArrayList<>();
        for (String label : LABELS.subList(0, LABELS.size() - 1)) {
            int place = LABELS.indexOf(label);
            actions.add(Action.named(label)
                    .over(thread)
                    .when((s, a) -> at.get(s, (int) a[0]) == place
                            && !stuck.is(s, (int) a[0])
                            && turns.get(s, MOST_TURNS - 1) == 0)
                    .then((s, a) -> take(s, (int) a[0])));
        }
        return actions;
    }

    private void take(long[] state, int next) {
        int taken = taken(state);
        if (!held.live.hasHad(state, turns, taken)) {
            restart(state, taken);
        }
        held.live.turn(next);
        turns.set(state, taken, next + 1);
        tell(state);
    }

    private int taken(long[] state) {
        int taken = 0;
        while (taken < MOST_TURNS && turns.get(state, taken) != 0) {
            taken++;
        }
        return taken;
    }

    /** A new run has the state's turns; the one before it ends. */
    private void restart(long[] state, int taken) {
        held.close();
        held.live = new Live(program, threads, asked);
        for (int i = 0; i < taken; i++) {
            held.live.turn(turns.get(state, i) - 1);
        }
    }

    /** Notes where the run is. */
    private void tell(long[] state) {
        for (int t = 0; t < threads; t++) {
            at.set(state, t, LABELS.indexOf(held.live.run.label(t)));
            line.set(state, t, Math.min(held.live.run.line(t), MOST_LINES - 1));
            stuck.set(state, t, held.live.run.canGo(t) ? 0 : 1);
        }
        for (int p = 0; p < asked.size(); p++) {
            String name = asked.get(p);
            boolean races = name.equals(CodeSystem.RACE) && held.live.run.races();
            violated.set(state, p, races || held.live.found.contains(name) ? 1 : 0);
        }
    }

    /** The current run. */
    private static final class Held {
        private Live live;

        Held(Live live) {
            this.live = live;
        }

        void close() {
            live.run.close();
        }
    }

    /** The run that was stepped last, so that its next turn does not repeat the others. Does not refer to the model, which may be gone first. */
    private static final class Live implements ConcurrentCode.Checks {
        private final Set<String> found = new HashSet<>();
        private final List<String> asked;
        private final List<Integer> had = new ArrayList<>();
        private final CodeRun run;

        Live(Function<ConcurrentCode.Checks, ConcurrentCode> program, int threads, List<String> asked) {
            this.asked = asked;
            this.run = new CodeRun(program, threads, this);
        }

        boolean hasHad(long[] state, IntField turns, int taken) {
            boolean same = had.size() == taken;
            for (int i = 0; same && i < taken; i++) {
                same = had.get(i) == turns.get(state, i) - 1;
            }
            return same;
        }

        void turn(int thread) {
            run.turn(thread);
            had.add(thread);
        }

        @Override
        public boolean asks(String law) {
            return asked.contains(law);
        }

        @Override
        public void violated(String law, String says) {
            boolean unused = found.add(law);
        }
    }

    private List<Law> laws(List<Law> about) {
        List<Law> laws = new ArrayList<>();
        for (int i = 0; i < about.size(); i++) {
            int p = i;
            Law model = about.get(p);
            laws.add(Law.always(model.name(), model.breaks(), model.says()).holds(s -> !violated.is(s, p)));
        }
        return laws;
    }
}
