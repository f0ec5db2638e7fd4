package dev.stalemate.counterexample;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a counterexample's file as lines that a mail leaves as they are: base64 of its gzip, between two marks. When it is read,
 * everything in a line up to the last {@code >} or {@code |} is taken for quoting, so is what a comment or a diff has before the first mark,
 * such as {@code #} or {@code +}, where other lines begin with it, too; blanks count nowhere, and lines may be broken anywhere.
 * The gzip has a checksum, so that a block that was changed is never taken for another counterexample.
 */
public final class Block {
    /** Every block has it. */
    static final String DASHES = "-----BEGIN";

    static final String BEGIN = DASHES + " STALEMATE COUNTEREXAMPLE-----";
    static final String END = "-----END STALEMATE COUNTEREXAMPLE-----";

    /** As PEM has it. */
    private static final int WIDTH = 64;
    /** Of the characters of a block, which are a third more than the bytes that they stand for. */
    private static final int LONGEST = 2 * CounterexampleReader.MOST_BYTES;

    private static final CharMatcher QUOTES = CharMatcher.anyOf(">|");
    /** What begins the lines of comments and diffs; some of these are letters of base64, too. */
    private static final CharMatcher COMMENTS = CharMatcher.anyOf("#+-*;/%!");

    /** Fills up the end. */
    private static final CharMatcher FILL = CharMatcher.is('=');

    private static final CharMatcher BASE64 = CharMatcher.inRange('A', 'Z')
            .or(CharMatcher.inRange('a', 'z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf("+/="));

    private final String file;
    private final int begins;
    private final String lead;
    private final boolean blankAfterLead;
    private final StringBuilder packed = new StringBuilder();
    private @Nullable BadFileException mistake;
    private boolean ended;

    private Block(String file, int begins, String line) {
        this.file = file;
        this.begins = begins;
        this.lead = lead(line);
        String start = CharMatcher.whitespace().trimLeadingFrom(line);
        this.blankAfterLead = CharMatcher.whitespace().matches(start.charAt(lead.length()));
    }

    /** The lines that hold the text of a file, the marks too. */
    public static ImmutableList<String> lines(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written", e);
        }
        String packed = Base64.getEncoder().encodeToString(bytes.toByteArray());
        return ImmutableList.<String>builder()
                .add(BEGIN)
                .addAll(Splitter.fixedLength(WIDTH).split(packed))
                .add(END)
                .build();
    }

    /** The blocks in a text, whole or not, in their order. */
    static List<Block> in(String file, String text) {
        ImmutableList.Builder<Block> blocks = ImmutableList.builder();
        Block open = null;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String unquoted = line.substring(QUOTES.lastIndexIn(line) + 1);
            if (begins(unquoted)) {
                open = new Block(file, number, unquoted);
                blocks.add(open);
            } else if (open != null) {
                String said = packed(open.withoutLead(unquoted));
                if (said.equals(packed(END))) {
                    open.ended = true;
                    open = null;
                } else {
                    open.add(number, said);
                }
            }
        }
        return blocks.build();
    }

    private static String packed(String line) {
        return CharMatcher.whitespace().removeFrom(line);
    }

    private static boolean begins(String line) {
        return packed(line).endsWith(packed(BEGIN)) && COMMENTS.matchesAllOf(lead(line));
    }

    /** What a line with the first mark has before it. */
    private static String lead(String line) {
        String said = packed(line);
        return said.substring(0, said.length() - packed(BEGIN).length());
    }

    /** A line without what is before the first mark, if it begins with that; a blank must follow if one follows there. */
    private String withoutLead(String line) {
        int at = 0;
        for (int i = 0; i < lead.length(); i++) {
            while (at < line.length() && CharMatcher.whitespace().matches(line.charAt(at))) {
                at++;
            }
            if (at == line.length() || line.charAt(at++) != lead.charAt(i)) {
                return line;
            }
        }
        boolean blank = at == line.length() || CharMatcher.whitespace().matches(line.charAt(at));
        return lead.isEmpty() || blank || !blankAfterLead ? line.substring(at) : line;
    }

    private void add(int number, String said) {
        if (mistake == null && !BASE64.matchesAllOf(said)) {
            mistake = new BadFileException(file, number, "this is no line of the block that begins in line " + begins);
        } else if (mistake == null && packed.length() + said.length() > LONGEST) {
            mistake = bad("is too long for a counterexample");
        } else if (mistake == null) {
            packed.append(said);
        }
    }

    private BadFileException bad(String what) {
        return new BadFileException(file, begins, "the block that begins here " + what);
    }

    /** What errors call its content. */
    String name() {
        return file + ", block in line " + begins;
    }

    /** The text that it holds. */
    String text() throws BadFileException {
        if (!ended) {
            throw bad("has no end: a line with " + END + " is missing");
        }
        if (mistake != null) {
            throw mistake;
        }
        try (GZIPInputStream gzip = new GZIPInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(FILL.trimTrailingFrom(packed))))) {
            return CounterexampleReader.text(name(), gzip.readNBytes(CounterexampleReader.MOST_BYTES + 1));
        } catch (IOException | IllegalArgumentException e) {
            throw bad("is damaged: a line of it is missing or was changed");
        }
    }
}
