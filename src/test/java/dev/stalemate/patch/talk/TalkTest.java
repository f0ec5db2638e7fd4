package dev.stalemate.patch.talk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableSet;
import dev.stalemate.model.DesignFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that play a design, and what is said of those that do not answer. */
class TalkTest {
    private static final ImmutableSet<String> CALLS = ImmutableSet.of("leaf");
    private static final String DESIGN = "read line; echo ok calls=leaf; ";

    @BeforeEach
    void thereIsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no /bin/sh to run a program with");
    }

    private static Talk talk(String program, Duration longest) {
        return new Talk(List.of("/bin/sh", "-c", program), UnaryOperator.identity(), longest);
    }

    /** The program waits until it is ended, so how fast the machine is does not matter. */
    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForForEver() {
        try (Talk talk = talk("read line; read never; read never", Duration.ofMillis(100))) {
            assertThatThrownBy(() -> talk.announcement("kvm", CALLS))
                    .isInstanceOf(DesignFault.class)
                    .hasMessageStartingWith("asked for design: no first answer in 100 ms");
        }
    }

    @Test
    void eachProcessIsAskedFirstWhichDesignItPlays() {
        String program = DESIGN + "read line; echo \"$line\"; read line; echo fault no more";
        try (Talk talk = talk(program, Duration.ofMinutes(1))) {
            assertThat(talk.announcement("kvm", CALLS).calls()).containsExactly("leaf");
            for (int i = 0; i < 3; i++) {
                assertThat(talk.ask("leaf gfn=0x" + i)).isEqualTo("leaf gfn=0x" + i);
                assertThatThrownBy(() -> talk.ask("leaf gfn=0x10"))
                        .isInstanceOf(DesignFault.class)
                        .hasMessage("no more");
            }
        }
    }

    @Test
    void aProgramThatIsAnotherDesignWhenItIsStartedAgainIsFound(@TempDir Path directory) {
        String program = "read line; if mkdir " + directory + "/again 2>/dev/null; then n=1; else n=2; fi;"
                + " echo ok calls=leaf mtrr-copies=$n; read line; echo ok; read line; exit 3";
        try (Talk talk = talk(program, Duration.ofMinutes(1))) {
            assertThat(talk.announcement("kvm", CALLS).mtrrCopies()).isEqualTo(1);
            assertThat(talk.ask("leaf gfn=0x0")).isEqualTo("ok");
            assertThatThrownBy(() -> talk.ask("leaf gfn=0x1")).hasMessageStartingWith("asked for leaf: ended with 3");
            assertThatThrownBy(() -> talk.ask("leaf gfn=0x1"))
                    .isInstanceOf(DesignFault.class)
                    .hasMessageContaining("when it is started again");
        }
    }
}
