package dev.stalemate.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.ImmutableList;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Requests, answers, recordings and saved differences: whatever they hold, nothing breaks. */
class OutsideProperties {
    private static final List<String> VERBS =
            List.of("reset", "wrmsr", "rdmsr", "type", "large", "effective", "pat", "cr0", "ept", "eptype", "what");
    private static final byte[] REAL = beginningOfARealRecording();
    private static final OutsideDifference DIFFERENCE = new OutsideDifference(
            ImmutableList.of("./adapter", "--bug"),
            null,
            new Found("regular", 1L, "1.0"),
            true,
            ImmutableList.of("reset maxphyaddr=46 vcnt=8", "wrmsr 0x2ff 0x806", "type 0x0"),
            "WB",
            "UC");
    private static final String SAVED = OutsideDifferenceFile.text(DIFFERENCE);

    private static byte[] beginningOfARealRecording() {
        try (InputStream in = new GZIPInputStream(Objects.requireNonNull(
                OutsideProperties.class.getResourceAsStream("/vectors/recorded-legal-46.tsv.gz")))) {
            return in.readNBytes(4000);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Property
    void anyLineIsARequestWithOnePrintableAnswer(@ForAll("lines") String line) {
        String answer = new ReferenceSession().answer(line);
        assertThat(answer == null || answer.matches("[ -~]{1,200}")).isTrue();
        assertThat(Script.kind(line.isBlank() ? "type" : line)).isNotEmpty();
    }

    @Property
    void anyRequestCanBeMadeSimplerAndStaysARequest(@ForAll("lines") String line, @ForAll @IntRange(max = 63) int bit) {
        assertThat(Simpler.replacements("x" + line)).isEmpty();
        for (String verb : VERBS) {
            String request = verb + " " + line.strip().replace('\n', ' ');
            assertThat(Simpler.replacements(request))
                    .allMatch(r -> Script.verb(r).equals(verb));
            assertThat(Script.verb(Simpler.withoutBit(request, bit))).isEqualTo(verb);
        }
    }

    @Property
    void anyTextIsAnAnswerThatCanBeShown(@ForAll String text) {
        for (String verb : VERBS) {
            assertThat(Answer.read(verb, text).says()).matches("[ -~]{1,100}");
            assertThat(Answer.readRecorded(verb, text).says()).matches("[ -~]{1,100}");
        }
    }

    @Property
    void anyBytesAreARecordingOrABadFile(@ForAll byte[] bytes) {
        survives(bytes);
    }

    @Property
    void aRealRecordingWithBytesChangedIsARecordingOrABadFile(
            @ForAll @IntRange(max = 3999) int at, @ForAll byte[] bytes) {
        byte[] changed = REAL.clone();
        System.arraycopy(bytes, 0, changed, at, Math.min(bytes.length, changed.length - at));
        survives(changed);
    }

    private static void survives(byte[] bytes) {
        assertThatCode(() -> {
                    try {
                        RecordedAnswers recording =
                                RecordedAnswers.read("r.tsv", new ByteArrayInputStream(bytes), "kvm-6.6");
                        String text = new DriveReport(
                                        new RecordedDrive(recording, () -> false, line -> {}).run(),
                                        Collections.nCopies(DifferenceCauses.MOST, "again"))
                                .text();
                        assertThat(text).startsWith("column kvm-6.6: ");
                    } catch (BadFileException e) {
                        assertThat(e).hasMessageStartingWith("r.tsv:");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Property
    void aSavedDifferenceIsReadAsItWasWritten(@ForAll("printable") String word, @ForAll boolean minimal)
            throws BadFileException {
        OutsideDifference d = new OutsideDifference(
                ImmutableList.of(word, word + "\n\u001b"),
                null,
                new Found(word, null, word),
                minimal,
                ImmutableList.of(word),
                word,
                word);
        assertThat(OutsideDifferenceFile.parse("d.json", OutsideDifferenceFile.text(d)))
                .isEqualTo(d);
    }

    @Property
    void aSavedDifferenceWithACharacterChangedIsOneOrABadFile(@ForAll @IntRange(max = 100_000) int at, @ForAll char c) {
        StringBuilder changed = new StringBuilder(SAVED);
        changed.setCharAt(at % SAVED.length(), c);
        assertThatCode(() -> {
                    try {
                        OutsideDifference d = OutsideDifferenceFile.parse("d.json", changed.toString());
                        assertThat(DriveReport.lines(d.lines(), d.answer())).isNotEmpty();
                        assertThat(DriveReport.reference(d.lines())).isNotEmpty();
                    } catch (BadFileException e) {
                        assertThat(e).hasMessageStartingWith("d.json:");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<String> lines() {
        Arbitrary<String> words =
                Arbitraries.strings().withChars(" 0123456789abcdefx=WBUC-\t").ofMaxLength(40);
        return Arbitraries.oneOf(words, Arbitraries.strings().ofMaxLength(40));
    }

    @Provide
    Arbitrary<String> printable() {
        return Arbitraries.strings()
                .ascii()
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(s -> "a" + s)
                .filter(s -> s.codePoints().noneMatch(Character::isISOControl))
                .filter(s -> StandardCharsets.UTF_8.newEncoder().canEncode(s));
    }
}
