package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import dev.stalemate.toy.Runs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** A counterexample as lines of a mail, and what mailers and readers do to those. */
class BlockTest {
    private static final String JSON = CounterexampleWriter.text(Runs.saved(Runs.bothEnter()));
    private static final List<String> LINES = Block.lines(JSON);

    private static List<SavedText> read(String text) throws BadFileException {
        return SavedText.read("-", "mail", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Counterexample one(String text) throws BadFileException {
        List<SavedText> all = read(text);
        assertThat(all).hasSize(1);
        return all.get(0).counterexample();
    }

    private static String mail(String json) {
        return "Hello,\n\nsee below.\n\n"
                + Block.lines(json).stream().map(line -> "    " + line + "\n").collect(Collectors.joining())
                + "\n-- \nA\n";
    }

    private static String quoted(String mail, String before) {
        return mail.lines().map(line -> before + line + "\n").collect(Collectors.joining());
    }

    /** As a mailer that breaks lines does it, which quotes nothing when it goes on. */
    private static String broken(String mail, int width) {
        return mail.lines()
                .flatMap(line -> line.isEmpty()
                        ? List.of("").stream()
                        : Splitter.fixedLength(width).splitToStream(line))
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    @Test
    void everySavedCounterexampleSurvivesAMail() throws Exception {
        for (Path file : SavedRuns.ofModels()) {
            String json = Files.readString(file);
            Counterexample c = CounterexampleReader.read(file);
            String mail = mail(json);
            assertThat(mail.lines()).allMatch(line -> line.length() <= 68).allMatch(line -> line.matches("[ -~]*"));
            assertThat(one(mail)).isEqualTo(c);
            assertThat(one(quoted(quoted(mail, "> "), "> "))).isEqualTo(c);
            assertThat(one(broken(quoted(quoted(mail, "> "), "> "), 50))).isEqualTo(c);
        }
    }

    @Test
    void everyWayToQuoteIsTakenForQuoting() throws BadFileException {
        String mail = mail(JSON);
        for (String quote : List.of(
                ">",
                ">>> ",
                "JB> ",
                "> | ",
                "\t",
                "| ",
                "\u00a0",
                "> \u00a0 ",
                "On my side> ",
                "# ",
                "#",
                "+ ",
                "- ",
                "+",
                "-",
                "// ",
                "//",
                " * ",
                "> + ",
                "+ > ",
                "# # ")) {
            assertThat(one(quoted(mail, quote))).as(quote).isEqualTo(Runs.saved(Runs.bothEnter()));
        }
        for (int width = 45; width < 80; width++) {
            assertThat(one(broken(mail, width))).as("%d", width).isEqualTo(Runs.saved(Runs.bothEnter()));
        }
        assertThat(one(mail.replace("\n", "\r\n"))).isEqualTo(Runs.saved(Runs.bothEnter()));
        assertThat(one(mail.replace("\n", "\n\n"))).isEqualTo(Runs.saved(Runs.bothEnter()));
    }

    @Test
    void aMailIsReadWhateverItsBlanksAndCharactersAre() throws BadFileException {
        assertThat(one(mail(JSON).replace(' ', '\u00a0'))).isEqualTo(Runs.saved(Runs.bothEnter()));
        for (String text : List.of(mail(JSON), JSON)) {
            byte[] big = ("\ufeff" + text).getBytes(StandardCharsets.UTF_16BE);
            byte[] little = ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE);
            for (byte[] bytes : List.of(big, little)) {
                assertThat(SavedText.read("-", "mail", new ByteArrayInputStream(bytes))
                                .get(0)
                                .counterexample())
                        .isEqualTo(Runs.saved(Runs.bothEnter()));
            }
        }
    }

    /** {@code base64 -d | gunzip} complains about lines that are not filled up. */
    @Test
    void theLinesAreBase64OfAGzipWithOrWithoutTheSignsAtTheEnd() throws Exception {
        int filled = 0;
        for (int blanks = 0; blanks < 6; blanks++) {
            String json = JSON + " ".repeat(blanks);
            List<String> lines = Block.lines(json);
            String packed = String.join("", lines.subList(1, lines.size() - 1));
            assertThat(packed.length() % 4).isZero();
            GZIPInputStream gzip = new GZIPInputStream(
                    new ByteArrayInputStream(Base64.getDecoder().decode(packed)));
            assertThat(new String(gzip.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(json);
            filled += packed.endsWith("=") ? 1 : 0;
            assertThat(one(mail(json).replace("=", ""))).isEqualTo(Runs.saved(Runs.bothEnter()));
        }
        assertThat(filled).isPositive();
    }

    @Test
    void theFileItselfIsReadToo() throws BadFileException {
        assertThat(one(JSON)).isEqualTo(Runs.saved(Runs.bothEnter()));
        assertThat(read(JSON).get(0).isWholeFile()).isTrue();
        assertThat(read(mail(JSON)).get(0).isWholeFile()).isFalse();
        assertThatThrownBy(() -> one("\n")).hasMessage("mail: is empty");
    }

    @Test
    void severalInOneMailAreToldApart() throws BadFileException {
        String other = CounterexampleWriter.text(Runs.saved(Runs.bothEnterSlowly()));
        List<SavedText> all = read(mail(JSON) + quoted(mail(other), "> "));
        assertThat(all).hasSize(2);
        assertThat(all.get(0).counterexample()).isEqualTo(Runs.saved(Runs.bothEnter()));
        assertThat(all.get(1).counterexample()).isEqualTo(Runs.saved(Runs.bothEnterSlowly()));
        assertThat(all)
                .extracting(SavedText::name)
                .containsExactly(
                        "mail, block in line 5",
                        "mail, block in line " + (mail(JSON).lines().count() + 5));
    }

    @Test
    void aDamagedBlockIsRefusedWithItsLine() throws BadFileException {
        assertBad(
                mail(JSON).replace(Block.END, ""),
                "mail:5: the block that begins here has no end: a line with " + Block.END + " is missing");
        assertBad(
                mail(JSON).replace(LINES.get(2) + "\n", "\n"),
                "mail:5: the block that begins here is damaged: a line of it" + " is missing or was changed");
        assertBad(mail(JSON).replace(LINES.get(2), "I think that"), "mail:5: the block that begins here is damaged");
        assertBad(
                mail(JSON).replace(LINES.get(2), "What's this?"),
                "mail:7: this is no line of the block that begins in line 5");
        assertBad(
                mail(JSON).replace(LINES.get(2), LINES.get(2) + "\n    " + "A".repeat(3 << 20)),
                "mail:5: the block that begins here is too long for a counterexample");
        assertBad(
                mail(" ".repeat(2 << 20)),
                "mail, block in line 5: is larger than 1048576 bytes, so it is no counterexample");
        assertBad(
                mail(JSON.replace("\"schema\": 1", "\"schema\": 2")),
                "mail (unpacked):2: schema 2 is not known to this version, which reads schema 1");
    }

    @Test
    void aBlockWhoseBytesWereChangedIsNeverAnotherCounterexample() throws BadFileException {
        String mail = mail(JSON);
        int from = mail.indexOf(Block.BEGIN) + Block.BEGIN.length();
        int refused = 0;
        for (int at = from; at < mail.indexOf(Block.END); at++) {
            if (mail.charAt(at) != ' ' && mail.charAt(at) != '\n') {
                String changed = mail.substring(0, at) + (mail.charAt(at) == 'A' ? 'B' : 'A') + mail.substring(at + 1);
                try {
                    assertThat(one(changed))
                            .isEqualTo(Runs.saved(Runs.bothEnter())); // a bit of gzip's head or end that says nothing
                } catch (BadFileException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    @Test
    void oneDamagedBlockCostsNoOther() throws BadFileException {
        List<SavedText> all = read(mail(JSON).replace(Block.END, "") + mail(JSON));
        assertThat(all).hasSize(2);
        assertThat(all.get(1).counterexample()).isEqualTo(Runs.saved(Runs.bothEnter()));
    }

    @Test
    void aTextWithoutABlockIsNoCounterexample() {
        for (String text : List.of("Hello\n", "> Hello", Block.END, "-----BEGIN PGP SIGNED MESSAGE-----")) {
            assertThatThrownBy(() -> read(text))
                    .hasMessage("mail: is not the file of a counterexample, and no text with one: no line is "
                            + Block.BEGIN);
        }
        assertThatThrownBy(() -> read("<!doctype html>\n<html>"))
                .hasMessage(
                        "mail: is a page without a counterexample to read: only those that 'stalemate share' writes have one");
    }

    private static void assertBad(String mail, String message) throws BadFileException {
        List<SavedText> all = read(mail);
        assertThat(all).hasSize(1);
        assertThatThrownBy(() -> all.get(0).counterexample()).hasMessageStartingWith(message);
    }
}
