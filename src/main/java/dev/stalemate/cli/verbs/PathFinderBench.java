package dev.stalemate.cli.verbs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.pathfinder.PathFinder;
import dev.stalemate.pathfinder.Ruling;
import dev.stalemate.report.Style;
import dev.stalemate.report.Table;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import dev.stalemate.text.Amounts;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * States a second of the search and of Java PathFinder, on the same claim at the same scope in one run.
 *
 * @param where the model
 * @param states that it has
 * @param search a second, of a search that is warm
 * @param stored states that Java PathFinder stored for them
 * @param pathFinder states of the model a second, the start of its process included
 */
record PathFinderBench(String where, long states, double search, long stored, double pathFinder) {
    private static final String CLAIM = "K15";
    private static final String SCOPE = "vcpus=2,ranges=1";
    private static final long MEASURED_NANOS = 1_000_000_000;

    static PathFinderBench run(Session session, PathFinder judge) throws IOException {
        Claim claim = Failure.asUsage(() -> session.systems().claim(CLAIM));
        ModelSystem system = claim.system();
        Scope scope = claim.scope().with(SCOPE);
        Model model = system.model(claim.design(), scope);
        Ruling ruling = judge.ask(model, model.law(claim.law()), (states, ofModel) -> {});
        if (ruling.verdict() != claim.recorded()) {
            throw new Failure(ExitCode.DIFFERS, "Java PathFinder says " + ruling.verdict() + " " + ruling.why());
        }
        SearchResult unused = search(claim, scope); // warms up
        return new PathFinderBench(
                system.name() + "/" + claim.design().name() + " at " + SCOPE,
                ruling.modelStates(),
                perSecond(claim, scope, session::nanos),
                ruling.states(),
                ruling.modelStates() / ruling.seconds());
    }

    private static double perSecond(Claim claim, Scope scope, LongSupplier nanos) {
        long start = nanos.getAsLong();
        long states = 0;
        while (nanos.getAsLong() - start < MEASURED_NANOS) {
            states += search(claim, scope).states();
        }
        return states * 1e9 / (nanos.getAsLong() - start);
    }

    private static SearchResult search(Claim claim, Scope scope) {
        return new BreadthFirst(
                        () -> {
                            Model model = claim.system().model(claim.design(), scope);
                            return new Subject(model, List.of(model.law(claim.law())));
                        },
                        SearchOptions.standard().withThreads(1),
                        Monitor.SILENT)
                .run();
    }

    String text(int width, Style style) {
        Table table = new Table().left("judge").right("states a second").right("ratio");
        table.row("search", Amounts.rough(search), "");
        table.row("Java PathFinder", Amounts.rough(pathFinder), "1 to " + Amounts.rough(search / pathFinder));
        return where + ": " + Amounts.count(states, "state") + ", for which Java PathFinder stored "
                + Amounts.count(stored) + "\n" + table.render(width, style);
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("where", where)
                .put("states", states)
                .put("searchStatesPerSecond", search)
                .put("jpfStored", stored)
                .put("jpfStatesPerSecond", pathFinder)
                .put("ratio", search / pathFinder);
    }
}
