package dev.stalemate.outside;

import com.google.common.base.CharMatcher;
import dev.stalemate.memtype.MemType;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A parsed answer to one request.
 *
 * @param says what it says, always written the same way
 * @param sort how it counts when differences are grouped: types and verdicts by what they are, register values all alike
 */
record Answer(String says, String sort) {
    /** An implementation that can't answer says so. */
    static final Answer NOT_ANSWERED = new Answer("na", "na");

    /** What is written is taken, and that is all. */
    static final Answer DONE = new Answer("ok", "ok");

    private static final String NO_ANSWER = "no answer of the protocol";
    private static final String ERROR = "error";
    private static final String UNDEFINED = "undef";
    private static final String UNIFORM = "uniform";
    private static final String MIXED = "mixed";
    private static final Pattern NUMBER = Pattern.compile("(?:0[xX])?0*([0-9a-fA-F]{1,16})");
    private static final int SHOWN = 60;

    /** Reads an answer as the protocol has them. What it doesn't have counts as one sort, whatever it is. */
    static Answer read(String verb, String text) {
        String words = CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
        if (words.startsWith(ERROR)) {
            return new Answer(ERROR, ERROR);
        }
        if (words.equals(NOT_ANSWERED.says) || legal(verb, words)) {
            return new Answer(words, words.startsWith(UNIFORM) ? UNIFORM : words);
        }
        if (verb.equals("rdmsr") && NUMBER.matcher(words).matches()) {
            String digits = NUMBER.matcher(words).replaceFirst("$1").toLowerCase(Locale.ROOT);
            return new Answer("0x" + digits, "a value");
        }
        String shown = CharMatcher.inRange(' ', '~').negate().replaceFrom(words, '?');
        String cut = shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "...";
        return new Answer("'" + cut + "'", NO_ANSWER);
    }

    /**
     * Reads a recorded answer, which may be in an implementation's own words: of pages {@code uniform} without its type, a type alone,
     * and {@code SPLIT}; a remark after a type, such as that an assertion failed.
     */
    static Answer readRecorded(String verb, String text) {
        String words = CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
        if (verb.equals("type")) {
            return read(verb, Script.verb(words));
        }
        if (verb.equals("large")) {
            if (words.equals(UNIFORM)) {
                return new Answer(words, words);
            }
            if (words.equals("SPLIT")) {
                return new Answer(MIXED, MIXED);
            }
            return MemType.named(words) == null ? read(verb, words) : read(verb, UNIFORM + ":" + words);
        }
        return read(verb, words);
    }

    /** Whether it answers nothing: an error, or words that the protocol doesn't have. */
    boolean isNone() {
        return sort.equals(ERROR) || sort.equals(NO_ANSWER);
    }

    /** Whether the SDM leaves it undefined, so that any answer is right. */
    boolean undefined() {
        return says.equals(UNDEFINED);
    }

    /** Whether an answer says the same as this one of the reference, in what it says. */
    boolean agrees(Answer other) {
        return says.equals(other.says) || (other.says.equals(UNIFORM) && sort.equals(UNIFORM));
    }

    private static boolean legal(String verb, String words) {
        return switch (verb) {
            case "reset" -> words.equals("ok");
            case "wrmsr", "cr0" -> words.equals("ok") || words.equals("gp");
            case "rdmsr" -> words.equals("gp");
            case "type" -> words.equals(UNDEFINED) || isMtrrType(words);
            case "large" ->
                words.equals(UNDEFINED)
                        || words.equals(MIXED)
                        || (words.startsWith(UNIFORM + ":") && isMtrrType(words.substring(UNIFORM.length() + 1)));
            case "effective" -> isMtrrType(words);
            case "pat" -> MemType.named(words) != null;
            case "ept" -> words.equals("misconfig") || (words.matches(".* [01]") && isMtrrType(Script.verb(words)));
            case "eptype" -> words.equals("misconfig") || isMtrrType(words);
            default -> false;
        };
    }

    private static boolean isMtrrType(String word) {
        MemType type = MemType.named(word);
        return type != null && type != MemType.UC_MINUS;
    }
}
