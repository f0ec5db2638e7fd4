package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.model.Catalogue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A copy of a session prints where the session does, and ends with it. */
class SessionCopyTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Session session = new Session(
            Catalogue.of(List.of()),
            new ByteArrayInputStream(new byte[0]),
            out,
            new ByteArrayOutputStream(),
            new Session.Terminal(true, false, 77, true),
            () -> 42,
            new Surroundings("./stalemate", Path.of("state"), Map.of("standard input", Path.of("in"))));
    private final List<String> done = new ArrayList<>();

    private Session copy() {
        return Session.copy(Catalogue.of(List.of()), session.parts(), () -> done.add("exit"));
    }

    @Test
    void itHasTheSameSurroundings() {
        Session copy = copy();
        copy.say("a \u001b[31mb");
        copy.out().flush();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("a \\u001b[31mb\n");
        assertThat(copy.width()).isEqualTo(77);
        assertThat(copy.nanos()).isEqualTo(42);
        assertThat(copy.style()).isEqualTo(session.style());
        assertThat(copy.surroundings()).isEqualTo(session.surroundings());
    }

    /** Other class loaders have other classes of these names. */
    @Test
    void onlyClassesOfTheJdkCross() {
        assertThat(session.parts().values()).allSatisfy(part -> assertThat(
                        part.getClass().isHidden() || part.getClass().getClassLoader() == null || part instanceof Path)
                .as("%s", part.getClass())
                .isTrue());
    }

    @Test
    void ctrlCEndsIt() {
        Session copy = copy();
        assertThat(session.interrupt()).as("nothing is at work").isFalse();
        assertThat(copy.interrupted()).isTrue();
        copy.drive().begin("work", "questions");
        assertThat(session.interrupt()).as("the copy is at work").isTrue();
    }

    @Test
    void ctrlCBeforeItWasThereEndsIt() {
        boolean unused = session.interrupt();
        assertThat(copy().interrupted()).isTrue();
    }

    @Test
    void whatItLeavesIsRemovedWhenTheProcessEnds() {
        copy();
        session.exit();
        assertThat(done).containsExactly("exit");
    }
}
