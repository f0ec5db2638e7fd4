package dev.stalemate.lab.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.lab.scenario.NotMappedException;
import dev.stalemate.real.xen.XenImitation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saved counterexamples as scenarios for a real Xen, played by imitations of it. */
class XenMappingTest {
    private static final String VERSION = "4.17.7";

    private static Counterexample saved(String claim) throws BadFileException {
        return SavedRuns.read("xen-ept-" + claim + ".json");
    }

    private static XenMapped mapped(String claim) throws BadFileException, NotMappedException {
        return XenMapping.of("xen-ept-" + claim, saved(claim), VERSION);
    }

    /** What an imitation of a design shows of a counterexample, judged as the version. */
    private static XenSeen seen(XenMapped mapped, String design) {
        XenLabRun run = new XenLabRun("imitation", design, verdict -> {});
        XenImitation xen = new XenImitation(design, run::line).begin(VERSION);
        xen.play(mapped.scenario().name(), mapped.scenario().commands()).end();
        run.end();
        return XenSeen.of(mapped, run.xen(), run.verdicts().get(0));
    }

    @Test
    void theseAreMappedAndAllOthersSayWhyNot() throws IOException, BadFileException {
        List<String> mapped = new ArrayList<>();
        for (Path file : SavedRuns.of("xen-ept")) {
            try {
                XenMapping.of("x", CounterexampleReader.read(file), VERSION);
                mapped.add(file.getFileName().toString().replaceAll("-.*", ""));
            } catch (NotMappedException e) {
                assertThat(e.getMessage()).as(file.toString()).isNotBlank();
            }
        }
        assertThat(mapped).containsExactly("H3d", "R3", "R4", "X10", "X1b", "X2b", "X5c", "X8b");
    }

    @ParameterizedTest
    @CsvSource({
        "D11, data in caches can't be seen in an emulator",
        "H4, xen-4.17.7 does not violate grant-frames-wb by these steps",
        "H4e, it is about AMD",
        "H69, it is about Arm",
        "H8b, one CPU",
        "R6, xen-4.17.7 takes no such steps: step 3",
        "X11, no IOMMU to pass a device through",
        "X9c, exits of its own",
    })
    void whatIsNotMappedSaysWhy(String claim, String why) {
        assertThatThrownBy(() -> mapped(claim))
                .isInstanceOf(NotMappedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void anotherSystemsCounterexampleIsNotMapped() throws BadFileException {
        Counterexample other = SavedRuns.read("kvm-K3.json");
        assertThatThrownBy(() -> XenMapping.of("x", other, VERSION)).hasMessageContaining("about the system kvm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"H3d", "R3", "R4", "X10", "X1b", "X2b", "X5c", "X8b"})
    void theSmallModelsLeavesAreThoseOfTheModelAtFullWidth(String claim) throws BadFileException, NotMappedException {
        XenSeen seen = seen(mapped(claim), VERSION);
        assertThat(seen.text()).contains(" is violated after (");
        assertThat(seen.seen()).isTrue();
        assertThat(seen.toJson().path("leaves").path(0).size()).isPositive();
    }

    /** On a Xen that does otherwise, leaf for leaf as its own design says, the counterexample is not seen. */
    @ParameterizedTest
    @CsvSource({
        "X2b, revocation-reaches",
        "X2b, pins-forgotten",
        "R3, split-exactly",
        "X10, never-recomputed",
        "X5c, revocation-reaches",
    })
    void aXenThatDoesOtherwiseDoesNotShowIt(String claim, String design) throws BadFileException, NotMappedException {
        XenSeen seen = seen(mapped(claim), design);
        assertThat(seen.text()).startsWith("not seen: ");
        assertThat(seen.seen()).isFalse();
    }

    @Test
    void aRunThatDiffersFromTheModelShowsNothing() throws BadFileException, NotMappedException {
        XenMapped mapped = mapped("X2b");
        XenLabRun run = new XenLabRun("imitation", null, verdict -> {});
        XenImitation xen = new XenImitation("xen-4.13.0", run::line).begin(VERSION);
        xen.play("x", mapped.scenario().commands()).end();
        run.end();
        assertThat(XenSeen.of(mapped, run.xen(), run.verdicts().get(0)).text()).contains("differs from the model");
    }

    /** X2b: a frame is mapped, and taken back with the last range; its leaf stays as it was. */
    @Test
    void aScenarioIsDumpedAfterEachStep() throws BadFileException, NotMappedException {
        assertThat(mapped("X2b").scenario().text())
                .isEqualTo(
                        """
                        scenario xen-ept-X2b
                        # the domain is made in step 1
                        # (1) create iommu=no
                        create A 1
                        ram A 10 24 0
                        ram A 200 2 0
                        ram A 400 2 0
                        load A
                        dump s01
                        # (2) permit-iomem range=0
                        iomem A 1 f0000 10
                        dump s02
                        # (3) map page=mmio
                        mmap A 1 200 f0000 1
                        dump s03
                        # (4) deny-iomem range=0
                        iomem A 0 f0000 10
                        dump s04
                        destroy A
                        end
                        """);
    }
}
