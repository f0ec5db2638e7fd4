package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.cli.shared.DesignOption;
import dev.stalemate.cli.shared.WatchLoop;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Points;
import dev.stalemate.files.FileWatch;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.search.Limits;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.Way;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A design that is compared again whenever its file changes; the changes come from a list, not from a disk. */
class WatchLoopTest {
    private static final Way NO_DESIGN = new Way("none", "does not compile");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Mutex mutex = new Mutex();
    private final Session session = new Session(
            Catalogue.of(List.of(mutex)),
            InputStream.nullInputStream(),
            out,
            err,
            Session.Terminal.NONE,
            () -> 0,
            new Surroundings("stalemate", Path.of("target/state"), Map.of()));

    /** One state of the file after the other; then the user ends it. No state is a file that is no design. */
    private final class States implements FileWatch {
        private final Deque<Optional<Design>> states;
        private final int changedWhile;
        private int asked;

        /**
         * States.
         *
         * @param changedWhile the number of the state, from 1, which is changed while it is looked at
         */
        States(int changedWhile, Design... states) {
            this.changedWhile = changedWhile;
            this.states = Arrays.stream(states)
                    .map(design -> Optional.of(design).filter(any -> any != NO_DESIGN))
                    .collect(Collectors.toCollection(ArrayDeque::new));
        }

        DesignOption.Opened open() {
            asked++;
            if (states.element().isEmpty()) {
                throw new Failure(ExitCode.BAD_INPUT, "my-patch.c:3: error: expected ';' before '}' token");
            }
            return new DesignOption.Opened(
                    List.of(), List.of(), new Patches(Catalogue.of(List.of(mutex)), () -> false));
        }

        Points points(Listener listener) {
            return Points.everywhere(mutex, Way.RIGHT, states.element().orElseThrow(), null, listener);
        }

        @Override
        public boolean changed() {
            return asked == changedWhile;
        }

        @Override
        public boolean next(BooleanSupplier ended) {
            states.remove();
            return !states.isEmpty() && !ended.getAsBoolean();
        }

        @Override
        public void close() {}
    }

    private void watch(int changedWhile, Design... designs) {
        States states = new States(changedWhile, designs);
        new WatchLoop(
                        session,
                        states,
                        (limits, listener) ->
                                new Exhaustive(SearchOptions.standard().withLimits(limits), listener),
                        Limits.none())
                .run(states::open, (opened, listener) -> states.points(listener));
        session.out().flush();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String after(String text, String part) {
        assertThat(text).contains(part);
        return text.substring(text.indexOf(part));
    }

    @Test
    void aChangeIsToldShortly() {
        watch(0, Way.RIGHT, Way.BROKEN, Way.RIGHT);
        assertThat(out())
                .startsWith("mutex/right against mutex/right: none newly broken, none fixed, ")
                .endsWith(
                        """

                        against right: 1 newly broken, none fixed, 1 still broken, 1 still holds, 1 vacuous
                        since the last state: 1 newly broken, none fixed
                          newly broken: exclusive at small, 4 steps: want 0; want 1; enter 0; enter 1

                        against right: none newly broken, none fixed, 1 still broken, 2 still hold, 1 vacuous
                        since the last state: none newly broken, 1 fixed
                          fixed: exclusive at small, the last state broke it in 4 steps: want 0; want 1; enter 0; enter 1
                        """);
        assertThat(err()).isEmpty();
    }

    @Test
    void whatDoesNotCompileIsToldAndTheStateBeforeItIsComparedWith() {
        watch(0, Way.BROKEN, NO_DESIGN, Way.BROKEN, NO_DESIGN, Way.RIGHT);
        assertThat(err()).isEqualTo("stalemate: my-patch.c:3: error: expected ';' before '}' token\n".repeat(2));
        assertThat(after(out(), "\nagainst right"))
                .contains("since the last state: none newly broken, none fixed\n\n")
                .contains("since the last state: none newly broken, 1 fixed\n");
    }

    @Test
    void theFirstStateMayBeNoDesign() {
        watch(0, NO_DESIGN, Way.BROKEN);
        assertThat(out())
                .startsWith("mutex/broken against mutex/right: 1 newly broken, ")
                .doesNotContain("last state");
    }

    @Test
    void aSearchEndsWhenTheFileChangesAndSaysNothing() {
        watch(2, Way.RIGHT, Way.BROKEN, Way.RIGHT);
        assertThat(after(out(), "\nagainst right"))
                .isEqualTo(
                        """

                        against right: none newly broken, none fixed, 1 still broken, 2 still hold, 1 vacuous
                        since the last state: none newly broken, none fixed
                        """);
    }

    @Test
    void aDesignWhoseCodeFailsIsToldAndTheNextStateIsAsked() {
        watch(0, Way.RIGHT, Way.FAULTY, Way.BROKEN);
        assertThat(err())
                .startsWith("stalemate: mutex/faulty failed at scope small, ")
                .containsOnlyOnce("\n");
        assertThat(after(out(), "\nagainst right"))
                .contains("against right: none newly broken, none fixed, 4 not asked\n")
                .contains("since the last state: 1 newly broken, none fixed\n");
    }

    @Test
    void ctrlCEndsIt() {
        boolean unused = session.interrupt();
        watch(0, Way.RIGHT, Way.BROKEN);
        assertThat(out() + err()).isEmpty();
    }
}
