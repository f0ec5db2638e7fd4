package dev.stalemate.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.stalemate.counterexample.BadFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scenarios as text: written as they are read, and refused with the line that is wrong. */
class KvmScenarioReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12"})
    void whatIsWrittenIsRead(String kernel) throws IOException, BadFileException {
        String file = Files.readString(Path.of("src/test/resources/kvm-lab/" + kernel + ".scn"));
        List<KvmScenario> read = KvmScenarioReader.read("file", file);
        assertThat(read.stream().map(KvmScenario::text).collect(Collectors.joining()))
                .isEqualTo(file);
    }

    @Test
    void everyOperationIsWrittenAsItIsRead() throws BadFileException {
        String text =
                """
                scenario all.of-them_1
                opt vcpus 3
                opt ncdma 0
                opt quirk_cd 0
                opt huge 1
                opt resetcr0 1
                opt mb 34
                opt maxphy 36
                opt mtrrs 0
                opt dirty 1
                opt trace 1
                wrmsr 2ff c06
                rdmsr 2ff
                vcpu 2
                cr0 40000031
                read 1000
                write 1000
                exec 1000
                touch 1000 2
                wbinvd
                mmio fe000000
                hmsr 277 ffffffffffffffff
                hcr0 31
                vcpu 0
                reg
                unreg
                quirk 2
                zapall
                discard 200000 512
                collapse 200000
                dirtylog 1
                getdirty
                slot1 8000000 4
                slot1del
                ram c0000000 2
                hostmmio d0000000 e0000000
                racereg 10000000
                dump d1
                end
                """;
        KvmScenario all = KvmScenarioReader.read("file", text).get(0);
        assertThat(all.text()).isEqualTo(text);
        assertThat(all.ops().stream().map(KvmOp::verb)).containsOnlyOnce(KvmVerb.values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    scenario a;touch 0 1|file: scenario a has no end
                    touch 0 1|file:1: 'touch' stands outside of a scenario
                    scenario a;scenario b|file:2: scenario a has not ended
                    scenario a;end;scenario a|file:3: scenario a is there twice
                    scenario a b|file:1: scenario takes one word
                    scenario ä|file:1: 'ä' is not a name of a scenario
                    scenario a;opt vcpus 9|file:2: option vcpus is 1 to 8, and not 9
                    scenario a;opt mb 15|file:2: option mb is 16 to 1024, and even, and not 15
                    scenario a;opt huge 2|file:2: option huge is 0 or 1, and not 2
                    scenario a;opt colour 1|file:2: there is no option 'colour'
                    scenario a;opt vcpus|file:2: an option has a key and a number
                    scenario a;wbinvd;opt vcpus 2|file:3: options come before operations
                    scenario a;vcpu 1|file:2: there is no vCPU 1 of 1
                    scenario a;jump|file:2: there is no operation 'jump'
                    scenario a;touch 0|file:2: touch takes 2 words, not 1
                    scenario a;touch 0 0x1|file:2: '0x1' is not a number
                    scenario a;touch 100000000 1|file:2: 100000000 is more than ffffffff
                    scenario a;wrmsr 2ff 10000000000000000|file:2: '10000000000000000' is not a hex number
                    scenario a;dirtylog 2|file:2: 2 is more than 1
                    scenario a;dump|file:2: dump takes 1 words, not 0
                    scenario a;dump a/b|file:2: 'a/b' is not a label of dump
                    scenario a;wbinvd;end x|file:3: nothing follows end
                    """)
    void mistakesAreToldWithTheirLine(String lines, String says) {
        assertThatExceptionOfType(BadFileException.class)
                .isThrownBy(() -> KvmScenarioReader.read("file", lines.replace(';', '\n')))
                .withMessage(says);
    }
}
