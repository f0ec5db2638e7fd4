package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that misbehave end, and say why. */
class ChildTest {
    private static final Duration ENOUGH = Duration.ofMinutes(1);

    private final Path directory;
    private final Child child;

    ChildTest(@TempDir Path directory) {
        this.directory = directory;
        this.child = new Child(directory, () -> false);
    }

    @Test
    void keepsWhatAProgramPrints() throws IOException {
        assertThat(child.run(ENOUGH, List.of("sh", "-c", "echo to-out; echo to-err >&2")))
                .isEqualTo("to-out\n");
    }

    @Test
    void saysHowAProgramFailed() {
        assertThatThrownBy(() -> child.run(ENOUGH, List.of("sh", "-c", "echo out; echo sorry >&2; exit 3")))
                .isInstanceOf(IOException.class)
                .hasMessage("sh ended with 3: sorry");
        assertThatThrownBy(() -> child.run(ENOUGH, List.of("no-such-program")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void endsAProgramThatTakesTooLong() {
        assertThatThrownBy(() -> child.run(Duration.ZERO, List.of("sleep", "1000")))
                .hasMessage("sleep took too long");
    }

    @Test
    void endsAProgramThatWritesTooMuch() {
        assertThatThrownBy(() -> child.run(ENOUGH, List.of("yes"))).hasMessage("yes wrote more than 1 MiB");
    }

    @Test
    void endsAProgramAndItsChildrenWhenTheUserWantsIt() {
        assertThatThrownBy(() -> new Child(directory, () -> true).run(ENOUGH, List.of("sh", "-c", "sleep 1234; true")))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("sh was interrupted");
        // A process that was killed takes a moment to go; one that wasn't would stay for 1234 seconds.
        ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains("sleep 1234"))
                .forEach(p -> assertThat(p.onExit()).succeedsWithin(ENOUGH));
    }
}
