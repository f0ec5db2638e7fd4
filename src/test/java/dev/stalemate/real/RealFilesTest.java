package dev.stalemate.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every file that real machines gave, beside what a careful reader finds in it: {@code NAME.expected} has all of that, with
 * remarks after {@code #}. The expectations were checked against the files by hand, so that a change here needs the same.
 */
class RealFilesTest {
    static List<Path> files() {
        return RealFiles.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileSaysWhatACarefulReaderFindsInIt(Path file) throws IOException {
        Path expected = Path.of(file.toString().replaceFirst("\\.txt$", ".expected"));
        List<String> facts = Files.readAllLines(expected).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(ReportFacts.of(MtrrFile.read(file).first())).isEqualTo(facts);
    }
}
