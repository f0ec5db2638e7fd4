package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Generated scripts of 10,000 lines that KVM's own arch/x86/kvm/mtrr.c, taken out of Linux 6.6, has answered: {@code kvm-6.6/NAME.txt}
 * has an answer for each line of {@code NAME.tsv}.
 */
class KvmVectorTest {
    @ParameterizedTest
    @CsvSource({"legal-36,5724,663", "legal-46,5787,637", "legal-52,5813,652", "irregular-46,6320,737"})
    void everyTypeAndEveryLargePageIsAnsweredAsKvmAnswersIt(String name, int types, int pages) throws IOException {
        List<String> script = lines("/vectors/" + name + ".tsv").stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        List<String> answers = lines("/vectors/kvm-6.6/" + name + ".txt");
        assertThat(answers).hasSameSizeAs(script);
        Replay replay = new Replay();
        for (int i = 0; i < answers.size(); i++) {
            List<String> request = List.of(script.get(i).split("[ \t]", -1));
            replay.take(request, answers.get(i));
        }
        assertThat(replay.wrong).isEmpty();
        assertThat(replay.types).isEqualTo(types);
        assertThat(replay.pages).isEqualTo(pages);
    }

    /** The registers that a script has written so far. */
    private static final class Replay {
        final List<String> wrong = new ArrayList<>();
        int types;
        int pages;
        private MtrrState registers = new MtrrState(36, 8);

        void take(List<String> request, String answer) {
            String ours =
                    switch (request.get(0)) {
                        case "reset" -> reset(request);
                        case "wrmsr" -> registers.wrmsr((int) hex(request.get(1)), hex(request.get(2))) ? "ok" : "gp";
                        case "type" -> type(hex(request.get(1)));
                        case "large" -> large(hex(request.get(1)), Integer.parseInt(request.get(2)));
                        default -> throw new IllegalArgumentException(request.toString());
                    };
            if (!ours.equals(answer)) {
                wrong.add(String.join(" ", request) + ": KVM " + answer + ", here " + ours + " with " + registers);
            }
        }

        private String reset(List<String> request) {
            assertThat(request.get(2)).isEqualTo("vcnt=8");
            registers = new MtrrState(Integer.parseInt(request.get(1).substring("maxphyaddr=".length())), 8);
            return "ok";
        }

        private String type(long address) {
            types++;
            MemType type = KvmMtrrLookup.type(registers, true, address);
            return type.toString();
        }

        private String large(long address, int order) {
            pages++;
            return KvmMtrrLookup.uniform(registers, address & -(0x1000L << order), order) ? "uniform" : "mixed";
        }
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text, 2, text.length(), 16);
    }

    private static List<String> lines(String resource) throws IOException {
        InputStream stream = Objects.requireNonNull(KvmVectorTest.class.getResourceAsStream(resource), resource);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
