package dev.stalemate.counterexample;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A counterexample as it was found in a file, which is that of the counterexample alone, or has {@link Block}s: a mail, as it was sent or
 * quoted, or a page. Nothing else of a mail or a page is looked at, and nothing of any is run.
 */
public final class SavedText {
    /** A mail or a page has more than the counterexample. */
    private static final int MOST_BYTES = 1 << 26;

    private final String file;
    private final String name;
    private final boolean isWholeFile;
    private final Content content;

    /** The text of its file. */
    private interface Content {
        String text() throws BadFileException;
    }

    private SavedText(String file, String name, boolean isWholeFile, Content content) {
        this.file = file;
        this.name = name;
        this.isWholeFile = isWholeFile;
        this.content = content;
    }

    /** All that are in a file, at least one. Each may turn out to be damaged when it is asked for. */
    public static List<SavedText> read(Path file) throws BadFileException {
        String name = file.toString();
        return read(name, name, CounterexampleReader.bytes(file, MOST_BYTES));
    }

    /** All that are in what a stream has, which the user and errors call by these names. */
    public static List<SavedText> read(String file, String name, InputStream in) throws BadFileException {
        try {
            return read(file, name, in.readNBytes(MOST_BYTES + 1));
        } catch (IOException e) {
            throw new BadFileException(name, e);
        }
    }

    /** The one that is in a file. */
    public static SavedText readOne(Path file) throws BadFileException {
        List<SavedText> all = read(file);
        if (all.size() > 1) {
            throw new BadFileException(
                    file.toString(), "has " + all.size() + " counterexamples, and one is needed here");
        }
        return all.get(0);
    }

    private static List<SavedText> read(String file, String name, byte[] bytes) throws BadFileException {
        if (bytes.length > MOST_BYTES) {
            throw new BadFileException(name, "is larger than " + MOST_BYTES + " bytes, so it is no counterexample");
        }
        boolean isUtf16 = beginsWith(bytes, 0xfe, 0xff) || beginsWith(bytes, 0xff, 0xfe);
        // Where a mail is in another character set, a block is ASCII all the same.
        String text = new String(bytes, isUtf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
        List<Block> blocks = text.contains(Block.DASHES) ? Block.in(name, text) : List.of();
        if (blocks.isEmpty()) {
            mustBeJson(name, text);
            byte[] utf8 = isUtf16 ? text.getBytes(StandardCharsets.UTF_8) : bytes;
            return List.of(new SavedText(file, name, true, () -> CounterexampleReader.text(name, utf8)));
        }
        return blocks.stream()
                .map(block -> new SavedText(file, blocks.size() == 1 ? name : block.name(), false, block::text))
                .collect(ImmutableList.toImmutableList());
    }

    private static boolean beginsWith(byte[] bytes, int first, int second) {
        return bytes.length >= 2 && (bytes[0] & 0xff) == first && (bytes[1] & 0xff) == second;
    }

    /** Says more of a mail or a page than a reader of JSON can. */
    private static void mustBeJson(String name, String text) throws BadFileException {
        String start = CharMatcher.whitespace().trimLeadingFrom(text);
        if (start.startsWith("<")) {
            throw new BadFileException(
                    name,
                    "is a page without a counterexample to read: only those that 'stalemate share' writes have one");
        }
        if (!start.isEmpty() && !start.startsWith("{") && !start.startsWith("[")) {
            throw new BadFileException(
                    name, "is not the file of a counterexample, and no text with one: no line is " + Block.BEGIN);
        }
    }

    /** The file as the user called it; {@code -} for standard input. */
    public String file() {
        return file;
    }

    /** What it is called in tables and errors: the file, and where in it if it has several. */
    public String name() {
        return name;
    }

    /** Whether the file holds nothing else. */
    public boolean isWholeFile() {
        return isWholeFile;
    }

    /** Whether it says that it is what an outside implementation answered; reading it shows whether it is valid. */
    public boolean isOutside() throws BadFileException {
        return StrictJson.hasField(content.text(), "kind");
    }

    /** Reads it as a counterexample. */
    public Counterexample counterexample() throws BadFileException {
        return CounterexampleReader.parse(nameOfText(), content.text());
    }

    /** Reads it as what an outside implementation answered. */
    public OutsideDifference difference() throws BadFileException {
        return OutsideDifferenceFile.parse(nameOfText(), content.text());
    }

    /** Lines of what a block holds are not lines of the file. */
    private String nameOfText() {
        return isWholeFile ? name : name + " (unpacked)";
    }
}
