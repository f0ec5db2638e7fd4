package dev.stalemate.explorer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Action;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Toys;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The explorer names a design whose code fails, and the run to it, whatever it was asked. */
class BadDesignRoutesTest {
    /** Counts to three and not further: its field ends at two. */
    private static final class Counting implements ModelSystem {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public String says() {
            return "one number";
        }

        @Override
        public List<Design> designs() {
            return List.of(Toys.design("bad"));
        }

        @Override
        public List<Setting<?>> settings() {
            return List.of();
        }

        @Override
        public Map<String, Scope> scopes() {
            return Map.of("small", Scope.of("small", settings()));
        }

        @Override
        public List<Claim> claims() {
            return List.of();
        }

        @Override
        public Model model(Design design, Scope scope) {
            Layout.Builder b = new Layout.Builder();
            IntField n = b.number("n", 3, Integer::toString);
            Layout layout = b.build();
            Action count = Action.named("count").then((s, a) -> n.set(s, 0, n.get(s, 0) + 1));
            Law fraction = Law.always("fraction", Breaks.SPEED, "a fraction").holds(s -> 1 / (n.get(s, 0) - 1) < 2);
            Law fine = Law.always("fine", Breaks.SPEED, "nothing").holds(s -> true);
            return new Model.Builder(name(), design, scope)
                    .layout(layout)
                    .actions(List.of(count))
                    .laws(List.of(fine, fraction))
                    .build();
        }
    }

    private final Exploration exploration = new Exploration(
            Catalogue.of(List.of(new Counting())), Limits.none(), Path.of("unused"), "test", "stalemate replay");

    private static RequestBody asked(String law, String steps) throws BadRequestException {
        String body = "{\"system\": \"counting\", \"variant\": \"bad\", \"scope\": \"small\", \"property\": \"" + law
                + "\", \"shown\": [], \"steps\": [" + steps + "]}";
        return RequestBody.read(body.getBytes(StandardCharsets.UTF_8), Catalogue.of(List.of(new Counting())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            run      | fine     | "count", "count", "count" | step (3) count threw IllegalArgumentException (n can't be 3 in this scope, only 0 to 2)
            run      | fine     | "count"                   | property fraction threw ArithmeticException (/ by zero)
            shortest | fine     |                           | step (3) count threw IllegalArgumentException (n can't be 3
            shortest | fraction |                           | property fraction threw ArithmeticException (/ by zero)
            different | fine     |                           | step (3) count threw IllegalArgumentException (n can't be 3
            different | fraction |                           | property fraction threw ArithmeticException (/ by zero)
            graph    | fine     |                           | step (3) count threw IllegalArgumentException (n can't be 3
            graph    | fraction |                           | property fraction threw ArithmeticException (/ by zero)
            """)
    void eachRouteNamesWhatFailed(String route, String law, String steps, String failure) throws BadRequestException {
        RequestBody asked = asked(law, steps == null ? "" : steps);
        assertThatThrownBy(() -> {
                    if (route.equals("run")) {
                        exploration.run(asked);
                    } else if (route.equals("different")) {
                        exploration.different(asked).apply(Monitor.SILENT);
                    } else if (route.equals("graph")) {
                        exploration.graph(asked).apply(Monitor.SILENT);
                    } else {
                        exploration.shortest(asked).apply(Monitor.SILENT);
                    }
                })
                .isInstanceOf(DesignException.class)
                .hasMessageStartingWith("counting/bad failed at scope small: " + failure);
    }
}
