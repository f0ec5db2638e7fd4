package dev.stalemate.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.kvm.KvmVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Saved counterexamples as scenarios of the lab, or why they are none. */
class KvmMappingTest {
    private static final KvmVersion LINUX_6_1 = KvmVersion.of("6.1.192");
    private static final KvmVersion LINUX_6_12 = KvmVersion.of("6.12.107");

    @Test
    void allThatLinux61CanShowAreMapped() throws IOException, BadFileException {
        assertThat(mapped(LINUX_6_1))
                .containsExactly(
                        "H1",
                        "H1b",
                        "H2",
                        "H33",
                        "H33b",
                        "H33c (own)",
                        "H33d",
                        "H33e",
                        "H37 (own)",
                        "H37b",
                        "K1",
                        "K10",
                        "K13",
                        "K13c",
                        "K1b",
                        "K20 (own)",
                        "K20l",
                        "K2b",
                        "K5b",
                        "K9",
                        "R1",
                        "R2b",
                        "R2d");
    }

    @Test
    void allThatLinux612CanShowAreMapped() throws IOException, BadFileException {
        assertThat(mapped(LINUX_6_12))
                .containsExactly(
                        "H33", "H33b", "H33c", "H33d", "H33e", "H33j", "H35", "H35c", "K12b", "K12d", "K12e", "K9");
    }

    private static List<String> mapped(KvmVersion kernel) throws IOException, BadFileException {
        List<String> mapped = new ArrayList<>();
        for (Path file : SavedRuns.of("kvm")) {
            String id = file.getFileName().toString().replaceAll("-.*", "");
            try {
                mapped.add(id + (KvmMapping.of(id, read(id), kernel).ownDesign() ? " (own)" : ""));
            } catch (NotMappedException e) {
                assertThat(e).message().isNotBlank();
            }
        }
        return mapped;
    }

    @ParameterizedTest
    @CsvSource({
        "D9,data in caches",
        "H33h,no kernel has the design slot-flag",
        "H34c,RAM there",
        "K10e,linux-6.0 is another one than linux-6.7: after step 3 ept[0x0] is WB+IPAT and not WB",
        "K12b,does not violate never-weaker",
        "K12d,takes no such steps",
        "K19,nested paging",
        "K20d,large leaves as logging starts"
    })
    void whatIsNotMappedSaysWhy(String id, String why) {
        assertThatExceptionOfType(NotMappedException.class)
                .isThrownBy(() -> KvmMapping.of(id, read(id), LINUX_6_1))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).replace(",", ""))
                        .contains(why));
    }

    @Test
    void aDumpFollowsEachStep() throws IOException, BadFileException, NotMappedException {
        Mapped k1 = KvmMapping.of("K1", read("K1"), LINUX_6_1);
        assertThat(k1.scenario().text().replaceAll("hmsr 20. 0\n", ""))
                .isEqualTo(
                        """
                        scenario K1
                        opt vcpus 2
                        opt maxphy 36
                        vcpu 1
                        vcpu 0
                        cr0 40000031
                        dump s1
                        touch 0 1
                        dump s2
                        cr0 31
                        dump s3
                        end
                        """);
        assertThat(leaf(k1, 2, 0)).isEqualTo("WB+IPAT");
    }

    @Test
    void aRaceIsPlayedWhereTheLabHasRoomForIt() throws IOException, BadFileException, NotMappedException {
        Mapped race = KvmMapping.of("H37", read("H37"), LINUX_6_1);
        assertThat(race.movedBy()).isEqualTo(0x10000000);
        assertThat(race.scenario().text()).contains("hmsr 200 10300000\n").endsWith("racereg 10200000\ndump s5\nend\n");
        assertThat(race.expected()).hasSize(1);
        assertThat(leaf(race, 0, 0x10300000)).isEqualTo("WB large");
    }

    private static String leaf(Mapped mapped, int dump, long gpa) {
        return EptLeaf.text(mapped.expected().get(dump).leaves().getOrDefault(gpa, EptLeaf.NONE));
    }

    private static Counterexample read(String id) throws BadFileException {
        return SavedRuns.read("kvm-" + id + ".json");
    }
}
