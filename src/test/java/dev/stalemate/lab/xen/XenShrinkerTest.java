package dev.stalemate.lab.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.xen.XenImitation;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Random sequences that show something on an imitation of a real Xen, made smaller. */
class XenShrinkerTest {
    private static XenShrinker<RuntimeException> shrinker(String design) {
        return new XenShrinker<>((texts, line) -> play(design, texts, line), null, 200);
    }

    private static void play(String design, List<String> texts, Consumer<String> line) {
        XenImitation xen = new XenImitation(design, line).begin("4.17.7");
        for (String text : texts) {
            List<String> lines = text.lines().toList();
            xen.play(lines.get(0).substring("scenario ".length()), lines.subList(1, lines.size() - 1));
        }
        xen.end();
    }

    /** X2b among other things: a range is permitted, leaves get types that are not marked any more, and the range is denied. */
    private static final XenScenario REVOKED = new XenScenario(
            "revoked",
            List.of(
                    "create A 2",
                    "ram A 10 24 0",
                    "ram A 200 1 9",
                    "load A",
                    "dump s00",
                    "ioport A 1 80 1",
                    "ioport A 0 80 1",
                    "iomem A 1 a0 10",
                    "use A 1",
                    "wrmsr 2ff c05",
                    "wr 280 1",
                    "use A 0",
                    "rd 10",
                    "dump s01",
                    "iomem A 0 a0 10",
                    "dump s02",
                    "rd 200",
                    "dump s03"));

    @Test
    void aStaleLeafOfARevocationIsShrunkToItsShortestRun() {
        XenScenario shrunk =
                Objects.requireNonNull(shrinker("4.17.7").shrink(REVOKED, XenShrinker.stale("iomem denied")));
        assertThat(shrunk.name()).isEqualTo(REVOKED.name());
        assertThat(shrunk.commands())
                .containsExactly(
                        "create A 1",
                        "ram A 10 24 0",
                        "load A",
                        "iomem A 1 a0 10",
                        "rd 10",
                        "iomem A 0 a0 10",
                        "dump s02");
    }

    @Test
    void aDifferenceFromTheModelIsShrunk() {
        XenScenario shrunk =
                Objects.requireNonNull(shrinker("revocation-reaches").shrink(REVOKED, XenShrinker.difference()));
        assertThat(shrunk.commands()).hasSizeLessThan(8).doesNotContain("create A 2");
    }

    @Test
    void whatIsNotShownIsNotShrunk() {
        XenScenario scenario = new XenSequences(1).sequence(0);
        XenShrinker<RuntimeException> shrinker = shrinker("4.17.7");
        assertThat(shrinker.shrink(scenario, XenShrinker.difference())).isNull();
        assertThat(shrinker.rounds()).isEqualTo(1);
        assertThat(shrinker.played()).isEqualTo(1);
    }
}
