package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated scripts of 10,000 lines, each line with the answer of the SDM's rules: column 1 the request, column 2 the answer. */
class VectorTest {
    @ParameterizedTest
    @ValueSource(strings = {"legal-36", "legal-46", "legal-52", "irregular-46"})
    void everyLineIsAnsweredAsTheSdmSays(String name) throws IOException {
        ReferenceSession session = new ReferenceSession();
        List<String> wrong = new ArrayList<>();
        int answered = 0;
        for (String line : lines("/vectors/" + name + ".tsv")) {
            List<String> columns = List.of(line.split("\t", -1));
            String answer = session.answer(columns.get(0));
            if (answer == null) {
                continue;
            }
            answered++;
            if (!answer.equals(columns.get(1))) {
                wrong.add(line + " -> " + answer);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(answered).isEqualTo(10_000);
    }

    private static List<String> lines(String resource) throws IOException {
        InputStream stream = Objects.requireNonNull(VectorTest.class.getResourceAsStream(resource), resource);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
